#include "window_keys/memory/memory_key_store.h"

#include <algorithm>

namespace mayfly::window_keys {
namespace {

Error not_written(const char* why) {
  return {ErrorKind::not_written, why, "nothing was changed"};
}

}  // namespace

std::shared_ptr<MemoryKeys> new_memory_keys(std::string database, Clock& clock) {
  auto keys = std::make_shared<MemoryKeys>();
  keys->database = std::move(database);
  keys->clock = first_record(clock);
  keys->clock.on_disk = true;
  return keys;
}

MemoryKeyStore::MemoryKeyStore(std::shared_ptr<MemoryKeys> keys, std::string database, Clock& clock,
                               RandomSource& random)
    : keys_(std::move(keys)), database_(std::move(database)), random_(&random), time_(clock) {
  look();
}

void MemoryKeyStore::require_writable() const {
  if (!keys_->takes_writes) throw not_written("the keys are read-only");
}

/// What was written is as good as on a disk.
void MemoryKeyStore::require_confirmed() const {
  require_writable();
  if (!keys_->confirms_them) throw not_written("the keys are not confirmed");
}

void MemoryKeyStore::look() {
  counters_ = keys_->given;
  bound_to_ = keys_->database;
  time_.look(keys_->clock, counters_.generation, [this] { return generations(Which::all); });
}

Instant MemoryKeyStore::begin_access(MayWrite may_write) {
  look();
  const bool save = may_write == MayWrite::yes && keys_->takes_writes;
  if (save && is_worth_keeping(keys_->clock, time_.record())) keys_->clock = time_.record();
  return time_.looked_at();
}

void MemoryKeyStore::confirm_time() {
  if (time_.record().on_disk) return;
  require_confirmed();
  look();
  keys_->clock = time_.record_to_confirm();
}

void MemoryKeyStore::remember(MessageId last_message) {
  if (last_message <= keys_->given.last_message) return;
  require_writable();
  counters_.last_message = keys_->given.last_message = last_message;
}

Ownership MemoryKeyStore::ownership() const {
  if (bound_to_ == database_) return {};
  const Error copy(ErrorKind::not_a_vault, database_ + " is a copy of " + bound_to_);
  return {false, copy};
}

bool MemoryKeyStore::bind() {
  if (keys_->database == database_) return false;
  require_confirmed();
  bound_to_ = keys_->database = database_;
  return true;
}

std::set<Generation> MemoryKeyStore::generations(Which which) {
  std::set<Generation> found;
  for (const auto& [generation, key] : keys_->keys) {
    if (which == Which::all || (which == Which::counted && key.uses > 0)) found.insert(generation);
  }
  return found;
}

std::optional<SecureBytes> MemoryKeyStore::find(const WindowId& id) {
  const auto found = keys_->keys.find(id.generation);
  if (found == keys_->keys.end() || id_of(*found) != id || has_ended(*found)) return std::nullopt;
  return found->second.key;
}

std::map<WindowId, SecureBytes> MemoryKeyStore::find_each(const std::set<WindowId>& ids) {
  std::map<WindowId, SecureBytes> found;
  for (const WindowId& id : ids)
    if (auto key = find(id)) found.emplace(id, std::move(*key));
  return found;
}

std::optional<WindowKey> MemoryKeyStore::shared(Instant window_end, const TagOf& tag_of) {
  for (const Entry& entry : keys_->keys) {
    const auto& [generation, key] = entry;
    const bool wanted = key.uses == 0 && key.end == window_end && !has_ended(entry) &&
                        may_share(time_.record(), number_of(generation));
    if (wanted && key.tag == tag_of(id_of(entry), key.key)) return WindowKey{generation, key.key};
  }
  return std::nullopt;
}

WindowKey MemoryKeyStore::make(const Wanted& wanted, const TagOf& tag_of, const IsUsed& is_used) {
  confirm_time();
  require_confirmed();
  const auto is_planted = [&](const Entry& entry) {
    return entry.second.uses == 0 && entry.second.end == wanted.window_end && !is_used(entry.first);
  };
  const auto planted = std::ranges::find_if(keys_->keys, is_planted);
  if (planted != keys_->keys.end()) keys_->keys.erase(planted);
  Generation& last = keys_->given.generation;
  last = Generation{number_of(std::max(last, wanted.above)) + 1};
  MemoryKeys::Key key{wanted.window_end, wanted.uses, SecureBytes(kWindowKeySize), Bytes(kTagSize)};
  random_->fill(key.key);
  if (key.uses == 0) key.tag = tag_of({key.end, last}, key.key);
  counters_.generation = last;
  return {last, keys_->keys.emplace(last, std::move(key)).first->second.key};
}

bool MemoryKeyStore::any_ended(Instant) {
  return keys_->unconfirmed || look_for_ended().count > 0;
}

Destroyed MemoryKeyStore::look_for_ended() {
  Destroyed ended;
  for (const Entry& entry : keys_->keys) {
    if (has_ended(entry)) ended.add(time_.due(id_of(entry)));
  }
  return ended;
}

Destroyed MemoryKeyStore::destroy_ended() {
  if (!any_ended(time_.now())) return {};
  require_writable();
  const Destroyed destroyed = destroy_where([&](const Entry& entry) { return has_ended(entry); });
  keys_->unconfirmed = true;
  require_confirmed();
  keys_->unconfirmed = false;
  return destroyed;
}

Destroyed MemoryKeyStore::destroy(const std::set<Generation>& generations) {
  require_confirmed();
  return destroy_where([&](const Entry& entry) { return generations.contains(entry.first); });
}

std::map<Generation, Uses> MemoryKeyStore::uses() {
  std::map<Generation, Uses> found;
  for (const auto& [generation, key] : keys_->keys)
    if (key.uses > 0) found.emplace(generation, key.uses);
  return found;
}

std::map<Generation, Uses> MemoryKeyStore::use(const Taken& taken) {
  require_confirmed();
  std::map<Generation, Uses> left;
  for (auto& [generation, key] : keys_->keys) {
    if (taken.all.contains(generation)) {
      left.emplace(generation, 0);
    } else if (taken.one_use.contains(generation)) {
      left.emplace(generation, key.uses = std::max(key.uses, Uses{1}) - 1);
    }
  }
  destroy_where([&](const Entry& entry) {
    const auto found = left.find(entry.first);
    return found != left.end() && found->second == 0;
  });
  return left;
}

template <class Doomed>
Destroyed MemoryKeyStore::destroy_where(Doomed&& doomed) {
  Destroyed destroyed;
  std::erase_if(keys_->keys, [&](const Entry& entry) {
    if (!doomed(entry)) return false;
    destroyed.add(time_.due(id_of(entry)));
    return true;
  });
  return destroyed;
}

void MemoryKeyStore::inspect(KeyVisitor& visitor) {
  if (keys_->unconfirmed)
    visitor.on_damage("unconfirmed_destruction", "what was destroyed may still be there");
  for (const Entry& entry : keys_->keys)
    visitor.on_key({id_of(entry), entry.second.uses, entry.second.key});
}

}  // namespace mayfly::window_keys
