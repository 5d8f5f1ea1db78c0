#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

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
  output_failed,   ///< the output or the log takes nothing; what was done by then is done
  no_terminal,     ///< nobody can be asked
  source_failed,   ///< a command that was to give a passphrase gave none
  not_executable,  ///< a program that is to be started, and is none
  no_such_program,
};

/// Why, if what to do next takes commands or options. The library does not know those of its
/// caller, so the caller has the sentences: one for each of these.
enum class Reason {
  none,

  // Vaults and their files.
  no_vault,
  older_format,       ///< and this was to change nothing
  foreign_journal,    ///< another program has set the mode of SQLite's journal
  no_window_keys,     ///< their file is missing
  stranded_messages,  ///< it is missing, and messages that live need it
  copy_of_vault,      ///< about() is the copy's path
  perhaps_a_copy,     ///< about() is its path
  clock_differs,      ///< from what the vault expects

  // Messages.
  no_message,
  no_message_to_remove,
  message_without_key,  ///< its row is there, its window key is not
  damaged_message,      ///< about() is its id
  burn_message,         ///< it can be read once only; about() is its id
  run_only_message,     ///< it is for programs; about() is its id

  // Keys.
  no_key_file,
  not_a_key_file,              ///< but a pipe, for example
  key_opens_nothing,           ///< of a key file
  unlocked_key_opens_nothing,  ///< of what was unlocked before
  no_passphrase,
  wrong_passphrase,   ///< about() is a clause on what is odd about it, or empty
  costly_passphrase,  ///< the derivation was refused

  // Bundles.
  only_to_be_moved,      ///< a message of which there is to be no copy; about() is its id
  bundle_of_key_file,    ///< and another key was presented
  bundle_of_passphrase,  ///< and another key was presented

  // Key slots.
  no_such_slot,
  impossible_slot,
  differing_slots,  ///< of passphrases: one of them was altered
  altered_slots,    ///< all of them
  newer_slots,      ///< all of them are of a later program
  some_newer_slots,
  slot_not_presented,
  slots_not_presented,  ///< more than one
  uncertain_change,     ///< of the slots: it may have been made
  last = uncertain_change,
};

/// The one exception of the library. No text of it ever holds key material or a message.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message, std::string hint = {})
      : kind_(kind), message_(std::move(message)), hint_(std::move(hint)) {
    escape_nuls();
  }
  Error(ErrorKind kind, Reason reason, std::string message, std::string about = {})
      : kind_(kind), reason_(reason), message_(std::move(message)), about_(std::move(about)) {
    escape_nuls();
  }

  /// The same with another message.
  Error with_message(std::string message) const {
    Error error(*this);
    error.message_ = std::move(message);
    error.escape_nuls();
    return error;
  }

  ErrorKind kind() const noexcept { return kind_; }
  Reason reason() const noexcept { return reason_; }

  /// What is wrong: lower case, without a period at the end.
  const char* what() const noexcept override { return message_.c_str(); }

  /// What to do next, if that takes no command and no option of the caller's; empty if nothing
  /// helps, or if there is a Reason.
  std::string_view hint() const noexcept { return hint_; }

  /// What the Reason speaks of; empty for most.
  const std::string& about() const noexcept { return about_; }

 private:
  /// Text from an altered database may hold NULs, and what() would end at the first.
  void escape_nuls() {
    for (auto at = message_.find('\0'); at != std::string::npos; at = message_.find('\0', at))
      message_.replace(at, 1, "\\x00");
  }

  ErrorKind kind_;
  Reason reason_ = Reason::none;
  std::string message_;
  std::string hint_;
  std::string about_;
};

}  // namespace mayfly
