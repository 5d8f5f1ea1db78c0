#include "bundle/chunk_writer.h"

#include <algorithm>
#include <utility>

#include "values/aad.h"

namespace mayfly::bundle {

Bytes chunk_aad(ByteView header, std::int64_t number, bool last) {
  return AadBuilder("mayfly/2/bundle").sized(header).number(number).number(last ? 1 : 0).bytes();
}

ChunkWriter::ChunkWriter(ByteView key, Bytes header, RandomSource& random, ByteSink sink)
    : cipher_(key), header_(std::move(header)), random_(random), sink_(std::move(sink)) {
  chunk_.reserve(kChunkSize);
}

void ChunkWriter::write(ByteView plaintext) {
  while (!plaintext.empty()) {
    if (chunk_.size() == kChunkSize) seal(false);
    const ByteView part = plaintext.first(std::min(plaintext.size(), kChunkSize - chunk_.size()));
    chunk_.insert(chunk_.end(), part.begin(), part.end());
    plaintext = plaintext.subspan(part.size());
  }
}

void ChunkWriter::seal(bool last) {
  if (number_ == 0) sink_(header_);
  sink_(cipher_.seal(chunk_, crypto::Aad{chunk_aad(header_, number_++, last)}, random_));
  chunk_.clear();
}

}  // namespace mayfly::bundle
