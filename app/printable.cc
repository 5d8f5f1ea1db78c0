#include "printable.h"

#include <fmt/format.h>
#include <utf8.h>

#include <iterator>

#include "mayfly/text.h"

namespace mayfly::app {
namespace {

void append(SecureBytes& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

}  // namespace

SecureBytes printable(ByteView text, bool keep_lines) {
  SecureBytes out;
  out.reserve(text.size());
  for (auto at = text.begin(); at != text.end();) {
    const auto start = at;
    std::uint32_t c = 0;
    if (utf8::internal::validate_next(at, text.end(), c) != utf8::internal::UTF8_OK) {
      append(out, fmt::format("\\x{:02x}", *start));
      at = std::next(start);
    } else if (is_control(c) && !(keep_lines && (c == '\n' || c == '\t'))) {
      append(out, c < 0x80 ? fmt::format("\\x{:02x}", c) : fmt::format("\\u{:04x}", c));
    } else {
      out.insert(out.end(), start, at);
    }
  }
  return out;
}

std::string printable_line(std::string_view text) {
  const SecureBytes line = printable(as_bytes(text), false);
  return std::string(as_text(line));
}

}  // namespace mayfly::app
