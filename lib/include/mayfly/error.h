#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace mayfly {

/// What went wrong, as far as a caller can act on it.
enum class ErrorKind {
  unexpected,             ///< a bug, or a failure that has no kind of its own
  usage,                  ///< an argument that is not valid
  no_such_message,        ///< never was, expired, or removed
  no_such_user,           ///< the vault has none of that name
  no_vault,               ///< there is no vault at that place
  busy,                   ///< another process held the vault for too long
  wrong_key,              ///< a key that is missing, damaged, or not this user's
  authentication_failed,  ///< altered or damaged data
  not_a_vault,            ///< another kind of file, or a newer format
  unsafe_permissions,     ///< a file or folder that others could read, write or own
  not_written,            ///< disk full, read-only, or I/O error: nothing was stored
  interrupted,            ///< the user asked to stop

  // Of a program around the library; the library throws none of these.
  output_failed,  ///< the output or the log takes nothing; what was done by then is done
  no_terminal,    ///< nobody can be asked
  source_failed,  ///< a command that was to give a passphrase gave none
};

/// The one exception of the library. Neither text ever holds key material or a message.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message, std::string hint = {})
      : kind_(kind), message_(std::move(message)), hint_(std::move(hint)) {
    // Text from an altered database may hold NULs, and what() would end at the first.
    for (auto at = message_.find('\0'); at != std::string::npos; at = message_.find('\0', at))
      message_.replace(at, 1, "\\x00");
  }

  ErrorKind kind() const noexcept { return kind_; }

  /// What is wrong: lower case, without a period at the end.
  const char* what() const noexcept override { return message_.c_str(); }

  /// What to do next; empty if nothing helps.
  std::string_view hint() const noexcept { return hint_; }

 private:
  ErrorKind kind_;
  std::string message_;
  std::string hint_;
};

}  // namespace mayfly
