#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "mayfly/disk.h"

namespace mayfly {
namespace {

[[noreturn]] void fail() {
  throw std::system_error(errno, std::generic_category());
}

}  // namespace

std::size_t SystemDisk::read(int fd, std::span<std::uint8_t> out, std::uint64_t offset) {
  std::size_t size = 0;
  while (size < out.size()) {
    const ssize_t got =
        ::pread(fd, out.data() + size, out.size() - size, static_cast<off_t>(offset + size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail();
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  return size;
}

void SystemDisk::write(int fd, ByteView bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail();
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

void SystemDisk::sync(int fd) {
  if (::fdatasync(fd) != 0) fail();
}

}  // namespace mayfly
