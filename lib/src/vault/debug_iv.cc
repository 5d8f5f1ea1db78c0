#include "mayfly/debug_iv.h"

#include <algorithm>
#include <array>

#include "crypto/raw_cbc.h"
#include "crypto/sealed_blob.h"
#include "mayfly/error.h"

namespace mayfly {
namespace {

using crypto::kBlockSize;
using crypto::kIvSize;
using crypto::kTagSize;
using Iv = std::array<std::uint8_t, kIvSize>;

static_assert(kSealKeySize == crypto::kKeySize);

ByteView enc_key_of(ByteView key) {
  return key.subspan(crypto::kHalfKeySize);
}

/// The right bytes before the padding comes off: what the readings are compared with.
SecureBytes padded(ByteView message) {
  SecureBytes bytes = secure_copy(message);
  const std::size_t fill = kBlockSize - message.size() % kBlockSize;
  bytes.insert(bytes.end(), fill, static_cast<std::uint8_t>(fill));
  return bytes;
}

/// Marks each byte of a reading in which the right bytes would begin at `shift`.
void mark(IvReading& reading, ByteView right_bytes, std::size_t message_size, std::size_t shift) {
  for (std::size_t i = 0; i < reading.bytes.size(); ++i) {
    const bool inside = i >= shift && i - shift < right_bytes.size();
    const bool same = inside && right_bytes[i - shift] == reading.bytes[i];
    const bool padding = same && i - shift >= message_size;
    reading.marks.push_back(!same     ? ByteMark::garbled
                            : padding ? ByteMark::padding
                                      : ByteMark::right);
    const std::size_t block = i / kBlockSize + 1;
    if (!same && (reading.garbled_blocks.empty() || reading.garbled_blocks.back() != block)) {
      reading.garbled_blocks.push_back(block);
    }
  }
}

class Demonstrator {
 public:
  Demonstrator(IvDemonstration& result, ByteView enc_key)
      : result_(result), enc_key_(enc_key), right_bytes_(padded(result.message)) {}

  void whole_blob_under_zero_iv() {
    add("whole-blob", "the whole blob, under a zero IV",
        "The IV is decrypted as if it were ciphertext: a block of garbage in front, and the tag "
        "makes "
        "two more behind.",
        result_.blob, Iv{}, kBlockSize);
  }
  void iv_forgotten() {
    add("iv-forgotten", "the IV cut off and forgotten (zero IV)",
        "Block 1 comes out XORed with the lost IV; each later block needs only the ciphertext "
        "before "
        "it, and is right.",
        result_.ciphertext(), Iv{}, 0);
  }
  void wrong_iv() {
    add("wrong-iv", "an IV of the wrong 16 bytes (the blob's last 16)",
        "Block 1 comes out XORed with the difference of the two IVs.", result_.ciphertext(),
        iv_from(result_.blob.end() - kIvSize, kIvSize), 0);
  }
  void short_iv() {
    add("short-iv", "an IV cut at 8 bytes (the rest zero)",
        "The half of block 1 that has its IV is right, the other half is not.",
        result_.ciphertext(), iv_from(result_.blob.begin(), kIvSize / 2), 0);
  }
  void padding_left_on() {
    add("padding-left-on", "the right IV, the padding left on",
        "Every byte of the message is right; PKCS#7's 1 to 16 bytes, each the number of them, "
        "trail "
        "behind.",
        result_.ciphertext(), iv_from(result_.blob.begin(), kIvSize), 0);
  }
  void right_way() {
    IvReading reading{"right",
                      "right: tag verified, IV taken off, padding removed",
                      "The first 16 bytes are the IV: they start the chain and are no ciphertext.",
                      result_.message,
                      {},
                      {},
                      true};
    mark(reading, right_bytes_, result_.message.size(), 0);
    result_.readings.push_back(std::move(reading));
  }

 private:
  static Iv iv_from(SecureBytes::const_iterator from, std::size_t size) {
    Iv iv{};
    std::copy_n(from, size, iv.begin());
    return iv;
  }

  void add(const char* id, const char* title, const char* explanation, ByteView input, const Iv& iv,
           std::size_t shift) {
    IvReading reading{
        id, title, explanation, crypto::decrypt_cbc_unauthenticated(enc_key_, iv, input),
        {}, {},    false};
    mark(reading, right_bytes_, result_.message.size(), shift);
    result_.readings.push_back(std::move(reading));
  }

  IvDemonstration& result_;
  ByteView enc_key_;
  SecureBytes right_bytes_;
};

[[noreturn]] void refuse_size() {
  throw Error(ErrorKind::usage, "the message is too large to be shown",
              "at most 64 KiB can be shown");
}

}  // namespace

ByteView IvDemonstration::iv() const {
  return ByteView(blob).first(kIvSize);
}
ByteView IvDemonstration::tag() const {
  return ByteView(blob).last(kTagSize);
}
ByteView IvDemonstration::ciphertext() const {
  return ByteView(blob).subspan(kIvSize, blob.size() - kIvSize - kTagSize);
}

IvDemonstration demonstrate_iv(SecureBytes message, RandomSource& random) {
  if (message.empty()) throw Error(ErrorKind::usage, "the message is empty");
  if (message.size() > kMaxDemonstrationSize) refuse_size();
  SecureBytes key(kSealKeySize);
  random.fill(key);
  SecureBytes blob = crypto::BlobCipher(key).seal(message, {}, random);
  return demonstrate_iv(std::move(blob), std::move(key), {});
}

IvDemonstration demonstrate_iv(SecureBytes blob, SecureBytes key, ByteView aad) {
  if (key.size() != kSealKeySize) {
    throw Error(ErrorKind::usage, "the key is not 64 bytes long",
                "A256CBC-HS512 takes the MAC key (32 bytes) and the encryption key (32 bytes)");
  }
  if (blob.size() > crypto::sealed_size(kMaxDemonstrationSize)) refuse_size();
  IvDemonstration result{std::move(blob), std::move(key), {}, {}};
  // Nothing is decrypted for show before this has passed: an oracle for unauthenticated padding is
  // what CBC falls to.
  result.message = crypto::BlobCipher(result.key).open(result.blob, crypto::Aad{aad});

  Demonstrator show(result, enc_key_of(result.key));
  show.whole_blob_under_zero_iv();
  show.iv_forgotten();
  show.wrong_iv();
  show.short_iv();
  show.padding_left_on();
  show.right_way();
  return result;
}

}  // namespace mayfly
