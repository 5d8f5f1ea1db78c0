#include "output/printable.h"

#include <utf8.h>
#include <utf8/unchecked.h>

#include "mayfly/text.h"
#include "output/format.h"
#include "process/secure_text.h"

namespace mayfly::app {
namespace {

/// Appends the character at `at`, which must be valid, and moves on to the next one.
void append_character(SecureBytes& out, ByteView::iterator& at, bool keep_lines) {
  const auto start = at;
  const std::uint32_t c = utf8::unchecked::next(at);
  if (is_control(c) && !(keep_lines && (c == '\n' || c == '\t'))) {
    append(out, c < 0x80 ? formatted("\\x{:02x}", c) : formatted("\\u{:04x}", c));
  } else {
    out.insert(out.end(), start, at);
  }
}

}  // namespace

SecureBytes printable(ByteView text, bool keep_lines) {
  SecureBytes out;
  out.reserve(text.size());
  for (auto at = text.begin(); at != text.end();) {
    const auto valid_until = utf8::find_invalid(at, text.end());
    while (at != valid_until) append_character(out, at, keep_lines);
    if (at != text.end()) append(out, formatted("\\x{:02x}", *at++));
  }
  return out;
}

std::string printable_line(std::string_view text) {
  const SecureBytes line = printable(as_bytes(text), false);
  return std::string(as_text(line));
}

}  // namespace mayfly::app
