#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly {

/// Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7).
bool is_utf8(ByteView bytes);

/// Whether the character is a C0 or C1 control, DEL, or one of the marks that reorder or hide text
/// on a terminal (bidirectional controls, line separators).
bool is_control(std::uint32_t code_point);

/// Whether the text, which must be UTF-8, has a character for which is_control() holds.
bool has_control(std::string_view utf8_text);

/// `text` as one word of a POSIX shell, quoted if it has to be: for commands in hints, which people
/// paste.
std::string shell_word(std::string_view text);

}  // namespace mayfly
