#pragma once

#include <cstdint>
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

}  // namespace mayfly
