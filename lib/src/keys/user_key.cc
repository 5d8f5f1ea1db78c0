#include "keys/user_key.h"

#include "aad.h"
#include "crypto/hkdf.h"

namespace mayfly::keys {
namespace {

constexpr std::string_view kSlotPurpose = "mayfly/1/key-slot";
constexpr std::string_view kKekInfo = "mayfly/1/kek/key-file";

Bytes slot_aad(const SlotPlace& place) {
  return AadBuilder(kSlotPurpose)
      .sized(place.vault_id)
      .sized(as_bytes(place.user_name))
      .number(place.user_id)
      .number(place.slot)
      .number(static_cast<std::int64_t>(place.kind))
      .number(to_unix_ms(place.created_at))
      .bytes();
}

}  // namespace

Kek kek_from_key_file(ByteView file_key, ByteView vault_id) {
  const SecureBytes key =
      crypto::hkdf_sha512(file_key, vault_id, as_bytes(kKekInfo), crypto::kKeySize + kKekIdSize);
  const auto id = key.end() - kKekIdSize;
  return {{key.begin(), id}, {id, key.end()}};
}

SecureBytes seal_user_key(ByteView user_key, const Kek& kek, const SlotPlace& place,
                          RandomSource& random) {
  return crypto::BlobCipher(kek.key).seal(user_key, slot_aad(place), random);
}

SecureBytes open_user_key(ByteView sealed, const Kek& kek, const SlotPlace& place) {
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
