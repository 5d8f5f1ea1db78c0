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

const SecureBytes kFileKey = counted(32, 0x00);
const SecureBytes kVaultId = counted(16, 0x40);
const SecureBytes kUserKey = counted(kUserKeySize, 0x80);
constexpr std::string_view kPurpose = "mayfly/1/message";
constexpr Instant kWindowEnd{std::chrono::milliseconds{1'795'500'000'000}};
constexpr std::chrono::milliseconds kMoment{1};

SlotPlace place() {
  return {kVaultId,
          "james",
          UserId{7},
          SlotNumber{1},
          SlotKind::key_file,
          from_unix_ms(1'795'500'000'000),
          {}};
}

Kek kek() {
  return kek_from_key_file(kFileKey, kVaultId);
}

SecureBytes sealed() {
  CountingRandom random;
  return seal_user_key(kUserKey, kek(), place(), random);
}

bool is_refused(ByteView slot, const Kek& with, const SlotPlace& at) {
  return error_kind([&] { open_user_key(slot, with, at); }) == ErrorKind::authentication_failed;
}

const SecureBytes kWindowKey = counted(32, 0xa0);

SecureBytes row_key_of(ByteView user_key = kUserKey, ByteView vault_id = kVaultId,
                       std::string_view purpose = kPurpose,
                       const RowWindow& window = {kWindowEnd, Generation{7}, kWindowKey}) {
  return row_key(user_key, window, vault_id, purpose);
}

}  // namespace

// The answers are Python's (hmac, by RFC 5869) and openssl's (AES-256/CBC), from the same inputs.

TEST_CASE("a key file's KEK and its id are HKDF's, as computed elsewhere", "[user_key]") {
  CHECK(to_hex(kek().key) ==
        "3a7f83e6800aba8d81c4667bbd83f8dcccb62a5e685e1bb331d944d28decceb7"
        "d631bf86d130978534eb8622cdd067846f54b864b96683f64c5a34350e7cfbc8");
  CHECK(to_hex(kek().id) == "d61ca70995dbe5f118f15704423023be");
}

TEST_CASE("a key slot is sealed as computed elsewhere, and opens", "[user_key]") {
  CHECK(to_hex(sealed()) ==
        "0102030405060708090a0b0c0d0e0f100b47c38c3d5586b43fcc1c814eee9dcc5c7b6f903e7d721330c11c5038"
        "c257aa0a8399d8dec9b168e49eb720e3e0193cdbdb8526b210adde45c1a25d08b42bee17320d884545ca83a537"
        "8abcf5c65087444910d4c341b805ed6d232535862fe2");
  CHECK(open_user_key(sealed(), kek(), place()) == kUserKey);
}

TEST_CASE("a key slot of format 1 opens, under its user's name only", "[user_key]") {
  const SecureBytes slot = from_hex(
                               "0102030405060708090a0b0c0d0e0f100b47c38c3d5586b43fcc1c814eee9dcc5c7"
                               "b6f903e7d721330c11c5038"
                               "c257aac63b080c01990811be37dbd66b4c14ac1d7816ec4e608ddec0b11d8d33e0c"
                               "cbc5f97dd2d1cf579248bc5"
                               "d2e7a0e8ce5b")
                               .value();
  CHECK(open_user_key(slot, kek(), place()) == kUserKey);
  SlotPlace renamed = place();
  renamed.user_name = "jameS";
  CHECK(is_refused(slot, kek(), renamed));
}

TEST_CASE("a user knows again the window keys that they made, as computed elsewhere",
          "[user_key]") {
  const Bytes tag = window_tag(kUserKey, {kWindowEnd, Generation{7}, kWindowKey}, kVaultId);
  CHECK(to_hex(tag) == "45d9fb80fdf58aa57d2994a6024af8bef28c0baec53fccf7f9a1d90116878bbe");
  CHECK(tag !=
        window_tag(counted(kUserKeySize, 0x81), {kWindowEnd, Generation{7}, kWindowKey}, kVaultId));
  CHECK(tag != window_tag(kUserKey, {kWindowEnd + kMoment, Generation{7}, kWindowKey}, kVaultId));
  CHECK(tag != window_tag(kUserKey, {kWindowEnd, Generation{8}, kWindowKey}, kVaultId));
  CHECK(tag != window_tag(kUserKey, {kWindowEnd, Generation{7}, counted(32, 0xa1)}, kVaultId));
}

