#pragma once

// JSON objects without parts (RFC 8259), one on each line, as people give messages. Messages pass
// through it. It is our own: the library that prints JSON keeps what it reads in memory that nobody
// wipes.

#include <cstdint>
#include <variant>
#include <vector>

#include "mayfly/bytes.h"

namespace mayfly::app {

struct JsonMember {
  SecureBytes key;
  std::variant<SecureBytes, std::int64_t, bool> value;  ///< a string is UTF-8
};

/// The members of an object, none of them twice. Throws Error{usage} for what is no such object: a
/// value is a string, a whole number, true or false. No part of the text is repeated in it.
std::vector<JsonMember> parse_flat_object(ByteView text);

}  // namespace mayfly::app
