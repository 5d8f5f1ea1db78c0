#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly {

/// Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7).
bool is_utf8(ByteView bytes);

/// C0 and C1 controls, DEL, and the marks that reorder or hide text on a terminal (bidirectional
/// controls, line separators).
bool is_control(std::uint32_t code_point);

/// Whether the text, which must be UTF-8, holds a control character.
bool has_control(std::string_view utf8_text);

/// `text` as one word of a POSIX shell, which stands for nothing but itself: for commands in hints,
/// which people paste.
std::string shell_word(std::string_view text);

}  // namespace mayfly
