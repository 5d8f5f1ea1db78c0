#pragma once

#include <optional>
#include <string>

#include "tool/tool.h"

namespace mayfly::app {

/// Where a message comes from, as the command line says.
struct MessageSource {
  std::optional<std::string> argument;  ///< "-" is standard input
  std::optional<std::string> file;      ///< "-" is standard input
};

/// The message: the argument, else the file, else standard input (with a word about it on a
/// terminal). At most kMaxMessageSize + 1 bytes. Throws Error{usage} if the file cannot be read
/// or two sources are given (standard input that has bytes is one), Error{unexpected} if reading
/// fails on the way.
SecureBytes read_message(const Tool& tool, MessageSource& source);

/// Whether a person is to type it.
bool is_typed(const Tool& tool, const MessageSource& source);

/// The same as read_message() for a file alone, or standard input if that is "-": `what` is its
/// content, as a person at the terminal is told.
SecureBytes read_input(const Tool& tool, const std::string& file, const std::string& what);

}  // namespace mayfly::app
