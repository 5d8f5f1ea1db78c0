#pragma once

#include <string>
#include <string_view>

namespace mayfly::crypto {

/// What the ciphers must answer for the key 00 01 .. 3f, in hex. By OpenSSL 3.0 (AES-256/CBC) and
/// Python's hmac module.
struct KnownAnswers {
  std::string_view blob =
      "1af38c2dc2b96ffdd86694092341bc040a915542ee200ac4edc6e3c4036b66b038afad69962830e72ac289e4116c"
      "8c3fa5526c581673ddb4f2401dd6ed18f022557e3cd73044b3f2d75a55edfad87e62";
  std::string_view derived =
      "bb20175d9ba4b21f29996ab04604fa593780c555c70941473840f6d2f4adce6fdd2fa2581ebdd857f9b769906a07"
      "301d6a6ee1c1c63b289d10ff80970515ea15";
};

/// Known-answer test of the ciphers in use (A256CBC-HS512, HKDF-SHA-512): well under 0.2 ms. Throws
/// Error{unexpected} if an answer is another: a broken build or a broken processor must not touch a
/// vault.
void self_test(const KnownAnswers& answers = {});

/// The version of the library that is linked.
std::string botan_version();

}  // namespace mayfly::crypto
