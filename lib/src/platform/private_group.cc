#include "platform/private_group.h"

#include <string>

#include "mayfly/account.h"
#include "platform/account_files.h"

namespace mayfly::platform {
namespace {

bool is_primary_of_another(gid_t group, uid_t user, const AccountFiles& files) {
  bool found = false;
  each_entry<fgetpwent>(files.users, [&](const passwd& entry) {
    found = entry.pw_gid == group && entry.pw_uid != user;
    return !found;
  });
  return found;
}

bool has_no_member_but(const std::string& name, const group& entry) {
  for (char** member = entry.gr_mem; *member != nullptr; ++member)
    if (*member != name) return false;
  return true;
}

}  // namespace

bool is_private_group(gid_t group, uid_t user, const AccountFiles& files) {
  const auto account = account_of(user, files.users);
  if (!account || account->group != group || is_primary_of_another(group, user, files))
    return false;
  bool known = false;
  bool is_private = true;
  each_entry<fgetgrent>(files.groups, [&](const struct group& entry) {
    if (entry.gr_gid != group) return true;
    known = true;
    is_private = has_no_member_but(account->name, entry);
    return is_private;
  });
  return known && is_private;
}

}  // namespace mayfly::platform
