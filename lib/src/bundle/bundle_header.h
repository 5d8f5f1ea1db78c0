#pragma once

#include "keys/kek.h"
#include "mayfly/bytes.h"
#include "mayfly/error.h"
#include "mayfly/key.h"

namespace mayfly::bundle {

inline constexpr std::size_t kMagicSize = 8;
inline constexpr std::size_t kIdSize = 16;
inline constexpr std::size_t kChecksumSize = 32;
inline constexpr std::size_t kHeaderSize =
    kMagicSize + 8 + 8 + kIdSize + keys::kParamsSize + keys::kKekIdSize + kChecksumSize;  ///< 116

/// What a bundle begins with, in clear (doc/format.md, "Bundle").
struct BundleHeader {
  SlotKind kind;  ///< of the key that opens it
  Bytes id;       ///< kIdSize random bytes
  Bytes params;   ///< of a passphrase, keys::kParamsSize bytes; of a key file, zeros
  Bytes kek_id;   ///< keys::kKekIdSize bytes
};

/// kHeaderSize bytes.
Bytes encode(const BundleHeader& header);

/// Throws Error{not_a_vault} for anything that is no bundle of this format, and
/// Error{authentication_failed} for a header that is cut off or damaged.
BundleHeader decode_header(ByteView bytes);

/// The one error for a bundle that is not as it was written.
Error altered();

}  // namespace mayfly::bundle
