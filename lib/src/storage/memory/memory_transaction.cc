#include "storage/memory/memory_transaction.h"

#include <algorithm>

#include "mayfly/error.h"
#include "values/plausible.h"

namespace mayfly::storage {
namespace {

MessageRow row_of(const MemoryTables::Message& message) {
  return {message.head, message.name, message.sealed};
}

/// What a database's constraints are for.
void require(bool holds, const char* what) {
  if (!holds) throw Error(ErrorKind::unexpected, what);
}

std::optional<Bytes> copy_of(const std::optional<ByteView>& bytes) {
  return bytes ? std::optional<Bytes>(std::in_place, bytes->begin(), bytes->end()) : std::nullopt;
}

}  // namespace

MemoryTransaction::MemoryTransaction(std::shared_ptr<MemoryVault> vault,
                                     std::shared_ptr<const std::vector<Age>> ages, Held no_writers)
    : vault_(std::move(vault)),
      ages_(std::move(ages)),
      no_writers_(std::move(no_writers)),
      tables_(*vault_->tables) {}

void MemoryTransaction::begin_again() {
  kept_.reset();
  tables_ = *vault_->tables;
}

bool MemoryTransaction::undo_to_keep() noexcept {
  if (!kept_) return false;
  std::swap(tables_, *kept_);
  kept_.reset();
  return true;
}

void MemoryTransaction::commit() {
  vault_->tables = std::make_shared<const MemoryTables>(tables_);
  kept_.reset();
}

std::optional<UserId> MemoryTransaction::find_user(std::string_view name) {
  for (const auto& [id, user] : tables_.users)
    if (user.name == name) return id;
  return std::nullopt;
}

std::vector<std::string> MemoryTransaction::user_names(std::size_t most) {
  std::vector<std::string> names;
  for (const auto& [id, user] : tables_.users) names.push_back(user.name);
  std::ranges::sort(names);
  names.resize(std::min(names.size(), most));
  return names;
}

void MemoryTransaction::each_user(
    const std::function<void(UserId, const std::string& name)>& visit) {
  for (const auto& [id, user] : tables_.users) visit(id, user.name);
}

UserId MemoryTransaction::insert_user(std::string_view name, Instant created_at) {
  require(!find_user(name), "there is such a user");
  const std::int64_t last = tables_.users.empty() ? 0 : number_of(tables_.users.rbegin()->first);
  const UserId id{last + 1};
  tables_.users[id] = {std::string(name), created_at};
  return id;
}

std::vector<KeySlotRow> MemoryTransaction::slots(UserId user) {
  std::vector<KeySlotRow> slots;
  for (const auto& [place, slot] : tables_.slots)
    if (place.first == user) slots.push_back(slot);
  return slots;
}

void MemoryTransaction::insert_slot(UserId user, const KeySlotRow& slot) {
  require(tables_.users.contains(user), "there is no such user");
  require(tables_.slots.emplace(std::pair(user, slot.slot), slot).second, "there is such a slot");
}

void MemoryTransaction::update_slot(UserId user, SlotNumber slot, ByteView sealed_key) {
  const auto found = tables_.slots.find({user, slot});
  if (found != tables_.slots.end())
    found->second.sealed_key.assign(sealed_key.begin(), sealed_key.end());
}

void MemoryTransaction::delete_slot(UserId user, SlotNumber slot) {
  tables_.slots.erase({user, slot});
}

bool MemoryTransaction::is_expired(const MessageHead& head, Instant now) const {
  return !is_of_later_program(head) && !is_live(head, now);
}

bool MemoryTransaction::is_live(const MessageHead& head, Instant now) const {
  return head.expires_at > now + age_of(head.generation, *ages_);
}

const MemoryTables::Message* MemoryTransaction::live(UserId user, MessageId id, Instant now) const {
  const auto found = tables_.messages.find(id);
  if (found == tables_.messages.end()) return nullptr;
  const MessageHead& head = found->second.head;
  return head.user == user && is_live(head, now) ? &found->second : nullptr;
}

Expired MemoryTransaction::expired(Instant now) {
  Expired expired;
  for (const auto& [id, message] : tables_.messages) {
    if (!is_expired(message.head, now)) continue;
    ++expired.count;
    const Instant due = message.head.expires_at - age_of(message.head.generation, *ages_);
    expired.earliest = std::min(expired.earliest, due);
  }
  return expired;
}

bool MemoryTransaction::find(UserId user, MessageId id, Instant now,
                             const std::function<void(const MessageRow&)>& visit) {
  const auto* message = live(user, id, now);
  if (message != nullptr) visit(row_of(*message));
  return message != nullptr;
}

std::optional<MessageHead> MemoryTransaction::head_of(UserId user, MessageId id, Instant now) {
  const auto* message = live(user, id, now);
  return message == nullptr ? std::nullopt : std::optional(message->head);
}

std::vector<MessageSummary> MemoryTransaction::list(UserId user, Instant now, Which which,
                                                    const Page& page) {
  std::vector<MessageSummary> list;
  const bool up = page.order == Page::Order::oldest_first;
  const auto add = [&](const auto& entry) {
    const auto& [id, message] = entry;
    const bool is_in_page = !page.after || (up ? id > *page.after : id < *page.after);
    const bool is_wanted = which == Which::all || message.name;
    if (list.size() < page.most && is_in_page && is_wanted && message.head.user == user &&
        is_live(message.head, now))
      list.push_back({message.head, message.name, message.sealed.size()});
  };
  const auto& all = tables_.messages;
  up ? void(std::for_each(all.begin(), all.end(), add))
     : void(std::for_each(all.rbegin(), all.rend(), add));
  return list;
}

std::optional<MessageId> MemoryTransaction::latest(UserId user, Instant now,
                                                   std::int64_t without_flags) {
  std::optional<MessageId> latest;
  for (const MessageSummary& row : list(user, now, Which::all, {}))
    if ((row.head.flags & without_flags) == 0) latest = row.head.id;
  return latest;
}

std::vector<MessageId> MemoryTransaction::first_to_expire(Instant now, std::size_t most) {
  std::vector<std::pair<Instant, MessageId>> live;
  for (const auto& [id, message] : tables_.messages)
    if (message.head.expires_at > now) live.emplace_back(message.head.expires_at, id);
  std::ranges::sort(live);
  live.resize(std::min(live.size(), most));
  std::vector<MessageId> ids;
  ids.reserve(live.size());
  for (const auto& [expires_at, id] : live) ids.push_back(id);
  return ids;
}

void MemoryTransaction::each_of(UserId user, const std::function<void(const MessageHead&)>& visit) {
  for (const auto& [id, message] : tables_.messages)
    if (message.head.user == user) visit(message.head);
}

void MemoryTransaction::each_message(
    const std::function<void(MessageId, const MessageRow*)>& visit) {
  for (const auto& [id, message] : tables_.messages) {
    const MessageRow row = row_of(message);
    visit(id, &row);
  }
}

std::set<Generation> MemoryTransaction::generations() {
  std::set<Generation> all;
  for (const auto& [id, message] : tables_.messages) all.insert(message.head.generation);
  return all;
}

std::set<Generation> MemoryTransaction::generations_of_expired(Instant now, std::int64_t flags) {
  std::set<Generation> all;
  for (const auto& [id, message] : tables_.messages)
    if (is_expired(message.head, now) && (message.head.flags & flags) != 0)
      all.insert(message.head.generation);
  return all;
}

std::set<MessageId> MemoryTransaction::ids_of(Generation generation) {
  std::set<MessageId> ids;
  for (const auto& [id, message] : tables_.messages)
    if (message.head.generation == generation) ids.insert(id);
  return ids;
}

Counters MemoryTransaction::counters() {
  Counters counters{tables_.last_id + 1, Generation{0}};
  for (const auto& [id, message] : tables_.messages)
    if (number_of(message.head.generation) < kMostInRow)
      counters.last_generation = std::max(counters.last_generation, message.head.generation);
  return counters;
}

void MemoryTransaction::insert(const MessageRow& row) {
  require(tables_.users.contains(row.head.user), "there is no such user");
  MemoryTables::Message message{row.head, copy_of(row.name),
                                Bytes(row.sealed.begin(), row.sealed.end())};
  require(tables_.messages.emplace(row.head.id, std::move(message)).second,
          "there is such a message");
  tables_.last_id = std::max(tables_.last_id, row.head.id);
}

void MemoryTransaction::reseal(const MessageRow& row) {
  const auto found = tables_.messages.find(row.head.id);
  if (found == tables_.messages.end()) return;
  MemoryTables::Message& message = found->second;
  message.head.flags = row.head.flags;
  message.name = copy_of(row.name);
  message.sealed.assign(row.sealed.begin(), row.sealed.end());
}

void MemoryTransaction::replace(const MessageRow& row) {
  const auto found = tables_.messages.find(row.head.id);
  if (found == tables_.messages.end() || found->second.head.user != row.head.user) return;
  found->second = {row.head, copy_of(row.name), Bytes(row.sealed.begin(), row.sealed.end())};
}

template <class Wanted>
std::int64_t MemoryTransaction::erase(Wanted&& is_wanted) {
  const auto erased = std::erase_if(
      tables_.messages, [&](const auto& entry) { return is_wanted(entry.second.head); });
  return static_cast<std::int64_t>(erased);
}

void MemoryTransaction::remove(UserId user, MessageId id) {
  erase([&](const MessageHead& head) { return head.user == user && head.id == id; });
}

void MemoryTransaction::remove_all(UserId user) {
  erase([&](const MessageHead& head) { return head.user == user && !is_of_later_program(head); });
}

Expired MemoryTransaction::remove_expired(Instant now) {
  const Expired all = expired(now);
  erase([&](const MessageHead& head) { return is_expired(head, now); });
  return all;
}

std::int64_t MemoryTransaction::remove_of(Generation generation) {
  return erase([&](const MessageHead& head) {
    return head.generation == generation && !is_of_later_program(head);
  });
}

namespace {

using KeptReceipts = decltype(MemoryTables::receipts);

ReceiptRow row_of(const KeptReceipts::value_type& entry) {
  const auto& [place, kept] = entry;
  return {place.first, place.second, kept.kept_until, kept.generation, kept.sealed};
}

MemoryTables::KeptReceipt kept_of(const ReceiptRow& row) {
  return {row.kept_until, row.generation, Bytes(row.sealed.begin(), row.sealed.end())};
}

}  // namespace

void MemoryTransaction::each_receipt(std::optional<UserId> user, const VisitReceipt& visit) {
  for (const auto& entry : tables_.receipts) {
    const ReceiptRow row = row_of(entry);
    if (!user || row.user == *user) visit(row.user, row.id, &row);
  }
}

bool MemoryTransaction::any_receipt_over(Instant now) {
  return std::ranges::any_of(
      tables_.receipts, [&](const auto& entry) { return is_over(row_of(entry), now, *ages_); });
}

void MemoryTransaction::insert_receipt(const ReceiptRow& row) {
  require(tables_.receipts.emplace(std::pair(row.user, row.id), kept_of(row)).second,
          "there is such a receipt");
}

void MemoryTransaction::update_receipts(std::span<const ReceiptRow> rows) {
  for (const ReceiptRow& row : rows) {
    const auto found = tables_.receipts.find({row.user, row.id});
    if (found != tables_.receipts.end()) found->second = kept_of(row);
  }
}

std::int64_t MemoryTransaction::remove_receipts(UserId user) {
  return static_cast<std::int64_t>(std::erase_if(
      tables_.receipts, [&](const auto& entry) { return entry.first.first == user; }));
}

std::int64_t MemoryTransaction::remove_receipts_over(Instant now) {
  return static_cast<std::int64_t>(std::erase_if(
      tables_.receipts, [&](const auto& entry) { return is_over(row_of(entry), now, *ages_); }));
}

}  // namespace mayfly::storage
