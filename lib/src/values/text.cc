#include "mayfly/text.h"

#include <algorithm>

#include <utf8.h>

namespace mayfly {

bool is_utf8(ByteView bytes) {
  return utf8::is_valid(bytes.begin(), bytes.end());
}

bool is_control(std::uint32_t c) {
  const bool c0_or_c1 = c < 0x20 || (c >= 0x7f && c < 0xa0);
  const bool reorders = c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
                        (c >= 0x2066 && c <= 0x2069);
  return c0_or_c1 || reorders;
}

bool has_control(std::string_view text) {
  for (const auto* at = text.begin(); at != text.end();) {
    if (is_control(utf8::next(at, text.end()))) return true;
  }
  return false;
}

namespace {

bool is_plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') ||
         std::string_view("_-./@%+=:,").find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace mayfly
