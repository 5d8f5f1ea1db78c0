#pragma once

// Users and their keys: how a user key is kept in a key slot, and what is derived from it.

#include <cstdint>
#include <string_view>

#include "keys/kek.h"
#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/key.h"
#include "values/ids.h"

namespace mayfly::keys {

inline constexpr std::size_t kUserKeySize = 32;

/// Where a key slot belongs: bound to it as associated data, except the name, which is sealed in
/// it.
struct SlotPlace {
  ByteView vault_id;
  std::string_view user_name;
  UserId user_id;
  SlotNumber slot;
  SlotKind kind;
  Instant created_at;
  ByteView params = {};  ///< of a passphrase
};

/// Whether a sealed user key, of whatever name and format, can have that size.
bool is_sealed_size(std::size_t size);

/// The user key and the user's name, sealed under the KEK.
SecureBytes seal_user_key(ByteView user_key, const Kek& kek, const SlotPlace& place,
                          RandomSource& random);

/// The user key in a slot, also of format 1. Throws Error{authentication_failed} if the slot is
/// not what this KEK sealed for this place, and this name.
SecureBytes open_user_key(ByteView sealed, const Kek& kek, const SlotPlace& place);

/// A window key, and what tells it from others.
struct RowWindow {
  Instant end;
  Generation generation;
  ByteView key;
};

/// By which a user knows a window key again that they made: 32 bytes, which say nothing about it.
Bytes window_tag(ByteView user_key, const RowWindow& window, ByteView vault_id);

/// The key, of crypto::kKeySize bytes, for one user's rows of one window: the one place where row
/// keys are derived. Neither key alone gives it. `purpose` is that of the associated data.
SecureBytes row_key(ByteView user_key, const RowWindow& window, ByteView vault_id,
                    std::string_view purpose);

/// The key, of crypto::kKeySize bytes, for one user's receipts: no window key is in it, so that
/// what they say outlives the message.
SecureBytes receipt_key(ByteView user_key, ByteView vault_id);

}  // namespace mayfly::keys
