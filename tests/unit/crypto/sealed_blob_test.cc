#include "crypto/sealed_blob.h"

#include <botan/mac.h>

#include <numeric>

#include "crypto/botan_compat.h"
#include "mayfly/encoding.h"
#include "mayfly/error.h"
#include "support/catch.h"
#include "support/fakes.h"
#include "support/openssl.h"

using namespace mayfly;
using namespace mayfly::crypto;
using mayfly::test::CountingRandom;

namespace {

// As long as three blocks, so that bytes can move from it to the blob, which stays a whole number
// of blocks.
const ByteView kAad = as_bytes("what the row says: user, id, created at, expires");
// For every kind of broken blob: whoever could tell them apart would have an oracle.
const std::string kRefused = "authentication failed: altered or damaged data";

SecureBytes counted(std::size_t size, std::uint8_t first = 0) {
  SecureBytes bytes(size);
  std::iota(bytes.begin(), bytes.end(), first);
  return bytes;
}

SecureBytes joined(std::initializer_list<ByteView> parts) {
  SecureBytes whole;
  for (const ByteView part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

/// The whole HMAC over AAD || IV || ciphertext || AL (RFC 7518, 5.2.2.1), not by the code under
/// test. Its first 32 bytes are the tag.
SecureBytes mac_over(ByteView iv_and_ciphertext, ByteView aad) {
  const auto mac = Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-512)");
  mac->set_key(counted(kHalfKeySize));
  mac->update(joined({aad, iv_and_ciphertext}));
  const std::size_t bits = aad.size() * 8;
  mac->update(SecureBytes{0, 0, 0, 0, 0, 0, std::uint8_t(bits >> 8), std::uint8_t(bits & 0xff)});
  return mac->final();
}

/// A blob whose tag is right, whatever its padding.
SecureBytes authentic(ByteView iv_and_ciphertext, ByteView aad) {
  return joined({iv_and_ciphertext, ByteView(mac_over(iv_and_ciphertext, aad)).first(kTagSize)});
}

SecureBytes seal(ByteView plaintext, ByteView aad = kAad) {
  CountingRandom random;
  return BlobCipher(counted(kKeySize)).seal(plaintext, Aad{aad}, random);
}

/// All that the error of open() says; "accepted" if there is none.
std::string refusal(ByteView blob, ByteView aad = kAad, ByteView key = counted(kKeySize)) try {
  BlobCipher(key).open(blob, Aad{aad});
  return "accepted";
} catch (const Error& error) {
  CHECK(error.kind() == ErrorKind::authentication_failed);
  return error.what() + std::string(error.hint());
}

/// Calls `check` with the bytes, once for each bit, that bit flipped.
template <class Check>
void each_bit_flipped(ByteView bytes, Check check) {
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    CAPTURE(bit);
    SecureBytes flipped = secure_copy(bytes);
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    check(flipped);
  }
}

class KnownIv final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t> out) override {
    std::ranges::copy(*from_hex("1af38c2dc2b96ffdd86694092341bc04"), out.begin());
  }
};

}  // namespace

TEST_CASE("seal and open agree with RFC 7518, B.3 to the byte", "[sealed_blob]") {
  const ByteView text = as_bytes(
      "A cipher system must not be required to be secret, and it must be able to fall into the "
      "hands of the enemy without inconvenience");
  const ByteView aad = as_bytes("The second principle of Auguste Kerckhoffs");
  const std::string blob =
      "1af38c2dc2b96ffdd86694092341bc04"  // IV
      "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd"
      "822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b"
      "36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3"
      "a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950b"
      "be2638d09dd7a4930930806d0703b1f6"                                   // E
      "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5";  // T
  KnownIv random;
  BlobCipher cipher(counted(kKeySize));
  CHECK(to_hex(cipher.seal(text, Aad{aad}, random)) == blob);
  CHECK(as_text(cipher.open(*from_hex(blob), Aad{aad})) == as_text(text));
}

