#include "key_slots.h"

#include <algorithm>

#include "storage/inspection.h"

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

/// The parameters that all passphrases of the user have; nothing where there is none. One salt for
/// all of them, so that one derivation tells which slot a passphrase opens.
const Bytes* shared_params(const std::vector<storage::KeySlotRow>& slots) {
  const Bytes* shared = nullptr;
  for (const storage::KeySlotRow& slot : slots) {
    if (!is_passphrase(slot)) continue;
    if (shared != nullptr && *shared != slot.params) {
      throw Error(ErrorKind::authentication_failed,
                  "a key slot was altered or damaged: it has a salt or a cost of its own");
    }
    shared = &slot.params;
  }
  return shared;
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

/// The KEK that the key comes to; nothing for a passphrase where no slot is for one.
std::optional<Kek> kek_of(VaultState& vault, const std::vector<storage::KeySlotRow>& slots,
                          const Key& key) {
  const Bytes& vault_id = vault.db.vault_id();
  switch (key.kind()) {
    case Key::Kind::file:
      return keys::kek_from_key_file(key.bytes(), vault_id);
    case Key::Kind::kek:
      return Kek::of_bytes(key.bytes());
    case Key::Kind::passphrase:
      break;
  }
  const Bytes* encoded = shared_params(slots);
  if (encoded == nullptr) return std::nullopt;
  const keys::PassphraseParams params = keys::decode_params(*encoded);
  if (!vault.options.costly_kdf && !crypto::is_cheap(params.cost)) throw too_costly(params.cost);
  return keys::kek_from_passphrase(key.bytes(), params, vault_id);
}

}  // namespace

const storage::KeySlotRow* slot_of(const std::vector<storage::KeySlotRow>& slots, const Kek& kek) {
  const auto found = std::ranges::find_if(
      slots, [&](const auto& slot) {
        return !is_of_later_program(slot) && std::ranges::equal(slot.kek_id, kek.id);
      });
  return found == slots.end() ? nullptr : &*found;
}

std::optional<OpenSlot> open_slot(VaultState& vault, const SlotOwner& owner,
                                  const std::vector<storage::KeySlotRow>& slots, const Key& key) {
  auto kek = kek_of(vault, slots, key);
  const storage::KeySlotRow* slot = kek ? slot_of(slots, *kek) : nullptr;
  if (slot == nullptr) return std::nullopt;
  SecureBytes user_key = open_slot_row(vault, owner, *slot, *kek);
  return OpenSlot{*slot, std::move(*kek), std::move(user_key)};
}

std::optional<SlotFit> fits_slot(VaultState& vault, const SlotOwner& owner,
                                 const std::vector<storage::KeySlotRow>& slots, const Key& key) {
  const storage::KeySlotRow* slot = nullptr;
  try {
    const auto kek = kek_of(vault, slots, key);
    slot = kek ? slot_of(slots, *kek) : nullptr;
    if (slot == nullptr) return std::nullopt;
    open_slot_row(vault, owner, *slot, *kek);
    return SlotFit::of_this_name;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::authentication_failed) throw;
    // With parameters that were altered there is no KEK, and nothing can be told.
    return slot == nullptr ? std::nullopt : std::optional(SlotFit::of_another);
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
