#include "platform/private_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "mayfly/text.h"
#include "platform/descriptor.h"
#include "platform/file_status.h"
#include "platform/system_error.h"

namespace mayfly::platform {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kWritableByOthers = S_IWGRP | S_IWOTH;

void require_unshared(const fs::path& folder, const struct stat& status) {
  const bool shared = (status.st_mode & kWritableByOthers) != 0;
  if (shared && (status.st_mode & S_ISVTX) != 0) {
    refuse(folder, "can be written to by group or others",
           "choose a folder of your own, inside it perhaps");
  }
  require_owner(folder, status);
  if (shared) {
    refuse(folder, "can be written to by group or others",
           "choose a folder that only you can write to; if this one is yours: chmod go-w -- " +
               shell_word(folder.string()));
  }
}

/// Nobody else can rename or replace what we make in a sticky folder of the system's.
bool is_sticky_of_system(const struct stat& status) {
  return (status.st_mode & S_ISVTX) != 0 && (status.st_uid == 0 || status.st_uid == ::geteuid());
}

/// The folders that are missing on the way to `folder`, topmost first, after a look at the one that
/// they would be made in.
std::vector<fs::path> missing_folders(const fs::path& folder) {
  std::vector<fs::path> missing;
  fs::path at = folder;
  std::optional<struct stat> status;
  while (!(status = status_of(at, true))) {
    missing.insert(missing.begin(), at);
    at = folder_of(at);
  }
  if (!S_ISDIR(status->st_mode)) throw system_error(ENOTDIR, "use", at);
  if (missing.empty() || !is_sticky_of_system(*status)) require_unshared(at, *status);
  return missing;
}

}  // namespace

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

fs::path real_folder_of(const fs::path& path) try {
  return fs::canonical(folder_of(path));
} catch (const fs::filesystem_error& error) {
  throw system_error(error.code().value(), "reach the folder of", path);
}

void require_safe_folder(const fs::path& folder) {
  const auto status = status_of(folder, true);
  if (status) require_unshared(folder, *status);
}

void require_safe_place(const fs::path& folder) {
  missing_folders(folder);
}

void make_private_folder(const fs::path& folder) {
  for (const fs::path& next : missing_folders(folder)) {
    if (::mkdir(next.c_str(), S_IRWXU) == 0) continue;
    if (errno != EEXIST) throw system_error(errno, "make the folder", next);
    require_safe_folder(next);  // somebody was faster: another process of ours, one hopes
  }
  require_safe_folder(folder);
}

void sync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) throw system_error(errno, "sync", folder);
}

}  // namespace mayfly::platform
