#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// The standard streams, and which of them are terminals.
struct Io {
  int in = 0;
  int out = 1;
  int err = 2;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;

  static Io of_process();
};

/// Writes all of it to standard output. Throws Error{output_failed} if that fails.
void write_out(const Io& io, ByteView bytes);

/// Writes to standard error. A failure is ignored: nobody is left to be told.
void write_err(const Io& io, std::string_view text) noexcept;

/// Throws Error{output_failed} if standard output was closed when the program started.
void require_output(const Io& io);

/// Ends the process by SIGPIPE, as writing would, if nobody reads standard output any more.
void require_reader(const Io& io);

/// Reads some bytes, at most as many as `out` takes, and waits for them; 0 at the end. Throws
/// Error{unexpected} if reading fails, and Error{usage} if standard input is closed.
std::size_t read_some(int fd, std::span<std::uint8_t> out);

/// Reads `fd` to its end: at most `max_size` bytes; if there are more, `max_size + 1`. Throws
/// Error{unexpected} if reading fails.
SecureBytes read_all(int fd, std::size_t max_size);

}  // namespace mayfly::app
