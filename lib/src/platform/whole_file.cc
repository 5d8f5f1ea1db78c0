#include "mayfly/whole_file.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "platform/draft_file.h"
#include "platform/file_status.h"
#include "platform/private_file.h"
#include "platform/private_folder.h"
#include "platform/system_error.h"

namespace mayfly {
namespace {

namespace fs = std::filesystem;

Error taken(const fs::path& path) {
  return {ErrorKind::usage, path.string() + " is there already",
          "nothing was written; name a new file"};
}

/// A link that leads nowhere takes the name, too.
fs::path require_free(fs::path path) {
  std::error_code none;
  if (!fs::is_directory(platform::folder_of(path), none)) {
    throw Error(ErrorKind::usage, "no folder " + platform::folder_of(path).string(),
                "nothing was written");
  }
  if (platform::status_of(path, false)) throw taken(path);
  return path;
}

}  // namespace

struct WholeFile::Impl {
  explicit Impl(fs::path to) : path(std::move(to)), draft(path) {}

  fs::path path;
  platform::DraftFile draft;
};

WholeFile::WholeFile(fs::path path)
    : impl_(std::make_unique<Impl>(require_free(std::move(path)))) {}
WholeFile::~WholeFile() = default;
WholeFile::WholeFile(WholeFile&&) noexcept = default;
WholeFile& WholeFile::operator=(WholeFile&&) noexcept = default;

void WholeFile::write(ByteView bytes) {
  platform::write_all(impl_->draft.file().get(), bytes, impl_->path);
}

void WholeFile::sync() {
  if (::fsync(impl_->draft.file().get()) != 0)
    throw platform::system_error(errno, "sync", impl_->path);
}

void WholeFile::publish() {
  if (!impl_->draft.publish()) throw taken(impl_->path);
}

}  // namespace mayfly
