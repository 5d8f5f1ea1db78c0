#include "vault/slot_table.h"

#include <algorithm>

namespace mayfly {

using keys::Kek;

namespace {

/// Whoever can write the vault could have put a slot there, with a cost and a salt of theirs.
Error not_authentic(const storage::KeySlotRow& slot) {
  return {ErrorKind::usage,
          "a new passphrase takes salt and cost from that of slot " + std::to_string(slot.slot) +
              ", which was not presented",
          "present that passphrase, or remove the slot first"};
}

/// Whoever can write the vault could have written that.
Error too_costly(const Argon2Cost& cost) {
  return {ErrorKind::authentication_failed,
          "the passphrase's slot asks for " + std::to_string(cost.memory_kib / 1024) + " MiB and " +
              std::to_string(cost.passes) + " passes, more than four times what we ask for",
          "nothing was computed; --costly-kdf pays it, where you chose that cost"};
}

/// The salt and the cost of a new passphrase.
std::optional<keys::PassphraseParams> params_beside(const SlotRows& slots,
                                                    const storage::KeySlotRow* opened) {
  const auto all = params_of(slots);
  if (all.size() > 1) throw differing_params(slots);
  if (all.empty()) return std::nullopt;
  if (opened != nullptr && is_passphrase(*opened)) return keys::decode_params(opened->params);
  throw not_authentic(*std::ranges::find_if(slots, is_passphrase));
}

}  // namespace

keys::SlotPlace SlotTable::place_of(const storage::KeySlotRow& row) const {
  return {session_.store->vault_id(),
          name_.str(),
          number_of(user_),
          row.slot,
          kind_of(row),
          row.created_at,
          row.params};
}

SlotRows SlotTable::look() const {
  return session_.read([&](storage::Reader& reader, Instant) { return rows(reader); });
}

Kek SlotTable::kek_of_passphrase(const Key& key, const Bytes& encoded) const {
  const keys::PassphraseParams params = keys::decode_params(encoded);
  if (!session_.options.costly_kdf && !crypto::is_cheap(params.cost)) throw too_costly(params.cost);
  return keys::kek_from_passphrase(key.bytes(), params, session_.store->vault_id());
}

/// Of slots that differ: a passphrase may open one that nobody altered, and remove the other.
std::optional<SlotTable::Fitting> SlotTable::fitting_of_differing(const SlotRows& slots,
                                                                  const Key& key) const {
  constexpr std::size_t kMostTries = 4;  // each takes its time, and whoever can write makes many
  auto all = params_of(slots);
  all.resize(std::min(all.size(), kMostTries));
  for (const Bytes* params : all) {
    try {
      Kek kek = kek_of_passphrase(key, *params);
      if (const auto* slot = slot_of(slots, kek)) return Fitting{slot, std::move(kek)};
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::authentication_failed) throw;
    }
  }
  throw differing_params(slots);
}

std::optional<SlotTable::Fitting> SlotTable::fitting(const SlotRows& slots, const Key& key) const {
  const auto of_kek = [&](Kek kek) -> std::optional<Fitting> {
    const storage::KeySlotRow* slot = slot_of(slots, kek);
    return slot == nullptr ? std::nullopt : std::optional(Fitting{slot, std::move(kek)});
  };
  if (key.kind() == Key::Kind::file)
    return of_kek(keys::kek_from_key_file(key.bytes(), session_.store->vault_id()));
  if (key.kind() == Key::Kind::kek) return of_kek(Kek::of_bytes(key.bytes()));
  const auto params = params_of(slots);
  if (params.empty()) return std::nullopt;
  if (params.size() > 1) return fitting_of_differing(slots, key);
  return of_kek(kek_of_passphrase(key, *params.front()));
}

std::optional<OpenSlot> SlotTable::open(const SlotRows& slots, const Key& key) const {
  auto found = fitting(slots, key);
  if (!found) return std::nullopt;
  SecureBytes user_key = open_row(*found->slot, found->kek);
  return OpenSlot{*found->slot, std::move(found->kek), std::move(user_key)};
}

std::optional<SlotFit> SlotTable::fit(const SlotRows& slots, const Key& key) const {
  std::optional<Fitting> found;
  try {
    found = fitting(slots, key);
    if (!found) return std::nullopt;
    open_row(*found->slot, found->kek);
    return SlotFit::of_this_name;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::authentication_failed) throw;
    // With parameters that were altered there is no KEK, and nothing can be told.
    return found ? std::optional(SlotFit::of_another) : std::nullopt;
  }
}

SecureBytes SlotTable::open_row(const storage::KeySlotRow& row, const Kek& kek) const try {
  return keys::open_user_key(row.sealed_key, kek, place_of(row));
} catch (const Error& error) {
  if (error.kind() != ErrorKind::authentication_failed) throw;
  throw Error(ErrorKind::authentication_failed,
              "key slot " + std::to_string(row.slot) + " of user '" + name_.str() +
                  "' failed authentication: it was altered or damaged",
              "present the key of another slot, and remove this one");
}

NewSlot SlotTable::prepare(const SlotRows& slots, const storage::KeySlotRow* opened,
                           const Key& key) const {
  const Bytes& vault_id = session_.store->vault_id();
  if (key.kind() == Key::Kind::file)
    return {SlotKind::key_file, {}, keys::kek_from_key_file(key.bytes(), vault_id)};
  if (key.kind() == Key::Kind::kek)
    throw Error(ErrorKind::usage, "a slot needs a key file or a passphrase");
  auto params = params_beside(slots, opened);
  if (!params) {
    params = keys::PassphraseParams{crypto::kDefaultArgon2Cost, Bytes(keys::kSaltSize)};
    session_.random.fill(params->salt);
  }
  return {SlotKind::passphrase, keys::encode(*params),
          keys::kek_from_passphrase(key.bytes(), *params, vault_id)};
}

void SlotTable::add(storage::Writer& rows, std::int64_t number, const NewSlot& slot,
                    ByteView user_key) const {
  storage::KeySlotRow row{
      number,      static_cast<std::int64_t>(slot.kind),          session_.keys.wall_now(),
      slot.params, Bytes(slot.kek.id.begin(), slot.kek.id.end()), {}};
  const SecureBytes sealed =
      keys::seal_user_key(user_key, slot.kek, place_of(row), session_.random);
  row.sealed_key.assign(sealed.begin(), sealed.end());
  rows.insert_slot(user_, row);
}

void SlotTable::seal_anew(storage::Writer& rows, const storage::KeySlotRow& row, const Kek& kek,
                          ByteView user_key) const {
  rows.update_slot(user_, row.slot,
                   keys::seal_user_key(user_key, kek, place_of(row), session_.random));
}

}  // namespace mayfly
