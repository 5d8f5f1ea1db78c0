#include "process/secret_descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "cli/values.h"
#include "process/io.h"

namespace mayfly::app {

Error unreadable(const SecretSource& source, const std::string& why) {
  return {ErrorKind::wrong_key,
          "could not read the " + source.what + " from " + source.name + ": " + why,
          "nothing was changed"};
}

Error unreadable(const SecretSource& source, int error_number) {
  return unreadable(source, std::generic_category().message(error_number));
}

SecureBytes read_secret(int fd, const SecretSource& source, std::size_t max_size) try {
  if (::isatty(fd) == 1) {
    throw Error(ErrorKind::usage,
                source.name + " is a terminal, which would show the " + source.what,
                source.at_terminal);
  }
  return read_all(fd, max_size);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::unexpected) throw;
  throw unreadable(source, error.what());
}

SecureBytes read_descriptor(const std::string& option, const std::string& word,
                            SecretSource& source, std::size_t max_size) {
  const int fd = parse_descriptor(option, word);
  source.name = fd == 0 ? "standard input" : "descriptor " + std::to_string(fd);
  // One of our own, which no child gets, is not what was meant.
  const int own = ::fcntl(fd, F_GETFD);
  const int flags = ::fcntl(fd, F_GETFL);
  if (own != 0 || (flags & O_ACCMODE) == O_WRONLY) throw unreadable(source, EBADF);
  return read_secret(fd, source, max_size);
}

}  // namespace mayfly::app
