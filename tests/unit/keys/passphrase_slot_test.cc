// Slots of passphrases: how a passphrase becomes a KEK, and the parameters that stand in the slot.

#include <algorithm>

#include "keys/user_key.h"
#include "mayfly/encoding.h"
#include "mayfly/error.h"
#include "support/catch.h"
#include "support/counted.h"
#include "support/errors.h"
#include "support/fakes.h"

using namespace mayfly;
using namespace mayfly::keys;
using mayfly::test::counted;
using mayfly::test::CountingRandom;
using mayfly::test::error_kind;

namespace {

const SecureBytes kVaultId = counted(16, 0x40);
const SecureBytes kUserKey = counted(kUserKeySize, 0x80);

PassphraseParams params_with(std::string_view salt, const Argon2Cost& cost = {19 * 1024, 2, 1}) {
  const ByteView bytes = as_bytes(salt);
  return {cost, Bytes(bytes.begin(), bytes.end())};
}

const PassphraseParams kParams = params_with("0123456789abcdef");
const Bytes kEncoded = encode(kParams);

Kek kek_of(std::string_view passphrase, const PassphraseParams& params = kParams,
           ByteView vault_id = kVaultId) {
  return kek_from_passphrase(as_bytes(passphrase), params, vault_id);
}

SlotPlace place(ByteView params = kEncoded) {
  return {kVaultId,
          "james",
          UserId{7},
          SlotNumber{1},
          SlotKind::passphrase,
          from_unix_ms(1'795'500'000'000),
          params};
}

bool is_refused(ByteView params) {
  return error_kind([&] { decode_params(params); }) == ErrorKind::authentication_failed;
}

}  // namespace

// The answers are those of the argon2 command, of Python's hmac, and of openssl's AES-256/CBC.

TEST_CASE("a passphrase's KEK, its id and its slot are as computed elsewhere", "[user_key]") {
  const Kek kek = kek_of("passphrase");
  CHECK(to_hex(kek.key) ==
        "0105f47b6f7d733bd79a6d8b45948ff04c9027925eb39d53d6405f904f5f70e3"
        "57a045bc7393eb32bd645f318bf633323842b25628b8ab708e96aa461fdeb746");
  CHECK(to_hex(kek.id) == "97f5faac7060c10532ef437b839b47b2");
  CountingRandom random;
  const SecureBytes sealed = seal_user_key(kUserKey, kek, place(), random);
  CHECK(to_hex(sealed) ==
        "0102030405060708090a0b0c0d0e0f107d70313531732870ed823f9824e5b9772dea7f6c8804a43d2a1fb83f06"
        "63fd4504b7da6a8959d34181b42c82447a7949bdef16fbde17419c6595e337b7503cd357a49756da437e02375e"
        "889c516931b2a177f2773727f1f236949644795fb38a");
  CHECK(open_user_key(sealed, kek, place()) == kUserKey);
}

TEST_CASE("another passphrase, salt, cost or vault has another KEK and id", "[user_key]") {
  const Kek kek = kek_of("passphrase");
  const auto differs = [&](const Kek& other) { return other.key != kek.key && other.id != kek.id; };
  CHECK(differs(kek_of("passphrasf")));
  CHECK(differs(kek_of("passphrase ")));
  CHECK(differs(kek_of("passphrase", params_with("0123456789abcdeg"))));
  CHECK(differs(kek_of("passphrase", params_with("0123456789abcdef", {19 * 1024, 1, 1}))));
  CHECK(differs(kek_of("passphrase", kParams, counted(16, 0x41))));
  CHECK(differs(kek_from_key_file(as_bytes("passphrase"), kVaultId)));
}

TEST_CASE("a passphrase slot with other parameters beside it is refused", "[user_key]") {
  CountingRandom random;
  const Kek kek = kek_of("passphrase");
  const SecureBytes sealed = seal_user_key(kUserKey, kek, place(), random);
  const auto opens_with = [&](ByteView params) {
    return error_kind([&] { open_user_key(sealed, kek, place(params)); }) !=
           ErrorKind::authentication_failed;
  };
  CHECK(opens_with(kEncoded));
  CHECK_FALSE(opens_with({}));
  for (std::size_t at = 0; at < kEncoded.size(); ++at) {
    CAPTURE(at);
    Bytes other = kEncoded;
    other[at] ^= 1;
    CHECK_FALSE(opens_with(other));
    CHECK_FALSE(opens_with(ByteView(kEncoded).first(at)));
  }
}

TEST_CASE("the parameters of a passphrase are three numbers and a salt", "[user_key]") {
  CHECK(to_hex(kEncoded) == "00004c00000000020000000130313233343536373839616263646566");
  CHECK(decode_params(kEncoded) == kParams);
  const PassphraseParams largest = params_with("fedcba9876543210", {1024 * 1024, 16, 16});
  CHECK(to_hex(encode(largest)) == "00100000000000100000001066656463626139383736353433323130");
  CHECK(decode_params(encode(largest)) == largest);
}

TEST_CASE("parameters of another size, or with a cost out of bounds, are refused", "[user_key]") {
  for (std::size_t size = 0; size < kEncoded.size(); ++size)
    CHECK(is_refused(ByteView(kEncoded).first(size)));
  Bytes longer(kEncoded.size() + 1);
  std::ranges::copy(kEncoded, longer.begin());
  CHECK(is_refused(longer));
  for (const Argon2Cost& cost : std::vector<Argon2Cost>{{19 * 1024 - 1, 1, 1},
                                                        {1024 * 1024 + 1, 1, 1},
                                                        {0xffffffff, 1, 1},
                                                        {64 * 1024, 0, 4},
                                                        {64 * 1024, 17, 4},
                                                        {64 * 1024, 0xffffffff, 4},
                                                        {64 * 1024, 3, 0},
                                                        {64 * 1024, 3, 17}}) {
    CAPTURE(cost.memory_kib, cost.passes, cost.lanes);
    CHECK(is_refused(encode(params_with("0123456789abcdef", cost))));
  }
}
