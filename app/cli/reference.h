#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mayfly/bytes.h"
#include "mayfly/message.h"

namespace mayfly::app {

/// What a word of the command line calls a message by: its id, or its name.
struct Reference {
  std::optional<MessageId> id;
  SecureBytes name;  ///< if there is no id
};

/// A whole number is an id, `name:42` is the name "42", and anything else is a name. Throws
/// Error{usage}, which names `place`, for a number that is no id and for an empty name.
Reference parse_reference(const char* place, const std::string& word);

std::vector<Reference> parse_references(const char* place, const std::vector<std::string>& words);

}  // namespace mayfly::app
