#include "json_text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <utf8.h>
#include <utf8/unchecked.h>

#include "mayfly/encoding.h"
#include "mayfly/text.h"
#include "secure_text.h"

namespace mayfly::app {
namespace {

/// A string as RFC 8259, 7 wants it; and what could drive a terminal is escaped too. The text must
/// be UTF-8.
void append_string(SecureBytes& json, ByteView text) {
  json.push_back('"');
  for (auto at = text.begin(); at != text.end();) {
    const auto start = at;
    const std::uint32_t c = utf8::unchecked::next(at);
    if (c == '"' || c == '\\') json.push_back('\\');
    if (is_control(c)) {
      append(json, fmt::format("\\u{:04x}", c));
    } else {
      json.insert(json.end(), start, at);
    }
  }
  json.push_back('"');
}

}  // namespace

std::string rfc3339(Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                     (instant - seconds).count());
}

void append_member(SecureBytes& json, std::string_view key, ByteView text) {
  const bool utf8 = is_utf8(text);
  append(json, fmt::format(",\"{}{}\":", key, utf8 ? "" : "_base64"));
  if (utf8)
    append_string(json, text);
  else
    append_string(json, to_base64(text));
}

}  // namespace mayfly::app
