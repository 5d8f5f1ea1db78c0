#pragma once

#include <cstdint>
#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly {

/// Builds associated data, unambiguously: each field has a fixed size or its size in front
/// (doc/format.md, "Associated data").
class AadBuilder {
 public:
  /// `purpose` says what is sealed, and in which version of the format.
  explicit AadBuilder(std::string_view purpose) { sized(as_bytes(purpose)); }

  /// A field of at most 255 bytes, behind one byte with its size. Throws Error{unexpected} for
  /// more.
  AadBuilder& sized(ByteView field);

  /// A number, 8 bytes, big-endian.
  AadBuilder& number(std::int64_t value);

  const Bytes& bytes() const noexcept { return bytes_; }

 private:
  Bytes bytes_;
};

}  // namespace mayfly
