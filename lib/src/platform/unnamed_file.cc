#include "platform/unnamed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "platform/system_error.h"

namespace mayfly::platform {
namespace {

Descriptor open_in(const std::filesystem::path& folder) {
  Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.get() >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return file;
  // The file system knows no such files.
  std::string name = (folder / ".mayfly-spool-XXXXXX").string();
  file = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (file.get() >= 0) ::unlink(name.c_str());
  return file;
}

}  // namespace

UnnamedFile::UnnamedFile(std::filesystem::path folder)
    : folder_(std::move(folder)), file_(open_in(folder_)) {
  if (file_.get() < 0) throw system_error(errno, "make a file in", folder_);
}

void UnnamedFile::append(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error(errno, "write to a file in", folder_);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void UnnamedFile::read(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::pread(file_.get(), bytes.data(), bytes.size(), read_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error(errno, "read a file in", folder_);
    if (got == 0) throw Error(ErrorKind::unexpected, "a file was cut off while it was in use");
    read_ += got;
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace mayfly::platform
