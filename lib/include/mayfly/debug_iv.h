#pragma once

// What happens if the IV is not taken off a CBC blob before it is decrypted, and what is right.

#include <string>
#include <vector>

#include "mayfly/bytes.h"
#include "mayfly/random.h"

namespace mayfly {

inline constexpr std::size_t kMaxDemonstrationSize = std::size_t{64} << 10;  ///< bytes of message
inline constexpr std::size_t kSealKeySize =
    64;  ///< bytes of an A256CBC-HS512 key: mac_key || enc_key

/// What a byte of an IvReading is: of the message, rubbish, or padding that should be gone.
enum class ByteMark : std::uint8_t { right, garbled, padding };

/// One way to decrypt a blob, and what comes out.
struct IvReading {
  std::string id;  ///< short and stable, for programs: "whole-blob"
  std::string title;
  std::string explanation;
  SecureBytes bytes;
  std::vector<ByteMark> marks;  ///< one for each of `bytes`
  std::vector<std::size_t>
      garbled_blocks;  ///< blocks of 16 bytes, from 1, that hold a garbled byte
  bool right;          ///< the one correct way
};

/// A blob, and all that one can read from it.
struct IvDemonstration {
  SecureBytes blob;  ///< IV (16) || ciphertext || tag (32)
  SecureBytes key;   ///< kSealKeySize bytes; empty for a stored message: its key is not shown
  SecureBytes message;
  std::vector<IvReading> readings;  ///< the wrong ways, then the right one

  /// The parts of `blob`; valid as long as it is.
  ByteView iv() const;
  ByteView ciphertext() const;
  ByteView tag() const;
};

/// Seals `message` under a throw-away key and shows the ways to read it. Throws Error{usage} for a
/// message that is empty or larger than kMaxDemonstrationSize.
IvDemonstration demonstrate_iv(SecureBytes message, RandomSource& random);

/// The same for a blob from elsewhere. Its tag is verified first: throws
/// Error{authentication_failed}, and then says nothing about its padding. Error{usage} for a key of
/// another size.
IvDemonstration demonstrate_iv(SecureBytes blob, SecureBytes key, ByteView aad);

}  // namespace mayfly
