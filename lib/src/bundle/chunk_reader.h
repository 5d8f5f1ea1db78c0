#pragma once

#include <optional>

#include "bundle/chunk_writer.h"

namespace mayfly::bundle {

/// Reads until `out` is full or the source has ended; returns how many bytes there were.
std::size_t read_fully(const ByteSource& source, std::span<std::uint8_t> out);

/// Opens what a ChunkWriter sealed. Which chunk is the last, the end of the bytes tells; that it
/// really is, its tag does.
class ChunkReader {
 public:
  /// `key` is crypto::kKeySize bytes.
  ChunkReader(ByteView key, Bytes header, ByteSource source);

  /// The plaintext of the next chunk; nothing after the last. Throws altered().
  std::optional<SecureBytes> next();

 private:
  crypto::BlobCipher cipher_;
  Bytes header_;
  ByteSource source_;
  Bytes buffer_;  ///< one sealed chunk, and the byte after it, which tells that there are more
  std::size_t size_ = 0;
  std::int64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace mayfly::bundle
