#include "window_keys/file/block.h"

#include <algorithm>

#include "crypto/sha512.h"
#include "values/big_endian.h"

namespace mayfly::window_keys {
namespace {

/// The first half of the SHA-512: against accidents. Whoever can write the file can make it right.
SecureBytes checksum_of(ByteView record) {
  SecureBytes checksum = crypto::sha512(record);
  checksum.resize(kChecksumSize);
  return checksum;
}

}  // namespace

RecordWriter& RecordWriter::number(std::uint64_t value) {
  append_big_endian(bytes_, value, sizeof(value));
  return *this;
}

RecordWriter& RecordWriter::bytes(ByteView value) {
  bytes_.insert(bytes_.end(), value.begin(), value.end());
  return *this;
}

SecureBytes RecordWriter::block(std::size_t size) {
  bytes_.resize(size);
  const SecureBytes checksum = checksum_of(bytes_);
  bytes_.insert(bytes_.end(), checksum.begin(), checksum.end());
  bytes_.resize(kBlockSize);
  return std::move(bytes_);
}

std::uint64_t RecordReader::unsigned_number() {
  return from_big_endian(bytes(sizeof(std::uint64_t)));
}

ByteView RecordReader::bytes(std::size_t size) {
  const ByteView field = record_.subspan(at_, size);
  at_ += size;
  return field;
}

bool RecordReader::checksum_matches(std::size_t size) const {
  return std::ranges::equal(checksum_of(record_.first(size)), record_.subspan(size, kChecksumSize));
}

}  // namespace mayfly::window_keys
