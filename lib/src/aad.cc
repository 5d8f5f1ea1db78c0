#include "aad.h"

#include "mayfly/error.h"

namespace mayfly {

AadBuilder& AadBuilder::sized(ByteView field) {
  if (field.size() > 255)
    throw Error(ErrorKind::unexpected, "associated data: a field is too long");
  bytes_.push_back(static_cast<std::uint8_t>(field.size()));
  bytes_.insert(bytes_.end(), field.begin(), field.end());
  return *this;
}

AadBuilder& AadBuilder::number(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<std::uint8_t>(bits >> shift));
  }
  return *this;
}

}  // namespace mayfly