TEST_CASE("openssl and the cipher read each other's blobs", "[sealed_blob]") {
  if (test::openssl_is_missing()) return;
  const SecureBytes key = counted(kKeySize);
  const SecureBytes text = counted(GENERATE(0u, 1u, 15u, 16u, 17u, 80u), 'a');
  const ByteView mac_key = ByteView(key).first(kHalfKeySize);
  const ByteView enc_key = ByteView(key).last(kHalfKeySize);
  const SecureBytes al = {0, 0, 0, 0, 0, 0, 1, 128};  // 48 bytes of AAD are 384 bits

  const SecureBytes blob = seal(text);
  const ByteView iv = ByteView(blob).first(kIvSize);
  const ByteView ciphertext = ByteView(blob).subspan(kIvSize, blob.size() - kIvSize - kTagSize);
  CHECK(to_hex(test::openssl_cbc("-d", enc_key, iv, ciphertext)) == to_hex(text));
  const Bytes mac = test::openssl_hmac_sha512(mac_key, joined({kAad, iv, ciphertext, al}));
  CHECK(to_hex(ByteView(mac).first(kTagSize)) == to_hex(ByteView(blob).last(kTagSize)));

  const SecureBytes other = joined({iv, test::openssl_cbc("-e", enc_key, iv, text)});
  const Bytes other_mac = test::openssl_hmac_sha512(mac_key, joined({kAad, other, al}));
  const SecureBytes opened =
      BlobCipher(key).open(joined({other, ByteView(other_mac).first(kTagSize)}), Aad{kAad});
  CHECK(to_hex(opened) == to_hex(text));
}

TEST_CASE("plaintexts of 0 to 100 bytes come back, in blobs of the foreseen size",
          "[sealed_blob]") {
  for (std::size_t size = 0; size <= 100; ++size) {
    CAPTURE(size);
    const SecureBytes text = counted(size, 200);
    const SecureBytes blob = seal(text);
    CHECK(blob.size() == sealed_size(size));
    CHECK(max_plaintext_size(blob.size()) == size / 16 * 16 + 15);
    CHECK(BlobCipher(counted(kKeySize)).open(blob, Aad{kAad}) == text);
  }
}

TEST_CASE("a blob too short to be one can hold nothing", "[sealed_blob]") {
  for (std::size_t size = 0; size <= 49; ++size) CHECK(max_plaintext_size(size) == 0);
  CHECK(max_plaintext_size(sealed_size(0)) == 15);
}

TEST_CASE("each IV comes from the source of randomness", "[sealed_blob]") {
  CountingRandom random;
  BlobCipher cipher(counted(kKeySize));
  const SecureBytes first = cipher.seal(as_bytes("again"), Aad{kAad}, random);
  const SecureBytes second = cipher.seal(as_bytes("again"), Aad{kAad}, random);
  CHECK(to_hex(ByteView(first).first(kIvSize)) == "0102030405060708090a0b0c0d0e0f10");
  CHECK(to_hex(ByteView(second).first(kIvSize)) == "1112131415161718191a1b1c1d1e1f20");
  CHECK(first != second);
}

TEST_CASE("without randomness nothing is sealed, and the cipher still works after",
          "[sealed_blob]") {
  test::FailingRandom broken;
  CountingRandom random;
  BlobCipher cipher(counted(kKeySize));
  CHECK_THROWS_WITH(cipher.seal(as_bytes("text"), Aad{kAad}, broken), "no randomness");
  CHECK(cipher.seal(as_bytes("text"), Aad{kAad}, random) == seal(as_bytes("text")));
}

TEST_CASE("the size of the AAD is authenticated in 64 bits", "[slow][sealed_blob]") {
  // 2^29 bytes are 2^32 bits: nothing of them is left in 32 (CVE-2017-12972). The tag is from
  // Python's hmac module and openssl.
  const Bytes aad(std::size_t{1} << 29);
  CHECK(to_hex(ByteView(seal({}, aad)).last(kTagSize)) ==
        "258ad9dfc6131296900e5fd6eb905d26e5343b32f5331584e78b78b20c60d645");
}

TEST_CASE("a blob is refused with any one bit flipped, of its own or of its AAD", "[sealed_blob]") {
  const SecureBytes blob = seal(as_bytes("a message of two blocks"));
  each_bit_flipped(blob, [](ByteView flipped) { CHECK(refusal(flipped) == kRefused); });
  each_bit_flipped(kAad, [&](ByteView flipped) { CHECK(refusal(blob, flipped) == kRefused); });
  CHECK(refusal(blob) == "accepted");
}

