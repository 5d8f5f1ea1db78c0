#pragma once

#include <cstddef>

#include "mayfly/bytes.h"
#include "mayfly/random.h"

namespace mayfly {

/// Tells a text again later without keeping it: HMAC-SHA-512 under a random key, so that it says
/// nothing of the text to anybody who has no other way to that key.
class Fingerprint {
 public:
  static constexpr std::size_t kSize = 96;  ///< bytes(): the key (32), then the MAC (64)

  Fingerprint(ByteView text, RandomSource& random);

  /// What bytes() gave, perhaps in another process. Throws Error{unexpected} for another size.
  explicit Fingerprint(ByteView bytes);

  ByteView bytes() const noexcept { return bytes_; }

  /// Whether it is the same text, in a time that depends on its size alone.
  bool matches(ByteView text) const;

 private:
  SecureBytes bytes_;
};

}  // namespace mayfly
