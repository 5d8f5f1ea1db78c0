#include "keys/user_key.h"

#include "aad.h"
#include "crypto/hkdf.h"
#include "mayfly/error.h"

namespace mayfly::keys {
namespace {

constexpr std::string_view kSlotPurpose = "mayfly/1/key-slot";
constexpr std::string_view kKeyFileInfo = "mayfly/1/kek/key-file";
constexpr std::string_view kPassphraseInfo = "mayfly/1/kek/passphrase";
constexpr std::size_t kNumberSize = 4;
constexpr std::size_t kStretchedSize = 32;  // of a passphrase

Bytes slot_aad(const SlotPlace& place) {
  return AadBuilder(kSlotPurpose)
      .sized(place.vault_id)
      .sized(as_bytes(place.user_name))
      .number(place.user_id)
      .number(place.slot)
      .number(static_cast<std::int64_t>(place.kind))
      .number(to_unix_ms(place.created_at))
      .sized(place.params)
      .bytes();
}

Kek kek_of(ByteView secret, ByteView vault_id, std::string_view info) {
  return Kek::of_bytes(crypto::hkdf_sha512(secret, vault_id, as_bytes(info), kKekSize));
}

std::uint32_t number_at(ByteView bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes.subspan(at * kNumberSize, kNumberSize))
    value = value << 8 | byte;
  return value;
}

}  // namespace

SecureBytes Kek::bytes() const {
  SecureBytes both = key;
  both.insert(both.end(), id.begin(), id.end());
  return both;
}

Kek Kek::of_bytes(ByteView bytes) {
  return {secure_copy(bytes.first(crypto::kKeySize)), secure_copy(bytes.last(kKekIdSize))};
}

Bytes encode(const PassphraseParams& params) {
  Bytes bytes;
  for (const std::uint32_t value :
       {params.cost.memory_kib, params.cost.passes, params.cost.lanes}) {
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
  bytes.insert(bytes.end(), params.salt.begin(), params.salt.end());
  return bytes;
}

PassphraseParams decode_params(ByteView params) {
  PassphraseParams decoded{};
  if (params.size() == kParamsSize) {
    decoded.cost = {number_at(params, 0), number_at(params, 1), number_at(params, 2)};
    const ByteView salt = params.last(kSaltSize);
    decoded.salt.assign(salt.begin(), salt.end());
  }
  if (crypto::is_acceptable(decoded.cost)) return decoded;
  throw Error(ErrorKind::authentication_failed,
              "a key slot was altered or damaged: it asks for an impossible derivation");
}

Kek kek_from_key_file(ByteView file_key, ByteView vault_id) {
  return kek_of(file_key, vault_id, kKeyFileInfo);
}

Kek kek_from_passphrase(ByteView passphrase, const PassphraseParams& params, ByteView vault_id) {
  return kek_of(crypto::argon2id(passphrase, params.salt, params.cost, kStretchedSize), vault_id,
                kPassphraseInfo);
}

SecureBytes seal_user_key(ByteView user_key, const Kek& kek, const SlotPlace& place,
                          RandomSource& random) {
  return crypto::BlobCipher(kek.key).seal(user_key, slot_aad(place), random);
}

SecureBytes open_user_key(ByteView sealed, const Kek& kek, const SlotPlace& place) {
  if (place.params.size() > kParamsSize) {  // more than the associated data can hold, perhaps
    throw Error(ErrorKind::authentication_failed,
                "a key slot was altered or damaged: it has no parameters of ours");
  }
  return crypto::BlobCipher(kek.key).open(sealed, slot_aad(place));
}

SecureBytes row_key(ByteView user_key, const RowWindow& window, ByteView vault_id,
                    std::string_view purpose) {
  SecureBytes both = secure_copy(user_key);
  both.insert(both.end(), window.key.begin(), window.key.end());
  const Bytes info = AadBuilder(purpose).number(window.end).number(window.generation).bytes();
  return crypto::hkdf_sha512(both, vault_id, info, crypto::kKeySize);
}

}  // namespace mayfly::keys
