#include "vault/key_slots.h"

#include <algorithm>

#include "storage/sqlite/inspection.h"

namespace mayfly {

using keys::Kek;

SlotKind kind_of(const storage::KeySlotRow& row) {
  return static_cast<SlotKind>(row.kind);
}

bool is_of_later_program(const storage::KeySlotRow& row) {
  return row.kind > static_cast<std::int64_t>(SlotKind::passphrase);
}

namespace {

bool is_passphrase(const storage::KeySlotRow& row) {
  return kind_of(row) == SlotKind::passphrase;
}

keys::SlotPlace place_of(VaultState& vault, const SlotOwner& owner,
                         const storage::KeySlotRow& row) {
  return {vault.db.vault_id(),          owner.name.str(), owner.id, row.slot, kind_of(row),
          from_unix_ms(row.created_at), row.params};
}

/// The parameters of the user's passphrases, each once: one salt for all of them, so that one
/// derivation tells which slot a passphrase opens. Where there are more, somebody altered a slot.
std::vector<const Bytes*> params_of(const std::vector<storage::KeySlotRow>& slots) {
  std::vector<const Bytes*> all;
  for (const storage::KeySlotRow& slot : slots) {
    const bool known =
        std::ranges::any_of(all, [&](const Bytes* one) { return *one == slot.params; });
    if (is_passphrase(slot) && !known) all.push_back(&slot.params);
  }
  return all;
}

/// Each of them can be the one that was altered.
Error differing(const std::vector<storage::KeySlotRow>& slots) {
  std::string numbers;
  for (const storage::KeySlotRow& slot : slots)
    if (is_passphrase(slot)) numbers += (numbers.empty() ? "" : ", ") + std::to_string(slot.slot);
  return {ErrorKind::authentication_failed,
          "the passphrase slots " + numbers +
              " differ in salt or cost: one of them was altered or damaged",
          "a key that opens one of the slots can remove another: mayfly key remove"};
}

/// The parameters that all passphrases of the user have; nothing where there is none.
const Bytes* shared_params(const std::vector<storage::KeySlotRow>& slots) {
  const auto all = params_of(slots);
  if (all.size() > 1) throw differing(slots);
  return all.empty() ? nullptr : all.front();
}

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

Kek kek_of_passphrase(VaultState& vault, const Key& key, const Bytes& encoded) {
  const keys::PassphraseParams params = keys::decode_params(encoded);
  if (!vault.options.costly_kdf && !crypto::is_cheap(params.cost)) throw too_costly(params.cost);
  return keys::kek_from_passphrase(key.bytes(), params, vault.db.vault_id());
}

/// The slot that a key is for.
struct Fitting {
  const storage::KeySlotRow* slot;
  Kek kek;
};

std::optional<Fitting> fitting(const std::vector<storage::KeySlotRow>& slots, Kek kek) {
  const storage::KeySlotRow* slot = slot_of(slots, kek);
  return slot == nullptr ? std::nullopt : std::optional(Fitting{slot, std::move(kek)});
}

/// Of slots that differ: a passphrase may open one that nobody altered, and remove the other.
std::optional<Fitting> fitting_of_differing(VaultState& vault,
                                            const std::vector<storage::KeySlotRow>& slots,
                                            const Key& key) {
  constexpr std::size_t kMostTries = 4;  // each takes its time, and whoever can write makes many
  auto all = params_of(slots);
  all.resize(std::min(all.size(), kMostTries));
  for (const Bytes* params : all) {
    try {
      if (auto found = fitting(slots, kek_of_passphrase(vault, key, *params))) return found;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::authentication_failed) throw;
    }
  }
  throw differing(slots);
}

std::optional<Fitting> fitting_slot(VaultState& vault,
                                    const std::vector<storage::KeySlotRow>& slots, const Key& key) {
  if (key.kind() == Key::Kind::file)
    return fitting(slots, keys::kek_from_key_file(key.bytes(), vault.db.vault_id()));
  if (key.kind() == Key::Kind::kek) return fitting(slots, Kek::of_bytes(key.bytes()));
  const auto params = params_of(slots);
  if (params.empty()) return std::nullopt;
  if (params.size() > 1) return fitting_of_differing(vault, slots, key);
  return fitting(slots, kek_of_passphrase(vault, key, *params.front()));
}

bool has_params_of_its_kind(const storage::KeySlotRow& row) try {
  if (is_passphrase(row)) keys::decode_params(row.params);
  return is_passphrase(row) || row.params.empty();
} catch (const Error&) {
  return false;
}

}  // namespace

