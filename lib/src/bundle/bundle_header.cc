#include "bundle/bundle_header.h"

#include <algorithm>
#include <string_view>

#include "crypto/sha512.h"
#include "values/big_endian.h"

namespace mayfly::bundle {
namespace {

constexpr std::string_view kMagic = "mayflyBN";
constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kNumberSize = 8;

/// It tells damage before anybody is asked for a key. Whoever alters a header makes it right.
SecureBytes checksum_of(ByteView fields) {
  SecureBytes sum = crypto::sha512(fields);
  sum.resize(kChecksumSize);
  return sum;
}

void append(Bytes& bytes, ByteView more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

/// Takes fields off the front.
class Fields {
 public:
  explicit Fields(ByteView bytes) : left_(bytes) {}

  ByteView bytes(std::size_t size) {
    const ByteView taken = left_.first(size);
    left_ = left_.subspan(size);
    return taken;
  }
  Bytes copy(std::size_t size) {
    const ByteView taken = bytes(size);
    return {taken.begin(), taken.end()};
  }
  std::uint64_t number() { return from_big_endian(bytes(kNumberSize)); }

 private:
  ByteView left_;
};

void require_format(std::uint64_t format) {
  if (format == kFormat) return;
  throw Error(ErrorKind::not_a_vault,
              format > kFormat ? "the bundle is of a newer format" : "the bundle is of no format",
              "update mayfly; nothing was imported");
}

void require_possible(const BundleHeader& header) {
  const bool zeros =
      std::ranges::all_of(header.params, [](std::uint8_t byte) { return byte == 0; });
  const bool possible =
      header.kind == SlotKind::passphrase || (header.kind == SlotKind::key_file && zeros);
  if (!possible) throw altered();
}

}  // namespace

Error altered() {
  return {ErrorKind::authentication_failed,
          "the bundle failed authentication: it was altered, damaged or cut off",
          "nothing was imported; fetch the bundle again, or export it again"};
}

Bytes encode(const BundleHeader& header) {
  Bytes bytes;
  append(bytes, as_bytes(kMagic));
  append_big_endian(bytes, kFormat, kNumberSize);
  append_big_endian(bytes, static_cast<std::uint64_t>(header.kind), kNumberSize);
  for (const Bytes* field : {&header.id, &header.params, &header.kek_id}) append(bytes, *field);
  append(bytes, checksum_of(bytes));
  return bytes;
}

BundleHeader decode_header(ByteView bytes) {
  if (!std::ranges::equal(bytes.first(std::min(kMagicSize, bytes.size())),
                          as_bytes(kMagic.substr(0, bytes.size()))))
    throw Error(ErrorKind::not_a_vault, "this is not a bundle", "nothing was imported");
  if (bytes.size() >= kMagicSize + kNumberSize)
    require_format(from_big_endian(bytes.subspan(kMagicSize, kNumberSize)));
  if (bytes.size() != kHeaderSize) throw altered();
  const ByteView fields = bytes.first(kHeaderSize - kChecksumSize);
  if (!std::ranges::equal(checksum_of(fields), bytes.last(kChecksumSize))) throw altered();
  Fields rest(fields.subspan(kMagicSize + kNumberSize));
  BundleHeader header{static_cast<SlotKind>(rest.number()), {}, {}, {}};
  header.id = rest.copy(kIdSize);
  header.params = rest.copy(keys::kParamsSize);
  header.kek_id = rest.copy(keys::kKekIdSize);
  require_possible(header);
  return header;
}

}  // namespace mayfly::bundle
