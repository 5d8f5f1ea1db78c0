#include "run/mask/forms.h"

#include <algorithm>

#include "mayfly/encoding.h"
#include "mayfly/error.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kLeast = 4;
constexpr std::size_t kMost = std::size_t{64} << 10;

void add(std::vector<Pattern>& patterns, SecureBytes text, const std::vector<std::size_t>& wanted) {
  Pattern pattern(std::move(text), wanted);
  if (std::ranges::count(patterns, pattern) == 0) patterns.push_back(std::move(pattern));
}

void add_whole(std::vector<Pattern>& patterns, ByteView text) {
  add(patterns, secure_copy(text), {text.size()});
}

/// base64 with - and _ (RFC 4648, 5).
SecureBytes url_safe(SecureBytes text) {
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

/// What stands in the base64 of any text with these bytes after `before` others (modulo 3): the
/// characters that hold bits of these bytes alone. If the text ends with them, there may be a
/// character more, and padding.
void add_base64(std::vector<Pattern>& patterns, ByteView secret, std::size_t before) {
  SecureBytes padded(before);
  padded.insert(padded.end(), secret.begin(), secret.end());
  SecureBytes text = to_base64(padded);
  const std::size_t shared = before == 0 ? 0 : before + 1;  // characters with bits of those before
  const std::size_t bits = padded.size() * 8;
  text.erase(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(shared));
  const std::vector<std::size_t> wanted{bits / 6 - shared, (bits + 5) / 6 - shared, text.size()};
  add(patterns, url_safe(text), wanted);
  add(patterns, std::move(text), wanted);
}

void add_forms(MaskForms& forms, ByteView secret) {
  const auto at = [&](Reading reading) -> auto& {
    return forms.of[static_cast<std::size_t>(reading)];
  };
  const ByteView bare = require_maskable(secret);
  add_whole(at(Reading::plain), bare);
  add_whole(at(Reading::url), bare);
  if (std::ranges::count(bare, std::uint8_t{' '}) > 0) add_whole(at(Reading::url_with_plus), bare);
  for (std::size_t before = 0; before < 3; ++before) {
    add_base64(at(Reading::unwrapped), bare, before);
    add_base64(at(Reading::unwrapped), secret, before);
  }
}

}  // namespace

ByteView require_maskable(ByteView secret) {
  while (!secret.empty() && secret.back() == '\n') secret = secret.first(secret.size() - 1);
  if (secret.size() >= kLeast && secret.size() <= kMost) return secret;
  throw Error(ErrorKind::usage,
              secret.size() < kLeast
                  ? "--mask: a message has less than 4 bytes, and would be found "
                    "everywhere"
                  : "--mask: a message is larger than 64 KiB",
              "nothing was burned");
}

MaskForms forms_of(std::span<const SecureBytes> secrets) {
  MaskForms forms;
  for (const SecureBytes& secret : secrets) add_forms(forms, secret);
  return forms;
}

}  // namespace mayfly::app
