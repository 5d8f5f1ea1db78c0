#include "mayfly/encoding.h"

#include <botan/base64.h>
#include <botan/hex.h>

#include <exception>

namespace mayfly {

SecureBytes to_base64(ByteView bytes) {
  SecureBytes text(Botan::base64_encode_max_output(bytes.size()));
  std::size_t consumed = 0;
  text.resize(Botan::base64_encode(reinterpret_cast<char*>(text.data()), bytes.data(), bytes.size(),
                                   consumed, true));
  return text;
}

std::optional<SecureBytes> from_base64(std::string_view text) try {
  return Botan::base64_decode(text.data(), text.size());
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
