#pragma once

// Somebody who has a copy of the database, a user's key file and a window-key file, and follows no
// rule of ours: every row is tried with every key there is, whatever the time.

#include <map>
#include <set>

#include "keys/user_key.h"
#include "mayfly/vault.h"
#include "storage/sqlite/inspection.h"
#include "storage/sqlite/user_rows.h"
#include "support/window_key_files.h"
#include "vault/row_sealer.h"

namespace mayfly::test {

class Attacker {
 public:
  /// The user key is that of the database, or of an older copy of it.
  Attacker(const std::filesystem::path& database, const UserName& user,
           const std::filesystem::path& key_file,
           const std::optional<std::filesystem::path>& copy = std::nullopt)
      : db_(database), user_(user) {
    storage::Database of_user_key(copy.value_or(database));
    storage::UserRows users(of_user_key);
    user_id_ = users.find(user.str()).value();
    const storage::KeySlotRow slot = users.slots(user_id_).front();
    user_key_ = keys::open_user_key(
        slot.sealed_key, keys::kek_from_key_file(KeyFile::read(key_file).key(), db_.vault_id()),
        {db_.vault_id(), user_.str(), user_id_, slot.slot, SlotKind::key_file, slot.created_at,
         slot.params});
  }

  /// The ids of the rows that one of these keys opens, as that of any window and generation.
  std::set<MessageId> opened_by(const std::vector<SecureBytes>& keys) {
    std::set<MessageId> ids;
    storage::each_message(db_, [&](MessageId id, const storage::MessageRow* row) {
      for (const SecureBytes& key : keys) {
        if (row != nullptr && opens(*row, key)) ids.insert(id);
      }
    });
    return ids;
  }

  std::int64_t rows() {
    return db_.handle().execAndGet("SELECT count(*) FROM messages").getInt64();
  }

 private:
  bool opens(const storage::MessageRow& row, const SecureBytes& key) try {
    sealer_.emplace(user_key_, db_.vault_id(), user_.str());
    sealer_->learn(row.head, key);
    sealer_->open_text(row.head, row.sealed);
    return true;
  } catch (const Error&) {
    return false;
  }

  storage::Database db_;
  UserName user_;
  UserId user_id_{};
  SecureBytes user_key_;
  std::optional<RowSealer> sealer_;
};

/// The keys of all live slots of a window-key file.
inline std::vector<SecureBytes> keys_in(const std::filesystem::path& window_keys) {
  std::vector<SecureBytes> keys;
  for (const window_keys::Slot& slot : live_slots(window_keys)) keys.push_back(slot.key);
  return keys;
}

/// What stands where a key would, in every block: what a destroyed slot left, perhaps.
inline std::vector<SecureBytes> key_sized_bytes_in(const std::filesystem::path& window_keys) {
  constexpr std::size_t kKeyOffset = 32;
  const std::string file = bytes_of(window_keys);
  std::vector<SecureBytes> keys;
  for (std::size_t at = 0; at + window_keys::kBlockSize <= file.size();
       at += window_keys::kBlockSize)
    keys.push_back(secure_copy(
        as_bytes(std::string_view(file).substr(at + kKeyOffset, window_keys::kWindowKeySize))));
  return keys;
}

}  // namespace mayfly::test
