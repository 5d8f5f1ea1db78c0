#include "process/io.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "mayfly/error.h"
#include "process/read_some.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kFirstChunk = 4096;

std::string reason(int error_number) {
  return std::generic_category().message(error_number);
}

/// How much to make room for at first: a file's size and a byte to see its end with.
std::size_t expected_size(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return kFirstChunk;
  return std::max(kFirstChunk, static_cast<std::size_t>(status.st_size) + 1);
}

/// A descriptor that is shared with another program (node, ssh) may be non-blocking: then waits for
/// it.
bool wait_until_ready(int fd, short event) noexcept {
  if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
  pollfd descriptor{fd, event, 0};
  ::poll(&descriptor, 1, -1);
  return true;
}

/// Writes all, or gives the errno.
int write_all(int fd, ByteView bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && (errno == EINTR || wait_until_ready(fd, POLLOUT))) continue;
    if (written < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

Io Io::of_process() {
  Io io;
  io.in_is_terminal = ::isatty(io.in) == 1;
  io.out_is_terminal = ::isatty(io.out) == 1;
  io.err_is_terminal = ::isatty(io.err) == 1;
  return io;
}

void write_out(const Io& io, ByteView bytes) {
  const int error = write_all(io.out, bytes);
  if (error == 0) return;
  throw Error(ErrorKind::output_failed, "could not write the output: " + reason(error));
}

void write_err(const Io& io, std::string_view text) noexcept {
  write_all(io.err, as_bytes(text));
}

void require_output(const Io& io) {
  const int flags = ::fcntl(io.out, F_GETFL);
  if (flags != -1 && (flags & O_ACCMODE) != O_RDONLY) return;
  throw Error(ErrorKind::output_failed, "standard output is closed", "nothing was done");
}

void require_reader(const Io& io) {
  pollfd out{io.out, POLLOUT, 0};
  if (::poll(&out, 1, 0) <= 0 || (out.revents & (POLLERR | POLLHUP)) == 0) return;
  (void)std::raise(SIGPIPE);
  throw Error(ErrorKind::output_failed, "nobody reads standard output", "nothing was done");
}

std::size_t read_some(int fd, std::span<std::uint8_t> out) {
  for (;;) {
    const ssize_t got = ::read(fd, out.data(), out.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EINTR || wait_until_ready(fd, POLLIN)) continue;
    if (errno == EBADF) throw Error(ErrorKind::usage, "standard input is closed");
    throw Error(ErrorKind::unexpected, "could not read the input: " + reason(errno));
  }
}

SecureBytes read_all(int fd, std::size_t max_size) {
  const std::size_t limit = max_size + 1;
  SecureBytes bytes(std::min(expected_size(fd), limit));
  std::size_t size = 0;
  while (size < limit) {
    if (size == bytes.size()) bytes.resize(std::min(size * 2, limit));
    const std::size_t got = read_some(fd, std::span(bytes).subspan(size));
    if (got == 0) break;
    size += got;
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace mayfly::app
