#pragma once

// What follows the header: one stream of plaintext, cut into chunks of one size, each a sealed
// blob. Number and "is the last" are bound to each chunk, and so is the header. So chunks cannot be
// left out, added, exchanged or taken from another bundle, and none is given out before all of it
// is authentic (STREAM: Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015).

#include <cstdint>

#include "crypto/sealed_blob.h"
#include "mayfly/bundle.h"

namespace mayfly::bundle {

inline constexpr std::size_t kChunkSize = std::size_t{64} << 10;  ///< of plaintext, bytes
inline constexpr std::size_t kSealedChunkSize = crypto::sealed_size(kChunkSize);

/// What is bound to the chunk of that number, from 0.
Bytes chunk_aad(ByteView header, std::int64_t number, bool last);

/// Writes the header, and seals a stream, chunk by chunk. Nothing is written before there is a
/// chunk: who fails until then leaves nothing.
class ChunkWriter {
 public:
  /// `key` is crypto::kKeySize bytes; `random` must outlive it.
  ChunkWriter(ByteView key, Bytes header, RandomSource& random, ByteSink sink);

  void write(ByteView plaintext);

  /// Seals the last chunk. At least one byte must have been written.
  void finish() { seal(true); }

 private:
  void seal(bool last);

  crypto::BlobCipher cipher_;
  Bytes header_;
  RandomSource& random_;
  ByteSink sink_;
  SecureBytes chunk_;  ///< what is not sealed yet: a full chunk may be the last
  std::int64_t number_ = 0;
};

}  // namespace mayfly::bundle