bool is_damaged(const storage::KeySlotRow& row, const std::vector<storage::KeySlotRow>& slots) {
  if (row.slot < 1 || row.slot >= kMostSlots || row.kind < 1) return true;
  if (is_of_later_program(row)) return false;
  return row.kek_id.size() != keys::kKekIdSize || !keys::is_sealed_size(row.sealed_key.size()) ||
         !has_params_of_its_kind(row) || (is_passphrase(row) && params_of(slots).size() > 1);
}

const storage::KeySlotRow* slot_of(const std::vector<storage::KeySlotRow>& slots, const Kek& kek) {
  const auto found = std::ranges::find_if(slots, [&](const auto& slot) {
    return !is_of_later_program(slot) && std::ranges::equal(slot.kek_id, kek.id);
  });
  return found == slots.end() ? nullptr : &*found;
}

std::optional<OpenSlot> open_slot(VaultState& vault, const SlotOwner& owner,
                                  const std::vector<storage::KeySlotRow>& slots, const Key& key) {
  auto found = fitting_slot(vault, slots, key);
  if (!found) return std::nullopt;
  SecureBytes user_key = open_slot_row(vault, owner, *found->slot, found->kek);
  return OpenSlot{*found->slot, std::move(found->kek), std::move(user_key)};
}

std::optional<SlotFit> fits_slot(VaultState& vault, const SlotOwner& owner,
                                 const std::vector<storage::KeySlotRow>& slots, const Key& key) {
  std::optional<Fitting> found;
  try {
    found = fitting_slot(vault, slots, key);
    if (!found) return std::nullopt;
    open_slot_row(vault, owner, *found->slot, found->kek);
    return SlotFit::of_this_name;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::authentication_failed) throw;
    // With parameters that were altered there is no KEK, and nothing can be told.
    return found ? std::optional(SlotFit::of_another) : std::nullopt;
  }
}

std::optional<SlotHolder> owner_of(VaultState& vault, const Key& key, const UserName& name) {
  struct Candidate {
    std::int64_t id;
    std::string name;
    std::vector<storage::KeySlotRow> slots;
  };
  const auto candidates = vault.read([&](std::int64_t) {
    std::vector<Candidate> all;
    storage::each_user(vault.db, [&](std::int64_t id, const std::string& stored) {
      all.push_back({id, stored, vault.users.slots(id)});
    });
    return all;
  });
  for (const Candidate& one : candidates) {
    if (one.name == name.str()) continue;  // there by now
    if (const auto fit = fits_slot(vault, {one.id, name}, one.slots, key))
      return SlotHolder{one.name, *fit};
  }
  return std::nullopt;
}

void require_not_renamed(VaultState& vault, const UserName& name, const Key& key) {
  if (key.kind() == Key::Kind::passphrase) return;  // a derivation for each user
  const auto owner = owner_of(vault, key, name);
  if (!owner || owner->fit != SlotFit::of_this_name) return;
  throw Error(ErrorKind::authentication_failed,
              "this key's slot of user '" + name.str() + "' stands under the name '" + owner->name +
                  "': somebody without the key has altered that",
              "nothing was changed; restore the database, or have the users' rows named as before");
}

