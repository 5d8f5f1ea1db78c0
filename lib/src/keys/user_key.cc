#include "keys/user_key.h"

#include "crypto/kdf.h"
#include "mayfly/error.h"
#include "values/aad.h"

namespace mayfly::keys {
namespace {

constexpr std::string_view kSlotPurpose = "mayfly/2/key-slot";
constexpr std::string_view kFormat1SlotPurpose = "mayfly/1/key-slot";
constexpr std::size_t kFormat1Size = crypto::sealed_size(kUserKeySize);
constexpr std::size_t kRoom = 16;  // zeros after the user key; with them no slot has that size
constexpr std::string_view kTagPurpose = "mayfly/2/window-tag";
constexpr std::size_t kTagSize = 32;
constexpr std::string_view kReceiptPurpose = "mayfly/2/receipt";

Bytes slot_aad(const SlotPlace& place, bool format_1 = false) {
  AadBuilder aad(format_1 ? kFormat1SlotPurpose : kSlotPurpose, format_1 ? 1 : 4);
  aad.sized(place.vault_id);
  if (format_1) aad.sized(as_bytes(place.user_name));
  return aad.number(number_of(place.user_id))
      .number(number_of(place.slot))
      .number(static_cast<std::int64_t>(place.kind))
      .number(to_unix_ms(place.created_at))
      .sized(place.params)
      .bytes();
}

}  // namespace

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
  return crypto::BlobCipher(kek.key).seal(both, crypto::Aad{slot_aad(place)}, random);
}

SecureBytes open_user_key(ByteView sealed, const Kek& kek, const SlotPlace& place) {
  if (place.params.size() > kParamsSize) {  // more than the associated data can hold, perhaps
    throw Error(ErrorKind::authentication_failed,
                "a key slot was altered or damaged: its parameters were not written by mayfly");
  }
  crypto::BlobCipher cipher(kek.key);
  if (sealed.size() == kFormat1Size) return cipher.open(sealed, crypto::Aad{slot_aad(place, true)});
  SecureBytes both = cipher.open(sealed, crypto::Aad{slot_aad(place)});
  if (both.size() < kUserKeySize + kRoom ||
      as_text(ByteView(both).subspan(kUserKeySize + kRoom)) != place.user_name) {
    throw Error(ErrorKind::authentication_failed, "the user was renamed by somebody without a key");
  }
  both.resize(kUserKeySize);
  return both;
}

namespace {

Bytes info_of(AadBuilder with_purpose, const RowWindow& window) {
  return with_purpose.number(to_unix_ms(window.end)).number(number_of(window.generation)).bytes();
}

SecureBytes derive(ByteView user_key, const RowWindow& window, ByteView vault_id, const Bytes& info,
                   std::size_t size) {
  SecureBytes both = secure_copy(user_key);
  both.insert(both.end(), window.key.begin(), window.key.end());
  return crypto::hkdf_sha512(both, vault_id, info, size);
}

}  // namespace

Bytes window_tag(ByteView user_key, const RowWindow& window, ByteView vault_id) {
  const SecureBytes tag =
      derive(user_key, window, vault_id, info_of(AadBuilder(kTagPurpose), window), kTagSize);
  return {tag.begin(), tag.end()};
}

SecureBytes row_key(ByteView user_key, const RowWindow& window, ByteView vault_id,
                    std::string_view purpose) {
  const std::size_t size_width = purpose.starts_with("mayfly/1/") ? 1 : 4;
  const Bytes info = info_of(AadBuilder(purpose, size_width), window);
  return derive(user_key, window, vault_id, info, crypto::kKeySize);
}

SecureBytes receipt_key(ByteView user_key, ByteView vault_id) {
  const Bytes info = AadBuilder(kReceiptPurpose).bytes();
  return crypto::hkdf_sha512(user_key, vault_id, info, crypto::kKeySize);
}

}  // namespace mayfly::keys
