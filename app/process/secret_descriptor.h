#pragma once

#include <string>

#include "mayfly/bytes.h"
#include "mayfly/error.h"

namespace mayfly::app {

/// A secret and where it comes from, for errors.
struct SecretSource {
  std::string what;         ///< "passphrase"
  std::string name;         ///< "descriptor 3"
  std::string at_terminal;  ///< what to do instead of typing it there
};

Error unreadable(const SecretSource& source, const std::string& why);
Error unreadable(const SecretSource& source, int error_number);

/// Reads `fd` to its end; at most `max_size` bytes, and one more if there are more. Throws
/// Error{usage} for a terminal, which would show the secret, and Error{wrong_key}.
SecureBytes read_secret(int fd, const SecretSource& source, std::size_t max_size);

/// The same of the descriptor that an option names, by its number. Sets `source.name`. Throws
/// Error{usage} for a word that is not one.
SecureBytes read_descriptor(const std::string& option, const std::string& word,
                            SecretSource& source, std::size_t max_size);

}  // namespace mayfly::app
