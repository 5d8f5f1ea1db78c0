#include "platform/private_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "platform/descriptor.h"
#include "platform/file_status.h"
#include "platform/folder_chain.h"
#include "platform/system_error.h"

namespace mayfly::platform {

namespace fs = std::filesystem;

namespace {

/// What is missing can be made.
FolderChain chain_to_make(const fs::path& folder) {
  FolderChain chain = chain_to(folder);
  const FolderChain::Part& last = chain.there.back();
  if (!S_ISDIR(last.status.st_mode)) throw system_error(ENOTDIR, "use", last.path);
  return chain;
}

void require_safe(const FolderChain& chain) {
  FolderRefusal refusal;
  refusal.add(chain);
  refusal.throw_if_any();
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

fs::path beside(const fs::path& path, const char* suffix) {
  return path.string() + suffix;
}

void require_safe_folder(const fs::path& folder) {
  const auto status = status_of(folder, true);
  if (!status) return;
  FolderRefusal refusal;
  refusal.add(FolderChain::Part{folder.string(), *status});
  refusal.throw_if_any();
}

std::optional<fs::path> find_safe_folder(const fs::path& folder) {
  const FolderChain chain = chain_to(folder);
  if (!chain.missing.empty()) return std::nullopt;
  require_safe(chain);
  return chain.there.back().path;
}

void require_safe_places(const std::vector<fs::path>& folders) {
  FolderRefusal refusal;
  for (const fs::path& folder : folders) refusal.add(chain_to_make(folder));
  refusal.throw_if_any();
}

void make_private_folder(const fs::path& folder) {
  const FolderChain chain = chain_to_make(folder);
  require_safe(chain);
  for (const fs::path& next : chain.missing) {
    if (::mkdir(next.c_str(), S_IRWXU) == 0) continue;
    if (errno != EEXIST) throw system_error(errno, "make the folder", next);
    require_safe_folder(next);  // lost a race, presumably to another mayfly
  }
  require_safe_folder(folder);
}

void sync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) throw system_error(errno, "sync", folder);
}

}  // namespace mayfly::platform
