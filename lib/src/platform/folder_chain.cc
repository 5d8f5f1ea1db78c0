#include "platform/folder_chain.h"

#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mayfly/text.h"
#include "platform/file_status.h"
#include "platform/namespaces.h"
#include "platform/private_group.h"
#include "platform/system_error.h"

namespace mayfly::platform {
namespace {

namespace fs = std::filesystem;

/// Such a path leads to what it says, if there are no symbolic links.
bool is_plain(std::string_view name) {
  return !name.empty() && name != "." && name != "..";
}

/// Nothing if a symbolic link is on the way, or a name that is not plain. `resolved`: a link then
/// leads nowhere, and what is below it is missing.
std::optional<FolderChain> walk(const std::string& path, bool resolved) {
  FolderChain chain;
  chain.there.push_back({"/", status_of("/", false).value()});
  for (std::size_t begin = 1, end = 0; begin < path.size(); begin = end + 1) {
    end = std::min(path.find('/', begin), path.size());
    if (!is_plain(std::string_view(path).substr(begin, end - begin))) return std::nullopt;
    std::string at = path.substr(0, end);
    const auto status = chain.missing.empty() ? status_of(at, false) : std::nullopt;
    const bool is_link = status && S_ISLNK(status->st_mode);
    if (is_link && !resolved) return std::nullopt;
    if (status && !is_link)
      chain.there.push_back({std::move(at), *status});
    else
      chain.missing.emplace_back(std::move(at));
  }
  return chain;
}

/// Not a mask that hides another user's right to write (acl(5)).
bool has_access_list(const fs::path& folder) {
  return ::getxattr(folder.c_str(), "system.posix_acl_access", nullptr, 0) > 0;
}

/// Whether nobody except the user, or root, is in the group.
bool has_safe_group(const struct stat& status, uid_t user) {
  return is_private_group(status.st_gid, user) ||
         (status.st_uid == 0 && is_private_group(status.st_gid, 0));
}

bool is_sticky(const FolderChain::Part& folder) {
  return (folder.status.st_mode & S_ISVTX) != 0;
}

bool is_of_system(const FolderChain::Part& folder, uid_t user) {
  const uid_t owner = folder.status.st_uid;
  return owner == 0 || owner == user || may_be_root_outside(owner);
}

/// "A", "A and B", "A, B and C".
std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace

bool others_can_write(const FolderChain::Part& place, uid_t user) {
  const mode_t mode = place.status.st_mode;
  if ((mode & S_IWOTH) != 0) return true;
  if ((mode & S_IWGRP) == 0) return false;
  return has_access_list(place.path) || !has_safe_group(place.status, user);
}

FolderChain chain_to(const fs::path& folder) try {
  const fs::path path = folder == "." ? fs::current_path() : fs::absolute(folder);
  auto chain = walk(path.native(), false);
  if (!chain) chain = walk(fs::weakly_canonical(path).native(), true);
  if (!chain) throw system_error(ENOENT, "reach the folder", folder);
  return std::move(*chain);
} catch (const fs::filesystem_error& error) {
  throw system_error(error.code().value(), "reach the folder", folder);
}

void FolderRefusal::add(const FolderChain& chain) {
  for (std::size_t i = 0; i + 1 < chain.there.size(); ++i) add_above(chain.there[i]);
  const FolderChain::Part& last = chain.there.back();
  const bool is_to_make_in = !chain.missing.empty();
  if (!is_to_make_in || !is_sticky(last) || !is_of_system(last, user_)) add(last);
}

void FolderRefusal::add(const FolderChain::Part& folder) {
  const bool shared = others_can_write(folder, user_);
  if (shared && is_sticky(folder))
    add(folder, What::sticky);
  else if (folder.status.st_uid != user_)
    add(folder, What::foreign);
  else if (shared)
    add(folder, What::shared);
}

/// Nobody else can rename or replace what is ours in a sticky folder.
void FolderRefusal::add_above(const FolderChain::Part& folder) {
  if (!is_of_system(folder, user_))
    add(folder, What::foreign);
  else if (!is_sticky(folder) && others_can_write(folder, user_))
    add(folder, What::shared);
}

void FolderRefusal::add(const FolderChain::Part& folder, What what) {
  if (std::ranges::count(offences_, folder.path, &Offence::folder) == 0)
    offences_.push_back({folder.path, what, folder.status.st_uid});
}

void FolderRefusal::throw_if_any() const {
  if (!offences_.empty()) throw Error(ErrorKind::unsafe_permissions, text(), hint());
}

bool FolderRefusal::any(What what) const {
  return std::ranges::count(offences_, what, &Offence::what) > 0;
}

std::string FolderRefusal::text() const {
  std::vector<std::string> shared;
  std::string foreign;
  for (const Offence& offence : offences_) {
    if (offence.what != What::foreign)
      shared.push_back(offence.folder);
    else
      foreign += (foreign.empty() ? "" : "; ") + offence.folder + " belongs to another user (uid " +
                 std::to_string(offence.owner) + ")";
  }
  if (shared.empty()) return foreign;
  const std::string text = listed(shared) + " can be written to by group or others";
  return foreign.empty() ? text : text + "; " + foreign;
}

std::string FolderRefusal::hint() const {
  if (any(What::foreign)) return "run mayfly as the owner, without sudo, in folders of their own";
  if (any(What::sticky)) return "choose a folder of your own, perhaps inside it";
  std::string words;
  for (const Offence& offence : offences_) words += " " + shell_word(offence.folder);
  return std::string("choose a folder that only you can write to; if ") +
         (offences_.size() == 1 ? "this one is" : "these are") + " yours: chmod go-w --" + words;
}

}  // namespace mayfly::platform