SecureBytes open_slot_row(VaultState& vault, const SlotOwner& owner, const storage::KeySlotRow& row,
                          const Kek& kek) try {
  return keys::open_user_key(row.sealed_key, kek, place_of(vault, owner, row));
} catch (const Error& error) {
  if (error.kind() != ErrorKind::authentication_failed) throw;
  throw Error(ErrorKind::authentication_failed,
              "key slot " + std::to_string(row.slot) + " of user '" + owner.name.str() +
                  "' failed authentication: it was altered or damaged",
              "present the key of another slot, and remove this one");
}

NewSlot prepare_slot(VaultState& vault, const std::vector<storage::KeySlotRow>& slots,
                     const storage::KeySlotRow* opened, const Key& key) {
  const Bytes& vault_id = vault.db.vault_id();
  if (key.kind() == Key::Kind::file)
    return {SlotKind::key_file, {}, keys::kek_from_key_file(key.bytes(), vault_id)};
  if (key.kind() == Key::Kind::kek)
    throw Error(ErrorKind::usage, "a slot needs a key file or a passphrase");
  keys::PassphraseParams params{crypto::kDefaultArgon2Cost, Bytes(keys::kSaltSize)};
  if (shared_params(slots) == nullptr) {
    vault.random.fill(params.salt);
  } else if (opened != nullptr && is_passphrase(*opened)) {
    params = keys::decode_params(opened->params);
  } else {
    throw not_authentic(*std::ranges::find_if(slots, is_passphrase));
  }
  return {SlotKind::passphrase, keys::encode(params),
          keys::kek_from_passphrase(key.bytes(), params, vault_id)};
}

void require_unused(const std::vector<storage::KeySlotRow>& slots, const Kek& kek) {
  if (const storage::KeySlotRow* open = slot_of(slots, kek)) {
    throw Error(ErrorKind::usage, "this key opens slot " + std::to_string(open->slot) + " already",
                "nothing was changed");
  }
}

void require_same_params(const std::vector<storage::KeySlotRow>& slots, const NewSlot& slot) {
  if (slot.kind != SlotKind::passphrase) return;
  const Bytes* shared = shared_params(slots);
  if (shared != nullptr && *shared != slot.params) {
    throw Error(ErrorKind::busy, "the key slots were changed by another process",
                "nothing was changed by this one; try again");
  }
}

void add_slot(VaultState& vault, const SlotOwner& owner, std::int64_t number, const NewSlot& slot,
              ByteView user_key) {
  storage::KeySlotRow row{
      number,      static_cast<std::int64_t>(slot.kind),          vault.wall_now(),
      slot.params, Bytes(slot.kek.id.begin(), slot.kek.id.end()), {}};
  const SecureBytes sealed =
      keys::seal_user_key(user_key, slot.kek, place_of(vault, owner, row), vault.random);
  row.sealed_key.assign(sealed.begin(), sealed.end());
  vault.users.insert_slot(owner.id, row);
}

void seal_slot_anew(VaultState& vault, const SlotOwner& owner, const storage::KeySlotRow& row,
                    const Kek& kek, ByteView user_key) {
  vault.users.update_slot(
      owner.id, row.slot,
      keys::seal_user_key(user_key, kek, place_of(vault, owner, row), vault.random));
}

std::optional<keys::Kek> add_user(VaultState& vault, const UserName& name, const Key& key) {
  NewSlot slot = prepare_slot(vault, {}, nullptr, key);
  SecureBytes user_key(keys::kUserKeySize);
  vault.random.fill(user_key);
  const bool added = vault.write([&](std::int64_t) {
    if (vault.users.find(name.str())) return false;  // another process was first
    const SlotOwner owner{vault.users.insert(name.str(), vault.wall_now()), name};
    add_slot(vault, owner, 1, slot, user_key);
    return true;
  });
  return added ? std::optional(std::move(slot.kek)) : std::nullopt;
}

}  // namespace mayfly
