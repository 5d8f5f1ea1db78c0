#include "run/sealed_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "mayfly/error.h"

namespace mayfly::app {
namespace {

constexpr const char* kName = "mayfly";  // in /proc/PID/maps
// Of Linux 6.3, which may demand it (vm.memfd_noexec); older C libraries have no name for it.
constexpr unsigned kNoExec = 0x8;

Error failure(int error_number) {
  return {ErrorKind::unexpected,
          "no file in memory for a message: " + std::generic_category().message(error_number),
          "the program was not started"};
}

int make() {
  const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const int fd = ::memfd_create(kName, flags | kNoExec);
  return fd < 0 && errno == EINVAL ? ::memfd_create(kName, flags) : fd;
}

/// Whether all was written and sealed; else errno says why not.
bool fill(int fd, ByteView content) {
  if (::fchmod(fd, S_IRUSR | S_IWUSR) != 0) return false;
  for (std::size_t done = 0; done < content.size();) {
    // pwrite(), so that it stands at its beginning.
    const ssize_t written =
        ::pwrite(fd, content.data() + done, content.size() - done, static_cast<off_t>(done));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return ::fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0;
}

}  // namespace

SealedMemory::SealedMemory(ByteView content) : fd_(make()) {
  if (fd_ >= 0 && fill(fd_, content)) return;
  const int error = errno;
  if (fd_ >= 0) ::close(fd_);
  throw failure(error);
}

SealedMemory::~SealedMemory() {
  if (fd_ >= 0) ::close(fd_);
}

void SealedMemory::move_up(int lowest) {
  const int moved = ::fcntl(fd_, F_DUPFD_CLOEXEC, lowest);
  if (moved < 0) throw failure(errno);
  ::close(std::exchange(fd_, moved));
}

}  // namespace mayfly::app
