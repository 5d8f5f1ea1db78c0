#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly {

/// Base64 with padding (RFC 4648, 4).
SecureBytes to_base64(ByteView bytes);

/// The bytes that base64 stands for; nothing if the text is not base64. Blanks and line ends do not
/// matter.
std::optional<SecureBytes> from_base64(std::string_view text);

/// Lower-case hexadecimal (RFC 4648, 8).
std::string to_hex(ByteView bytes);

/// The bytes that hexadecimal digits stand for, of either case; nothing if the text is not
/// hexadecimal.
std::optional<SecureBytes> from_hex(std::string_view text);

}  // namespace mayfly
