#include "mayfly/encoding.h"

#include <botan/base64.h>
#include <botan/hex.h>

#include <algorithm>
#include <exception>
#include <iterator>

namespace mayfly {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

SecureBytes to_base64(ByteView bytes) {
  SecureBytes text(Botan::base64_encode_max_output(bytes.size()));
  std::size_t consumed = 0;
  text.resize(Botan::base64_encode(reinterpret_cast<char*>(text.data()), bytes.data(), bytes.size(),
                                   consumed, true));
  return text;
}

std::optional<SecureBytes> from_base64(std::string_view text) try {
  SecureBytes bytes = Botan::base64_decode(text.data(), text.size());
  // Botan takes padding in odd places; what we take encodes to the same text again.
  SecureBytes letters;
  std::ranges::copy_if(text, std::back_inserter(letters), [](char c) { return !is_blank(c); });
  if (to_base64(bytes) != letters) return std::nullopt;
  return bytes;
} catch (const std::exception&) {
  return std::nullopt;
}

std::string to_hex(ByteView bytes) {
  return Botan::hex_encode(bytes.data(), bytes.size(), false);
}

std::optional<SecureBytes> from_hex(std::string_view text) try {
  if (text.size() % 2 != 0) return std::nullopt;
  return Botan::hex_decode_locked(text.data(), text.size(), false);
} catch (const std::exception&) {
  return std::nullopt;
}

}  // namespace mayfly
