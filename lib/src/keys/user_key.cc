#include "keys/user_key.h"

#include "crypto/hkdf.h"
#include "mayfly/error.h"
#include "values/aad.h"

namespace mayfly::keys {
namespace {

constexpr std::string_view kSlotPurpose = "mayfly/2/key-slot";
constexpr std::string_view kFormat1SlotPurpose = "mayfly/1/key-slot";
constexpr std::size_t kFormat1Size = crypto::sealed_size(kUserKeySize);
constexpr std::size_t kRoom = 16;  // zeros behind the user key; with them no slot has that size
constexpr std::string_view kTagPurpose = "mayfly/2/window-tag";
constexpr std::size_t kTagSize = 32;
constexpr std::string_view kKeyFileInfo = "mayfly/1/kek/key-file";
constexpr std::string_view kPassphraseInfo = "mayfly/1/kek/passphrase";
constexpr std::size_t kNumberSize = 4;
constexpr std::size_t kStretchedSize = 32;  // of a passphrase

Bytes slot_aad(const SlotPlace& place, bool format_1 = false) {
  AadBuilder aad(format_1 ? kFormat1SlotPurpose : kSlotPurpose, format_1 ? 1 : 4);
  aad.sized(place.vault_id);
  if (format_1) aad.sized(as_bytes(place.user_name));
  return aad.number(place.user_id)
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

bool is_sealed_size(std::size_t size) {
  constexpr std::size_t kLongestName = 128;
  return size >= kFormat1Size && size % crypto::kBlockSize == 0 &&
         size <= crypto::sealed_size(kUserKeySize + kRoom + kLongestName);
}

SecureBytes seal_user_key(ByteView user_key, const Kek& kek, const SlotPlace& place,
                          RandomSource& random) {
  SecureBytes both = secure_copy(user_key);
  both.resize(kUserKeySize + kRoom);
  both.insert(both.end(), place.user_name.begin(), place.user_name.end());
  return crypto::BlobCipher(kek.key).seal(both, slot_aad(place), random);
}

SecureBytes open_user_key(ByteView sealed, const Kek& kek, const SlotPlace& place) {
  if (place.params.size() > kParamsSize) {  // more than the associated data can hold, perhaps
    throw Error(ErrorKind::authentication_failed,
                "a key slot was altered or damaged: it has no parameters of ours");
  }
  crypto::BlobCipher cipher(kek.key);
  if (sealed.size() == kFormat1Size) return cipher.open(sealed, slot_aad(place, true));
  SecureBytes both = cipher.open(sealed, slot_aad(place));
  if (both.size() < kUserKeySize + kRoom ||
      as_text(ByteView(both).subspan(kUserKeySize + kRoom)) != place.user_name) {
    throw Error(ErrorKind::authentication_failed, "the user was renamed by somebody without a key");
  }
  both.resize(kUserKeySize);
  return both;
}

namespace {

SecureBytes derive(ByteView user_key, const RowWindow& window, ByteView vault_id, const Bytes& info,
                   std::size_t size) {
  SecureBytes both = secure_copy(user_key);
  both.insert(both.end(), window.key.begin(), window.key.end());
  return crypto::hkdf_sha512(both, vault_id, info, size);
}

}  // namespace

Bytes window_tag(ByteView user_key, const RowWindow& window, ByteView vault_id) {
  const Bytes info = AadBuilder(kTagPurpose).number(window.end).number(window.generation).bytes();
  const SecureBytes tag = derive(user_key, window, vault_id, info, kTagSize);
  return {tag.begin(), tag.end()};
}

SecureBytes row_key(ByteView user_key, const RowWindow& window, ByteView vault_id,
                    std::string_view purpose) {
  const std::size_t size_width = purpose.starts_with("mayfly/1/") ? 1 : 4;
  const Bytes info =
      AadBuilder(purpose, size_width).number(window.end).number(window.generation).bytes();
  return derive(user_key, window, vault_id, info, crypto::kKeySize);
}

}  // namespace mayfly::keys
