#pragma once

// Keys as one presents them, and key slots as a list shows them.

#include <cstdint>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/key_file.h"

namespace mayfly {

inline constexpr std::size_t kMaxPassphraseSize = 1024;  ///< bytes

/// Something that may open a key slot of a user: what one presents to LockedUser::unlock().
class Key {
 public:
  /// The key of a key file.
  static Key of_file(const KeyFile& file);

  /// A passphrase: 1 to kMaxPassphraseSize bytes without NUL; otherwise throws Error{usage}.
  static Key of_passphrase(SecureBytes passphrase);

  /// What UnlockedUser::kek() gave: the result of an earlier derivation. Throws Error{wrong_key}
  /// if the size is another.
  static Key of_kek(SecureBytes kek);

  enum class Kind : std::uint8_t { file, passphrase, kek };
  Kind kind() const noexcept { return kind_; }

  /// The bytes of the kind: of the file, of the passphrase, or of the KEK.
  ByteView bytes() const noexcept { return bytes_; }

 private:
  Key(Kind kind, SecureBytes bytes) : kind_(kind), bytes_(std::move(bytes)) {}

  Kind kind_;
  SecureBytes bytes_;
};

/// The number of a key slot, from 1, within its user. One that somebody planted may be any number.
enum class SlotNumber : std::int64_t {};

/// As it is printed, and kept.
constexpr std::int64_t number_of(SlotNumber slot) {
  return static_cast<std::int64_t>(slot);
}

/// What opens a key slot. The numbers stand in vaults.
enum class SlotKind : std::int64_t { key_file = 1, passphrase = 2 };

/// What a derivation by Argon2id costs (RFC 9106, 3.1).
struct Argon2Cost {
  std::uint32_t memory_kib;  ///< KiB
  std::uint32_t passes;
  std::uint32_t lanes;  ///< parts that can be computed in parallel

  bool operator==(const Argon2Cost&) const = default;
};

/// A key slot in a list: one way to the user key.
struct KeySlot {
  SlotNumber number;
  SlotKind kind;
  Instant created_at;
  Argon2Cost cost;       ///< for a passphrase; otherwise zeros
  bool damaged = false;  ///< it was altered, which shows even without its key
  bool newer = false;    ///< its kind is one of a later program
};

}  // namespace mayfly
