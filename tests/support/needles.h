#pragma once

#include <poll.h>

#include "keys/user_key.h"
#include "mayfly/encoding.h"
#include "mayfly/vault.h"
#include "storage/sqlite/user_rows.h"
#include "support/all_files.h"
#include "support/app_runner.h"

namespace mayfly::test {

/// Secrets to look for, each by its name: as they are, and as text.
class Needles {
 public:
  Needles(std::initializer_list<std::pair<const std::string, std::string>> secrets)
      : secrets_(secrets) {}

  /// Bytes, which may stand somewhere as hexadecimal or base64 too.
  void add(const std::string& name, ByteView bytes) {
    secrets_.emplace(name, std::string(as_text(bytes)));
    secrets_.emplace(name + " in hexadecimal", to_hex(bytes));
    secrets_.emplace(name + " in base64", std::string(as_text(to_base64(bytes))));
  }

  /// The names of those that are in it.
  std::vector<std::string> found_in(const std::string& haystack) const {
    std::vector<std::string> found;
    for (const auto& [name, secret] : secrets_)
      if (haystack.find(secret) != std::string::npos) found.push_back(name);
    return found;
  }

 private:
  std::multimap<std::string, std::string> secrets_;
};

/// The passphrase of james, the KEK it is derived to, and the user key that this opens.
inline Needles needles_of(AppRunner& runner, const std::string& passphrase) {
  const UserName james("james");
  auto vault = Vault::open({runner.vault(), runner.home / ".local/state/mayfly"}, runner.clock,
                           runner.random);
  const auto user =
      vault.find_user(james).value().unlock(Key::of_passphrase(secure_copy(as_bytes(passphrase))));
  const keys::Kek kek = keys::Kek::of_bytes(user.kek());
  storage::Database db(runner.vault());
  storage::UserRows users(db);
  const UserId id = users.find(james.str()).value();
  const storage::KeySlotRow slot = users.slots(id).front();
  Needles needles{{"passphrase", passphrase}};
  needles.add("KEK", kek.key);
  needles.add("user key",
              keys::open_user_key(slot.sealed_key, kek,
                                  {db.vault_id(), james.str(), id, slot.slot, SlotKind::passphrase,
                                   slot.created_at, slot.params}));
  return needles;
}

/// What the system tells of a process: to root, all of it.
inline std::string process_info(pid_t pid) {
  const std::string proc = "/proc/" + std::to_string(pid);
  return bytes_of(proc + "/cmdline") + bytes_of(proc + "/environ") + bytes_of(proc + "/comm") +
         bytes_of(proc + "/status");
}

}  // namespace mayfly::test
