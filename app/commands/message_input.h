#pragma once

#include <optional>
#include <string>

#include "process/open_file.h"
#include "tool/tool.h"

namespace mayfly::app {

/// Where a message comes from, as the command line says.
struct MessageSource {
  std::optional<std::string> argument;  ///< "-" is standard input
  std::optional<std::string> file;      ///< "-" is standard input
  std::optional<std::string> command;   ///< a shell command that prints it
  bool prompt = false;                  ///< asked for at the terminal, and not shown
  bool once = false;                    ///< asked for once only
};

/// The message: the argument, else the file, the answer to a question or the output of a command,
/// else standard input (with a word about it on a terminal). At most kMaxMessageSize + 1 bytes.
/// Throws Error{usage} if the file cannot be read, the command fails, two answers differ or two
/// sources are given (standard input that has bytes is one), Error{no_terminal} if nobody can be
/// asked, Error{unexpected} if reading fails on the way.
SecureBytes read_message(const Tool& tool, MessageSource& source);

/// Whether a person is to type it.
bool is_typed(const Tool& tool, const MessageSource& source);

/// Throws Error{usage} if standard input is to give both a key and `what`.
void require_input_without_key(const Tool& tool, const std::string& what);

/// Throws Error{usage} if there are bytes at standard input, though it is not asked for any.
void require_no_other_input(const Tool& tool);

/// Many messages are read from there.
class InputStream {
 public:
  /// A file, or standard input if that is "-"; what is typed at a terminal is read at once. Throws
  /// as read_input() does.
  InputStream(const Tool& tool, const std::string& file, const std::string& what);

  /// To read from; nothing if all of it was typed().
  std::optional<int> fd() const { return fd_; }
  SecureBytes take_typed() { return std::move(typed_); }

 private:
  std::optional<OpenFile> file_;
  std::optional<int> fd_;
  SecureBytes typed_;
};

/// The same as read_message() for a file alone, or standard input if that is "-": `what` is its
/// content, as a person at the terminal is told.
SecureBytes read_input(const Tool& tool, const std::string& file, const std::string& what);

}  // namespace mayfly::app
