#include "mayfly/account.h"

#include "platform/account_files.h"

namespace mayfly {

std::optional<Account> account_of(uid_t user, const std::filesystem::path& accounts) {
  std::optional<Account> found;
  platform::each_entry<fgetpwent>(accounts, [&](const passwd& entry) {
    if (entry.pw_uid != user) return true;
    found = Account{entry.pw_name, entry.pw_dir, entry.pw_gid};
    return false;
  });
  return found;
}

}  // namespace mayfly
