#include "process/read_some.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "mayfly/error.h"

namespace mayfly::app {

std::size_t read_some(int fd, std::span<std::uint8_t> out) {
  for (;;) {
    const ssize_t got = ::read(fd, out.data(), out.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EBADF) throw Error(ErrorKind::usage, "standard input is closed");
    // One that is shared with another program (node, ssh) may be non-blocking.
    pollfd descriptor{fd, POLLIN, 0};
    if (errno == EAGAIN || errno == EWOULDBLOCK) ::poll(&descriptor, 1, -1);
    if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK) continue;
    throw Error(ErrorKind::unexpected,
                "could not read the input: " + std::generic_category().message(errno));
  }
}

}  // namespace mayfly::app
