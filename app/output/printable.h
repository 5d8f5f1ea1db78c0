#pragma once

#include <string>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// Text that cannot drive a terminal: control characters and bytes that are not UTF-8 are written
/// as \x1b or \u202e, except newlines and tabs if `keep_lines` is set.
SecureBytes printable(ByteView text, bool keep_lines);

/// The same for a line of our own: an error, a path, a name.
std::string printable_line(std::string_view text);

}  // namespace mayfly::app
