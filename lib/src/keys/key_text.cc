#include "keys/key_text.h"

#include <botan/base32.h>
#include <botan/mem_ops.h>

#include <algorithm>

#include "crypto/sha512.h"
#include "mayfly/error.h"
#include "mayfly/text_encoding.h"

namespace mayfly::keys {
namespace {

constexpr std::string_view kPrefix = "mayfly-key-1";
constexpr std::size_t kChecksumSize =
    3;  // with the key 35 bytes: 56 characters of base32, no padding
constexpr std::size_t kEncodedSize = 56;
constexpr std::size_t kGroup = 4;

SecureBytes checksum_of(ByteView key) {
  SecureBytes checksum = crypto::sha512(key);
  checksum.resize(kChecksumSize);
  return checksum;
}

[[noreturn]] void refuse(const char* why, const char* hint) {
  throw Error(ErrorKind::wrong_key, why, hint);
}

char lower(std::uint8_t c) {
  return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/// The letters and digits of the text that are not on a comment line, in lower case.
SecureBytes significant(ByteView text) {
  SecureBytes kept;
  bool comment = false;
  bool line_start = true;
  for (const std::uint8_t byte : text) {
    if (line_start) comment = byte == '#';
    line_start = byte == '\n';
    const bool blank = byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '-';
    if (!comment && !blank) kept.push_back(static_cast<std::uint8_t>(lower(byte)));
  }
  return kept;
}

/// Base32 wants capitals. The digits that it lacks are the ones that people mistake for its
/// letters.
char base32_letter(std::uint8_t c) {
  if (c == '0') return 'O';
  if (c == '1') return 'I';
  if (c == '8') return 'B';
  return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

/// "mayfly-key-2-...", without the dashes.
bool is_newer(ByteView kept, ByteView prefix) {
  return kept.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end() - 1, kept.begin()) &&
         kept[prefix.size() - 1] >= '2' && kept[prefix.size() - 1] <= '9';
}

SecureBytes decode_base32(ByteView digits) try {
  SecureBytes letters;
  for (const std::uint8_t c : digits)
    letters.push_back(static_cast<std::uint8_t>(base32_letter(c)));
  return Botan::base32_decode(reinterpret_cast<const char*>(letters.data()), letters.size());
} catch (const std::exception&) {
  return {};
}

}  // namespace

SecureBytes encode_key(ByteView key) {
  SecureBytes body = secure_copy(key);
  const SecureBytes checksum = checksum_of(key);
  body.insert(body.end(), checksum.begin(), checksum.end());

  SecureBytes digits(kEncodedSize);
  std::size_t consumed = 0;
  Botan::base32_encode(reinterpret_cast<char*>(digits.data()), body.data(), body.size(), consumed,
                       true);

  SecureBytes line = secure_copy(as_bytes(kPrefix));
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i % kGroup == 0) line.push_back('-');
    line.push_back(digits[i]);
  }
  line.push_back('\n');
  return line;
}

SecureBytes decode_key(ByteView text) {
  require_no_utf16(text, ErrorKind::wrong_key, "the key file");
  if (begins_with_mark(text)) text = text.subspan(kUtf8Mark.size());
  const SecureBytes kept = significant(text);
  const SecureBytes prefix = significant(as_bytes(kPrefix));
  if (is_newer(kept, prefix)) refuse("the key file is of a newer format", "update mayfly");
  if (kept.size() < prefix.size() || !std::equal(prefix.begin(), prefix.end(), kept.begin())) {
    refuse("not a mayfly key file", "a key file holds a line that begins with mayfly-key-1");
  }
  const ByteView digits = ByteView(kept).subspan(prefix.size());
  if (digits.size() != kEncodedSize) {
    refuse("the key file is damaged: its key is too short or too long", "restore it from a copy");
  }
  SecureBytes body = decode_base32(digits);
  if (body.size() != kFileKeySize + kChecksumSize ||
      !Botan::constant_time_compare(checksum_of(ByteView(body).first(kFileKeySize)).data(),
                                    body.data() + kFileKeySize, kChecksumSize)) {
    refuse("the key file is damaged: its checksum does not match", "restore it from a copy");
  }
  body.resize(kFileKeySize);
  return body;
}

}  // namespace mayfly::keys
