#include "bundle/chunk_reader.h"

#include <algorithm>
#include <utility>

#include "bundle/bundle_header.h"

namespace mayfly::bundle {

std::size_t read_fully(const ByteSource& source, std::span<std::uint8_t> out) {
  std::size_t size = 0;
  while (size < out.size()) {
    const std::size_t got = source(out.subspan(size));
    if (got == 0) break;
    size += got;
  }
  return size;
}

ChunkReader::ChunkReader(ByteView key, Bytes header, ByteSource source)
    : cipher_(key),
      header_(std::move(header)),
      source_(std::move(source)),
      buffer_(kSealedChunkSize + 1) {}

std::optional<SecureBytes> ChunkReader::next() try {
  if (ended_) return std::nullopt;
  size_ += read_fully(source_, std::span(buffer_).subspan(size_));
  ended_ = size_ < buffer_.size();
  const ByteView blob(buffer_.data(), std::min(size_, kSealedChunkSize));
  SecureBytes text = cipher_.open(blob, crypto::Aad{chunk_aad(header_, number_++, ended_)});
  if (text.empty() || text.size() > kChunkSize || (!ended_ && text.size() < kChunkSize))
    throw altered();
  buffer_.front() = buffer_.back();
  size_ = 1;
  return text;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::authentication_failed) throw;
  throw altered();
}

}  // namespace mayfly::bundle
