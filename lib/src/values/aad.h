#pragma once

#include <cstdint>
#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly {

/// Builds associated data, unambiguously: each field has a fixed size, or comes after its size
/// (doc/format.md, "Associated data").
class AadBuilder {
 public:
  /// `purpose` says what is sealed, and in which version of the format; `size_width` bytes say how
  /// long a field is: 1 in format 1.
  explicit AadBuilder(std::string_view purpose, std::size_t size_width = 4)
      : size_width_(size_width) {
    sized(as_bytes(purpose));
  }

  /// A field, after its size. Throws Error{unexpected} if it is too long for `size_width`.
  AadBuilder& sized(ByteView field);

  /// A number, 8 bytes, big-endian.
  AadBuilder& number(std::int64_t value);

  const Bytes& bytes() const noexcept { return bytes_; }

 private:
  std::size_t size_width_;
  Bytes bytes_;
};

}  // namespace mayfly
