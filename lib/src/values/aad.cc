#include "values/aad.h"

#include "mayfly/error.h"

namespace mayfly {

AadBuilder& AadBuilder::sized(ByteView field) {
  if (field.size() >> (8 * size_width_) != 0)
    throw Error(ErrorKind::unexpected, "associated data: a field is too long");
  big_endian(field.size(), size_width_);
  bytes_.insert(bytes_.end(), field.begin(), field.end());
  return *this;
}

AadBuilder& AadBuilder::number(std::int64_t value) {
  return big_endian(static_cast<std::uint64_t>(value), 8);
}

AadBuilder& AadBuilder::big_endian(std::uint64_t value, std::size_t width) {
  for (std::size_t left = width; left > 0; --left)
    bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * (left - 1))));
  return *this;
}

}  // namespace mayfly