TEST_CASE("a blob is refused with a longer, a shorter or no AAD", "[sealed_blob]") {
  const SecureBytes blob = seal(as_bytes("text"));
  for (std::size_t size = 0; size < kAad.size(); ++size) {
    CHECK(refusal(blob, kAad.first(size)) == kRefused);
    CHECK(refusal(blob, joined({kAad, counted(size + 1)})) == kRefused);
  }
}

TEST_CASE("bytes that move between AAD and IV make a blob refused", "[sealed_blob]") {
  // The concatenation stays the same: only AL tells (RFC 7518, 5.2.2.1; CVE-2016-9123).
  const SecureBytes blob =
      seal(as_bytes("a message that is longer than three blocks of the cipher"));
  for (std::size_t moved = 1; moved <= kAad.size(); ++moved) {
    CAPTURE(moved);
    const ByteView kept = kAad.first(kAad.size() - moved);
    CHECK(refusal(joined({kAad.subspan(kept.size()), blob}), kept) == kRefused);
    const ByteView taken = ByteView(blob).first(moved);
    CHECK(refusal(ByteView(blob).subspan(moved), joined({kAad, taken})) == kRefused);
  }
}

TEST_CASE("blobs of 0 to 200 bytes are refused, with wrong tags and with right ones",
          "[sealed_blob]") {
  for (std::size_t size = 0; size <= 200; ++size) {
    CAPTURE(size);
    CHECK(refusal(counted(size)) == kRefused);
    // Noise is not valid padding either, so that the whole blocks among them are refused as well.
    const SecureBytes blob = authentic(counted(size > kTagSize ? size - kTagSize : 0), kAad);
    CHECK(refusal(ByteView(blob).first(size)) == kRefused);
  }
}

TEST_CASE("a tag of any length but 32 is refused", "[sealed_blob]") {
  const SecureBytes blob = seal(as_bytes("text"));
  const ByteView body = ByteView(blob).first(blob.size() - kTagSize);
  const SecureBytes mac = mac_over(body, kAad);
  for (std::size_t size = 0; size <= mac.size(); ++size) {
    CAPTURE(size);
    CHECK(refusal(joined({body, ByteView(mac).first(size)})) ==
          (size == kTagSize ? "accepted" : kRefused));
  }
}

TEST_CASE("nothing is decrypted before the tag is found right", "[sealed_blob]") {
  SecureBytes blob = seal(as_bytes("text"));
  BlobCipher cipher(counted(kKeySize));
  blob.back() ^= 1;
  CHECK_THROWS_AS(cipher.open(blob, Aad{kAad}), Error);
  CHECK_THROWS_AS(cipher.open(ByteView(blob).first(16), Aad{kAad}), Error);
  CHECK_FALSE(cipher.has_decrypted());
  blob.back() ^= 1;
  CHECK(as_text(cipher.open(blob, Aad{kAad})) == "text");
  CHECK(cipher.has_decrypted());
}

TEST_CASE("an authentic blob that is wrongly padded gets the answer of a wrong tag",
          "[sealed_blob]") {
  // PKCS#7 ends in n bytes of value n, 1 to 16 of them (RFC 5652, 6.3).
  const auto last = GENERATE(0x01, 0x03, 0x00, 0x02, 0x10, 0x11, 0x80, 0xff);
  CAPTURE(last);
  SecureBytes block(kBlockSize, 0x03);
  block.back() = static_cast<std::uint8_t>(last);
  const auto cipher = Botan::Cipher_Mode::create_or_throw("AES-256/CBC/NoPadding", kEncrypt);
  cipher->set_key(counted(32, 32));
  const SecureBytes iv = counted(kIvSize);
  cipher->start(iv.data(), iv.size());
  cipher->finish(block);
  const bool right = last == 0x01 || last == 0x03;
  CHECK(refusal(authentic(joined({iv, block}), kAad)) == (right ? "accepted" : kRefused));
}

TEST_CASE("another key is refused, and a key with any one bit of its MAC half flipped",
          "[sealed_blob]") {
  const SecureBytes blob = seal(as_bytes("text"));
  CHECK(refusal(blob, kAad, counted(kKeySize, 1)) == kRefused);
  const SecureBytes key = counted(kKeySize);
  each_bit_flipped(ByteView(key).first(kHalfKeySize), [&](ByteView mac_key) {
    CHECK(refusal(blob, kAad, joined({mac_key, ByteView(key).last(kHalfKeySize)})) == kRefused);
  });
}
