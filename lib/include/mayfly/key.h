#pragma once

#include <cstdint>

#include "mayfly/bytes.h"
#include "mayfly/key_file.h"

namespace mayfly {

inline constexpr std::size_t kMaxPassphraseSize = 1024;  ///< bytes

/// Something that may open a key slot of a user: what LockedUser::unlock() is shown.
class Key {
 public:
  /// The key of a key file.
  static Key of_file(const KeyFile& file);

  /// A passphrase: 1 to kMaxPassphraseSize bytes without NUL, else Error{usage}.
  static Key of_passphrase(SecureBytes passphrase);

  /// What UnlockedUser::kek() gave: the result of an earlier derivation. Throws Error{wrong_key}
  /// for anything of another size.
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

}  // namespace mayfly
