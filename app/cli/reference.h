#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mayfly/bytes.h"
#include "mayfly/message.h"

namespace mayfly::app {

/// What follows it is a name, whatever it looks like.
inline constexpr std::string_view kForcedName = "name:";

/// What a word of the command line calls messages by: an id, a name, or a pattern of names.
struct Reference {
  std::optional<MessageId> id;
  SecureBytes name;         ///< if there is no id
  bool is_pattern = false;  ///< then `name` is one for fnmatch(3)
};

/// The word that parse_reference() takes for that name: one that could be an id, an option or a
/// forced name is forced.
SecureBytes reference_to(ByteView name);

/// Whether a word with `*`, `?` or `[` is a pattern; otherwise it is a name that has these.
enum class Patterns : bool { no, yes };

/// A whole number is an id, `name:42` is the name "42", and anything else is a name, or a pattern.
/// Throws Error{usage}, which names `place`, for a number that is no id and for an empty name.
Reference parse_reference(const char* place, const std::string& word,
                          Patterns patterns = Patterns::no);

std::vector<Reference> parse_references(const char* place, const std::vector<std::string>& words,
                                        Patterns patterns = Patterns::no);

/// Whether a message of that name is meant: its whole name, in a pattern `*` also for slashes. Of
/// an id it never is.
bool fits(const Reference& reference, ByteView name);

}  // namespace mayfly::app
