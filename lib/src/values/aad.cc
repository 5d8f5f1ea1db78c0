#include "values/aad.h"

#include "mayfly/error.h"
#include "values/big_endian.h"

namespace mayfly {

AadBuilder& AadBuilder::sized(ByteView field) {
  if (field.size() >> (8 * size_width_) != 0)
    throw Error(ErrorKind::unexpected, "associated data: a field is too long");
  append_big_endian(bytes_, field.size(), size_width_);
  bytes_.insert(bytes_.end(), field.begin(), field.end());
  return *this;
}

AadBuilder& AadBuilder::number(std::int64_t value) {
  append_big_endian(bytes_, static_cast<std::uint64_t>(value), 8);
  return *this;
}

}  // namespace mayfly
