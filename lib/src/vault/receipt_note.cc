#include "vault/receipt_note.h"

#include "mayfly/error.h"
#include "mayfly/message.h"
#include "values/big_endian.h"

namespace mayfly {
namespace {

constexpr std::size_t kTimeSize = 8;
constexpr std::size_t kCountSize = 4;
constexpr std::size_t kFixedSize = 5 * kTimeSize + 2 * kCountSize;
constexpr std::int64_t kNoTime = INT64_MIN;

std::int64_t number_of(const std::optional<Instant>& time) {
  return time ? to_unix_ms(*time) : kNoTime;
}

/// Takes fields from the front of what is left.
class Fields {
 public:
  explicit Fields(ByteView bytes) : rest_(bytes) {}

  std::uint32_t count() { return static_cast<std::uint32_t>(from_big_endian(take(kCountSize))); }
  std::optional<Instant> time_if_any() {
    const auto number = static_cast<std::int64_t>(from_big_endian(take(kTimeSize)));
    return number == kNoTime ? std::nullopt : std::optional(from_unix_ms(number));
  }
  Instant time() { return time_if_any().value_or(from_unix_ms(0)); }
  ByteView rest() const { return rest_; }

 private:
  ByteView take(std::size_t size) {
    const ByteView front = rest_.first(size);
    rest_ = rest_.subspan(size);
    return front;
  }
  ByteView rest_;
};

}  // namespace

SecureBytes encoded(const ReceiptNote& note) {
  SecureBytes bytes;
  const auto add = [&](std::int64_t number, std::size_t size) {
    append_big_endian(bytes, static_cast<std::uint64_t>(number), size);
  };
  add(to_unix_ms(note.created_at), kTimeSize);
  add(to_unix_ms(note.expires_at), kTimeSize);
  add(note.allowed, kCountSize);
  add(note.reads, kCountSize);
  for (const auto& time : {note.read_at, note.begun_at, note.removed_at})
    add(number_of(time), kTimeSize);
  if (note.name) bytes.insert(bytes.end(), note.name->begin(), note.name->end());
  return bytes;
}

ReceiptNote decoded_note(ByteView bytes) {
  if (bytes.size() < kFixedSize || bytes.size() > kFixedSize + kMaxMessageNameSize)
    throw Error(ErrorKind::authentication_failed, "a receipt has an impossible size");
  Fields fields(bytes);
  ReceiptNote note{fields.time(), fields.time()};
  note.allowed = fields.count();
  note.reads = fields.count();
  note.read_at = fields.time_if_any();
  note.begun_at = fields.time_if_any();
  note.removed_at = fields.time_if_any();
  if (!fields.rest().empty()) note.name = secure_copy(fields.rest());
  return note;
}

}  // namespace mayfly
