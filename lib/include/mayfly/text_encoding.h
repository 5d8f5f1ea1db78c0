#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mayfly/bytes.h"
#include "mayfly/error.h"

namespace mayfly {

/// The byte order mark that Windows puts in front of UTF-8.
inline constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
bool begins_with_mark(ByteView text);

/// For a text in UTF-16, or UTF-32 with a mark, the name of its encoding, as iconv(1) takes it: one
/// with a byte order mark, or one in which every other byte is NUL, as in ASCII, or half of these.
/// Nothing for all else.
std::optional<std::string_view> utf16_name(ByteView text);

/// Throws Error{kind} for a text in UTF-16, which `what` is.
void require_no_utf16(ByteView text, ErrorKind kind, const std::string& what);

/// What to say first of a passphrase that is wrong, if it may look like the right one and be other
/// bytes; empty if it is ASCII.
std::string lookalike_hint(ByteView passphrase);

}  // namespace mayfly
