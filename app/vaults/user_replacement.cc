#include "vaults/user_replacement.h"

#include <algorithm>

#include "keys/key_source.h"
#include "keys/passphrase_sources.h"
#include "keys/search.h"
#include "keys/weak_passphrase.h"
#include "output/wording.h"
#include "tool/places.h"
#include "vaults/new_user.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

bool opens(const LockedUser& user, const Key& key) try {
  user.unlock(key);
  return true;
} catch (const Error& error) {
  const bool closed =
      error.kind() == ErrorKind::wrong_key || error.kind() == ErrorKind::authentication_failed;
  if (!closed) throw;
  return false;
}

void require_useless(const LockedUser& user, const Key& key, const std::string& what) {
  if (!opens(user, key)) return;
  throw Error(ErrorKind::usage, what + " opens the messages of user '" + user.name().str() + "'",
              "nothing was changed; mayfly rm --all removes them, mayfly key changes keys");
}

/// A file that cannot be read may be repaired.
Key existing_key(const Tool& tool, const std::filesystem::path& file) try {
  return Key::of_file(read_key_file(tool, file));
} catch (const Error& error) {
  if (error.kind() != ErrorKind::wrong_key) throw;
  throw Error(error.kind(), error.what(), "nothing was changed; move it away if it is lost");
}

/// A user who still has a key needs no replacement, and would regret it.
void require_lost(const Tool& tool, const Vault& vault, const LockedUser& user,
                  const std::optional<Key>& presented) {
  if (presented) require_useless(user, *presented, "the key that is presented");
  const auto file = key_file_path(tool, user.name());
  std::error_code none;
  if (std::filesystem::exists(file, none))
    require_useless(user, existing_key(tool, file), file.string());
  if (auto kek = tool.around.keyring.find(keyring_name(vault, user.name())))
    require_useless(user, Key::of_kek(std::move(*kek)), "what was unlocked");
}

std::string loss_of(const LockedUser& user, std::int64_t live, std::int64_t dead) {
  const auto slots = std::ssize(user.slots());
  return "user '" + user.name().str() + "' has " + counted(live, "message") + " that " +
         (live == 1 ? "lives" : "live") +
         (dead > 0 ? ", " + std::to_string(dead) + " that nobody can read any more" : "") +
         ", and " + counted(slots, "key slot") +
         ": all of that is destroyed, and cannot be brought back";
}

void confirm(const Tool& tool, const UserName& user, const std::string& loss, bool confirmed) {
  if (confirmed) return tool.out.notice(loss);
  if (!can_ask(tool))
    throw Error(ErrorKind::usage, loss, "nothing was changed; --yes does it without a question");
  tool.out.notice_always(loss);
  const SecureBytes typed = tool.around.prompt.ask_shown("mayfly: type the user's name to go on: ",
                                                         user.str().size() + 1);
  if (as_text(typed) == user.str()) return;
  throw Error(ErrorKind::usage, "that is not the user's name", "nothing was changed");
}

/// A key file that is there already is used as it is, as by a first store.
Key key_in_file(const Tool& tool, const UserName& user) {
  const auto file = key_file_path(tool, user);
  if (make_key_file(tool, file, user)) notice_of_key_file(tool, user, file);
  return Key::of_file(read_key_file(tool, file));
}

Key first_key(const Tool& tool, const LockedUser& user, FirstKey key) {
  if (key.presented) return std::move(*key.presented);
  if (!key.ask) return key_in_file(tool, user.name());
  Key passphrase = new_passphrase(tool, {}, "--passphrase-file");
  require_useless(user, passphrase, "this passphrase");
  return passphrase;
}

}  // namespace

Replacement replace_user(const Tool& tool, Vault& vault, const LockedUser& user, FirstKey key,
                         bool confirmed) {
  vault.require_original();  // before anybody is asked
  require_lost(tool, vault, user, key.presented);
  const auto entries = vault.list(user.name());
  const auto dead = std::ranges::count(entries, true, &Entry::expired);
  const std::int64_t live = std::ssize(entries) - dead;
  confirm(tool, user.name(), loss_of(user, live, dead), confirmed);
  const Key first = first_key(tool, user, std::move(key));
  tell_if_weak(tool, first, user.name().str());
  UnlockedUser replaced = vault.replace_user(user, first);
  forget_useless_key(tool, vault);
  log_access(tool, vault);
  return {std::move(replaced), live};
}

}  // namespace mayfly::app
