#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mayfly/bytes.h"
#include "mayfly/error.h"

namespace mayfly {

/// The byte order mark that Windows puts before UTF-8.
inline constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
bool begins_with_mark(ByteView text);

/// The name of the encoding, as iconv(1) takes it, if `text` is UTF-16 or UTF-32; otherwise
/// nothing. A byte order mark tells, or for UTF-16 the NULs: in a text that is mostly ASCII, every
/// other byte, or half of these, is one.
std::optional<std::string_view> utf16_name(ByteView text);

/// Throws Error{kind} if utf16_name() knows the encoding of `text`. `what` names it in the message:
/// "the passphrase".
void require_no_utf16(ByteView text, ErrorKind kind, const std::string& what);

/// How a passphrase that is wrong may look like the right one and yet be other bytes, as the
/// beginning of a hint; empty if it is ASCII.
std::string lookalike_hint(ByteView passphrase);

}  // namespace mayfly
