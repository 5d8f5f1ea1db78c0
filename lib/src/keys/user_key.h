#pragma once

// Users and their keys: how a user key is kept in a key slot, and what is derived from it.

#include <cstdint>
#include <string_view>

#include "crypto/sealed_blob.h"
#include "mayfly/bytes.h"
#include "mayfly/clock.h"

namespace mayfly::keys {

inline constexpr std::size_t kUserKeySize = 32;
inline constexpr std::size_t kKekIdSize = 16;

/// What a KEK was made from.
enum class SlotKind : std::int64_t { key_file = 1 };

/// Where a key slot belongs: bound to it as associated data.
struct SlotPlace {
  ByteView vault_id;
  std::string_view user_name;
  std::int64_t user_id;
  std::int64_t slot;
  SlotKind kind;
  Instant created_at;
};

/// A key-encryption key, and an id by which its slot is found and a wrong key is told from a
/// damaged slot.
struct Kek {
  SecureBytes key;  ///< crypto::kKeySize bytes
  SecureBytes id;   ///< kKekIdSize bytes; says nothing about the key
};

/// The KEK of a key file's 32 bytes, in one vault.
Kek kek_from_key_file(ByteView file_key, ByteView vault_id);

/// The user key, sealed under the KEK.
SecureBytes seal_user_key(ByteView user_key, const Kek& kek, const SlotPlace& place,
                          RandomSource& random);

/// The user key in a slot. Throws Error{authentication_failed} where the slot is not what this KEK
/// sealed for this place.
SecureBytes open_user_key(ByteView sealed, const Kek& kek, const SlotPlace& place);

/// A window key, and what tells it from others.
struct RowWindow {
  std::int64_t end;  ///< Unix milliseconds
  std::int64_t generation;
  ByteView key;
};

/// The key, of crypto::kKeySize bytes, for one user's rows of one window: the one place where row
/// keys are derived. Neither key alone gives it. `purpose` is that of the associated data.
SecureBytes row_key(ByteView user_key, const RowWindow& window, ByteView vault_id,
                    std::string_view purpose);

}  // namespace mayfly::keys
