#include "process/replayed_input.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "mayfly/error.h"
#include "process/read_some.h"

namespace mayfly::app {
namespace {

Error cannot_keep(int error_number) {
  return {ErrorKind::not_written,
          "could not keep the input while it is checked: " +
              std::generic_category().message(error_number),
          "nothing was changed; input from a file need not be kept"};
}

/// A file that has no name, and ends with us. In memory if no disk takes one.
int open_nameless() {
  for (const char* folder : {"/var/tmp", "/tmp"}) {
    const int fd = ::open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd >= 0) return fd;
  }
  const int fd = ::memfd_create("input", MFD_CLOEXEC);
  if (fd < 0) throw cannot_keep(errno);
  return fd;
}

}  // namespace

ReplayedInput::ReplayedInput(int fd) : fd_(fd), start_(::lseek(fd, 0, SEEK_CUR)) {
  if (start_ < 0 && errno == ESPIPE) kept_ = open_nameless();
}

ReplayedInput::~ReplayedInput() {
  if (kept_ >= 0) ::close(kept_);
}

std::size_t ReplayedInput::read(std::span<std::uint8_t> out) {
  const std::size_t size = read_some(again_ && kept_ >= 0 ? kept_ : fd_, out);
  if (!again_ && kept_ >= 0) keep(out.first(size));
  return size;
}

void ReplayedInput::rewind() {
  again_ = true;
  const bool moved =
      kept_ >= 0 ? ::lseek(kept_, 0, SEEK_SET) == 0 : ::lseek(fd_, start_, SEEK_SET) == start_;
  if (!moved) throw cannot_keep(errno);
}

void ReplayedInput::keep(std::span<const std::uint8_t> bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(kept_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw cannot_keep(errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace mayfly::app
