#include "commands/record_reader.h"

#include <algorithm>
#include <cstring>

#include "process/io.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kFirstSize = std::size_t{1} << 16;

}  // namespace

std::optional<ByteView> RecordReader::next() {
  for (;;) {
    const std::size_t size = filled_ - begin_;
    const std::uint8_t* record = buffer_.data() + begin_;
    if (size > scanned_) {
      const void* found = std::memchr(record + scanned_, end_, size - scanned_);
      if (found != nullptr) {
        const auto length =
            static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - record);
        return take(length, length + 1);
      }
    }
    scanned_ = size;
    if (size > max_size_) return take(size, size);
    if (fill()) continue;
    if (size == 0) return std::nullopt;
    return take(size, size);
  }
}

ByteView RecordReader::take(std::size_t size, std::size_t with_end) {
  const ByteView record = ByteView(buffer_).subspan(begin_, size);
  begin_ += with_end;
  scanned_ = 0;
  return record;
}

/// Reads more of the record. False at the end of the input.
bool RecordReader::fill() {
  if (fd_ < 0) return false;
  if (begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
    filled_ -= std::exchange(begin_, 0);
  }
  if (filled_ == buffer_.size()) buffer_.resize(std::max(kFirstSize, 2 * buffer_.size()));
  const std::size_t got = read_some(fd_, std::span(buffer_).subspan(filled_));
  filled_ += got;
  if (got == 0) fd_ = -1;
  return got > 0;
}

}  // namespace mayfly::app
