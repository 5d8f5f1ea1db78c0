#pragma once

// Users and their keys: how a user key is kept in a key slot, and what is derived from it.

#include <cstdint>
#include <string_view>

#include "crypto/argon2id.h"
#include "crypto/sealed_blob.h"
#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/key.h"

namespace mayfly::keys {

inline constexpr std::size_t kUserKeySize = 32;
inline constexpr std::size_t kKekIdSize = 16;
inline constexpr std::size_t kKekSize = crypto::kKeySize + kKekIdSize;  ///< key, then id

inline constexpr std::size_t kSaltSize = 16;
inline constexpr std::size_t kParamsSize = 12 + kSaltSize;  ///< of a passphrase slot, encoded

/// How a passphrase becomes a KEK: kept in its slot, and bound to it.
struct PassphraseParams {
  Argon2Cost cost;
  Bytes salt;  ///< kSaltSize bytes

  bool operator==(const PassphraseParams&) const = default;
};

/// As they stand in a slot: memory in KiB, passes and lanes, 4 bytes each, big-endian, and the
/// salt.
Bytes encode(const PassphraseParams& params);

/// Throws Error{authentication_failed} for anything else, and for a cost that is not acceptable:
/// nothing has been computed then.
PassphraseParams decode_params(ByteView params);

/// Where a key slot belongs: bound to it as associated data, but for the name, which is sealed in
/// it.
struct SlotPlace {
  ByteView vault_id;
  std::string_view user_name;
  std::int64_t user_id;
  std::int64_t slot;
  SlotKind kind;
  Instant created_at;
  ByteView params = {};  ///< of a passphrase
};

/// A key-encryption key, and an id by which its slot is found and a wrong key is told from a
/// damaged slot.
struct Kek {
  SecureBytes key;  ///< crypto::kKeySize bytes
  SecureBytes id;   ///< kKekIdSize bytes; says nothing about the key

  /// Both, one behind the other: kKekSize bytes.
  SecureBytes bytes() const;
  static Kek of_bytes(ByteView bytes);
};

/// The KEK of a key file's 32 bytes, in one vault.
Kek kek_from_key_file(ByteView file_key, ByteView vault_id);

/// The KEK of a passphrase, in one vault: takes the time and the memory that `params` say.
Kek kek_from_passphrase(ByteView passphrase, const PassphraseParams& params, ByteView vault_id);

/// Whether a sealed user key, of whatever name and format, can have that size.
bool is_sealed_size(std::size_t size);

/// The user key and the user's name, sealed under the KEK.
SecureBytes seal_user_key(ByteView user_key, const Kek& kek, const SlotPlace& place,
                          RandomSource& random);

/// The user key in a slot, also of format 1. Throws Error{authentication_failed} where the slot is
/// not what this KEK sealed for this place, and this name.
SecureBytes open_user_key(ByteView sealed, const Kek& kek, const SlotPlace& place);

/// A window key, and what tells it from others.
struct RowWindow {
  std::int64_t end;  ///< Unix milliseconds
  std::int64_t generation;
  ByteView key;
};

/// By which a user knows a window key again that they made: 32 bytes, which say nothing about it.
Bytes window_tag(ByteView user_key, const RowWindow& window, ByteView vault_id);

/// The key, of crypto::kKeySize bytes, for one user's rows of one window: the one place where row
/// keys are derived. Neither key alone gives it. `purpose` is that of the associated data.
SecureBytes row_key(ByteView user_key, const RowWindow& window, ByteView vault_id,
                    std::string_view purpose);

}  // namespace mayfly::keys
