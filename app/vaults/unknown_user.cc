#include "vaults/unknown_user.h"

#include <algorithm>

#include "keys/key_source.h"
#include "keys/passphrase_sources.h"
#include "output/hints.h"
#include "tool/places.h"

namespace mayfly::app {
namespace {

std::string init_command(const UserName& user) {
  return "mayfly init " + as_typed("--user", user.str());
}

/// What can be read without asking anybody; what cannot be read opens nothing.
std::vector<Key> keys_at_hand(const Tool& tool, const UserName& user) {
  std::vector<Key> keys;
  const auto add = [&](auto&& read) {
    try {
      if (auto key = read()) keys.push_back(std::move(*key));
    } catch (const Error&) {
      // Then it is not the key of another user.
    }
  };
  add([&] {
    const auto presented = key_of_descriptor(tool);
    return std::optional<Key>(
        Key::of_file(presented ? *presented : KeyFile::read(key_file_path(tool, user))));
  });
  add([&] { return passphrase_of(tool, tool.call.options.passphrase); });
  return keys;
}

/// Who else there is, for a person who mistyped a name or has a new login.
std::string others_of(Vault& vault) {
  constexpr std::size_t kMaxShown = 5;
  const std::vector<std::string> names = vault.user_names(kMaxShown + 1);
  std::string others;
  for (std::size_t i = 0; i < std::min(names.size(), kMaxShown); ++i)
    others += (i == 0 ? "; it has '" : ", '") + names[i] + "'";
  return others + (names.size() > kMaxShown ? " and others" : "");
}

Error renamed(const UserName& user, const std::string& now) {
  return {ErrorKind::authentication_failed,
          "user '" + user.str() + "' was renamed '" + now + "' by somebody without the key",
          "nothing was changed; restore the database, or have that user's row named as before"};
}

/// Where the key that was presented came from.
std::string key_option(const Tool& tool, const UserName& user) {
  const auto& fd = tool.call.options.key_fd;
  return fd ? as_typed("--key-fd", *fd)
            : as_typed("--key-file", key_file_path(tool, user).string());
}

Error key_of_another_user(const Tool& tool, const UserName& user, const std::string& owner) {
  return {
      ErrorKind::authentication_failed,
      "the vault has no user '" + user.str() + "', and this key is that of user '" + owner + "'",
      "nothing was changed; --user names that one, and " + init_command(user) + " " +
          key_option(tool, user) + " makes a user with the same key"};
}

void check_keys(const Tool& tool, Vault& vault, const UserName& user,
                const std::optional<Key>& presented, bool allow_another) {
  const std::vector<Key> keys = presented ? std::vector<Key>{*presented} : keys_at_hand(tool, user);
  for (const Key& key : keys) {
    const auto owner = vault.find_owner(key, user);
    if (!owner) continue;
    if (owner->was_renamed) throw renamed(user, owner->name);
    // Two users may well have one passphrase.
    if (key.kind() == Key::Kind::file && !allow_another)
      throw key_of_another_user(tool, user, owner->name);
  }
}

}  // namespace

void require_no_key_of_another(const Tool& tool, Vault& vault, const UserName& user,
                               const std::optional<Key>& presented) {
  check_keys(tool, vault, user, presented, false);
}

void require_not_renamed(const Tool& tool, Vault& vault, const UserName& user,
                         const std::optional<Key>& presented) {
  check_keys(tool, vault, user, presented, true);
}

Error no_such_user(Vault& vault, const UserName& user) {
  return {ErrorKind::no_such_user, "the vault has no user '" + user.str() + "'" + others_of(vault),
          "nothing was changed; " + init_command(user) + " makes one, --user names another"};
}

}  // namespace mayfly::app