TEST_CASE("a key slot that was cut, or with any one bit flipped, is refused", "[user_key]") {
  const SecureBytes slot = sealed();
  for (std::size_t bit = 0; bit < slot.size() * 8; ++bit) {
    CAPTURE(bit);
    SecureBytes flipped = slot;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    CHECK(is_refused(flipped, kek(), place()));
    CHECK(is_refused(ByteView(slot).first(bit / 8), kek(), place()));
  }
}

TEST_CASE("a slot with more parameters than there are is refused", "[user-key]") {
  SlotPlace altered = place();
  const Bytes params(kParamsSize + 1, 1);
  altered.params = params;
  CHECK(is_refused(sealed(), kek(), altered));
}

TEST_CASE("a key slot in another place is refused", "[user_key]") {
  const SecureBytes other_vault = counted(16, 0x41);
  SlotPlace moved = place();
  SECTION("in another vault") {
    moved.vault_id = other_vault;
  }
  SECTION("in a vault with a shorter id") {
    moved.vault_id = ByteView(kVaultId).first(15);
  }
  SECTION("of another user") {
    moved.user_name = "jamet";
  }
  SECTION("of a user whose name begins alike") {
    moved.user_name = "jame";
  }
  SECTION("of a user without a name") {
    moved.user_name = "";
  }
  SECTION("of a user with another id") {
    moved.user_id = UserId{8};
  }
  SECTION("with the user's id and the slot exchanged") {
    moved.user_id = UserId{1};
    moved.slot = SlotNumber{7};
  }
  SECTION("with another number") {
    moved.slot = SlotNumber{2};
  }
  SECTION("of another kind") {
    moved.kind = static_cast<SlotKind>(2);
  }
  SECTION("of another time") {
    moved.created_at += std::chrono::milliseconds(1);
  }
  SECTION("with parameters") {
    moved.params = kVaultId;
  }
  CHECK(is_refused(sealed(), kek(), moved));
}

TEST_CASE("another key file, or the same one for another vault, has another KEK and id",
          "[user_key]") {
  const SecureBytes other = counted(32, 0x01);
  const Kek of_other_key = kek_from_key_file(other, kVaultId);
  const Kek of_other_vault = kek_from_key_file(kFileKey, counted(16, 0x41));
  CHECK(of_other_key.id != kek().id);
  CHECK(of_other_vault.id != kek().id);
  CHECK(of_other_key.key != kek().key);
  CHECK(of_other_vault.key != kek().key);
  CHECK(is_refused(sealed(), of_other_key, place()));
  CHECK(is_refused(sealed(), of_other_vault, place()));
}

TEST_CASE("without randomness no user key is sealed", "[user_key]") {
  test::FailingRandom broken;
  CHECK_THROWS_WITH(seal_user_key(kUserKey, kek(), place(), broken), "no randomness");
}

TEST_CASE("a row key is HKDF's, as computed elsewhere", "[user_key]") {
  CHECK(to_hex(row_key_of()) ==
        "8fa22f6a8c457da11424d50ebd6ad4d0b5874d29befea50b15da6d6f0d56d45c"
        "00c5d241083bf8d689b5fc38e0ef129939a5381b062bee7cb2a3ce2d2bbb4f79");
}

TEST_CASE("a row key is another one for another user key, vault, purpose or window", "[user_key]") {
  const SecureBytes key = row_key_of();
  CHECK(key != row_key_of(counted(kUserKeySize, 0x81)));
  CHECK(key != row_key_of(kUserKey, counted(16, 0x41)));
  CHECK(key != row_key_of(kUserKey, kVaultId, "mayfly/1/name"));
  CHECK(key != row_key_of(kUserKey, kVaultId, "mayfly/2/message"));
  CHECK(key != row_key_of(kUserKey, kVaultId, kPurpose,
                          {kWindowEnd + kMoment, Generation{7}, kWindowKey}));
  constexpr Instant kFar = kWindowEnd + kMoment * (std::int64_t{1} << 32);
  CHECK(key != row_key_of(kUserKey, kVaultId, kPurpose, {kFar, Generation{7}, kWindowKey}));
  CHECK(key != row_key_of(kUserKey, kVaultId, kPurpose, {kWindowEnd, Generation{8}, kWindowKey}));
  CHECK(key !=
        row_key_of(kUserKey, kVaultId, kPurpose, {kWindowEnd, Generation{7}, counted(32, 0xa1)}));
  CHECK(key != row_key_of(kVaultId, kUserKey));
}
