#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace mayfly {

/// What /etc/passwd says of a user.
struct Account {
  std::string name;
  std::string home;  ///< as it stands there
  gid_t group;       ///< the primary one
};

/// The account with that number; nothing if the file has none. The file is read directly, since
/// getpwuid(3) loads plugins, which a statically linked program should not: users who come from
/// elsewhere (LDAP, systemd-homed) are not known.
std::optional<Account> account_of(uid_t user,
                                  const std::filesystem::path& accounts = "/etc/passwd");

}  // namespace mayfly
