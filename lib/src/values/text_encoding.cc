#include "mayfly/text_encoding.h"

#include <algorithm>
#include <array>

namespace mayfly {

bool begins_with_mark(ByteView text) {
  return as_text(text).starts_with(kUtf8Mark);
}

std::optional<std::string_view> utf16_name(ByteView text) {
  using namespace std::string_view_literals;
  const std::string_view start = as_text(text).substr(0, 2);
  for (const std::string_view mark : {"\xff\xfe\0\0"sv, "\0\0\xfe\xff"sv})
    if (as_text(text).starts_with(mark)) return "UTF-32";
  if (start == "\xff\xfe" || start == "\xfe\xff") return "UTF-16";  // iconv reads the mark
  std::array<std::size_t, 2> nuls{};  // at even places, and at odd ones
  for (std::size_t at = 0; at < text.size(); ++at) nuls[at % 2] += text[at] == 0 ? 1U : 0U;
  const auto [even, odd] = nuls;
  // Letters beyond Latin-1 have no NUL, so a quarter of all bytes will do.
  const bool many = even + odd >= 2 && 4 * (even + odd) >= text.size();
  if (!many || (even > 0 && odd > 0)) return std::nullopt;
  return even > 0 ? "UTF-16BE" : "UTF-16LE";
}

void require_no_utf16(ByteView text, ErrorKind kind, const std::string& what) {
  const auto name = utf16_name(text);
  if (!name) return;
  throw Error(kind, what + " is text in " + std::string(*name) + ", as Windows writes it",
              "make it UTF-8: iconv -f " + std::string(*name) + " -t UTF-8");
}

std::string lookalike_hint(ByteView passphrase) {
  const bool ascii = std::ranges::all_of(passphrase, [](std::uint8_t byte) { return byte < 0x80; });
  return ascii
             ? ""
             : "it goes beyond ASCII, and an accented letter has different bytes in NFC and NFD; ";
}

}  // namespace mayfly
