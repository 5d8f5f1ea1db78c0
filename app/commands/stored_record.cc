#include "commands/stored_record.h"

#include <array>

namespace mayfly::app {
namespace {

// Its first byte says what follows; the text is last. Nobody else ever reads it, so numbers are as
// this machine has them.
constexpr std::uint8_t kName = 1;
constexpr std::uint8_t kTtl = 2;
constexpr std::uint8_t kUntil = 4;
constexpr std::uint8_t kBurn = 8;
constexpr std::uint8_t kToBurn = 16;
constexpr std::uint8_t kReads = 32;

void append(SecureBytes& bytes, ByteView more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

void append(SecureBytes& bytes, std::int64_t number) {
  append(bytes, ByteView(reinterpret_cast<const std::uint8_t*>(&number), sizeof number));
}

ByteView take(ByteView& rest, std::size_t size) {
  const ByteView front = rest.first(size);
  rest = rest.subspan(size);
  return front;
}

std::int64_t take_number(ByteView& rest) {
  std::int64_t number = 0;
  const ByteView bytes = take(rest, sizeof number);
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::uint8_t*>(&number));
  return number;
}

int flags_of(const StoredRecord& record) {
  return (record.name ? kName : 0) | (record.ttl ? kTtl : 0) | (record.until ? kUntil : 0) |
         (record.burn ? kBurn : 0) | (record.burn.value_or(false) ? kToBurn : 0) |
         (record.reads ? kReads : 0);
}

}  // namespace

SecureBytes as_record(ByteView text) {
  SecureBytes bytes;
  bytes.reserve(1 + text.size());
  bytes.push_back(0);
  append(bytes, text);
  return bytes;
}

SecureBytes as_record(const StoredRecord& record) {
  SecureBytes bytes{static_cast<std::uint8_t>(flags_of(record))};
  if (record.name) {
    bytes.push_back(static_cast<std::uint8_t>(record.name->size()));
    append(bytes, *record.name);
  }
  if (record.ttl) append(bytes, record.ttl->count());
  if (record.until) append(bytes, to_unix_ms(*record.until));
  if (record.reads) append(bytes, std::int64_t{*record.reads});
  append(bytes, record.text);
  return bytes;
}

Draft draft_of(ByteView record, const Draft& others) {
  StoredRecord taken;
  ByteView rest = record;
  const std::uint8_t flags = take(rest, 1).front();
  if ((flags & kName) != 0) {
    const std::size_t size = take(rest, 1).front();
    taken.name = secure_copy(take(rest, size));
  }
  if ((flags & kTtl) != 0) taken.ttl = std::chrono::seconds{take_number(rest)};
  if ((flags & kUntil) != 0) taken.until = from_unix_ms(take_number(rest));
  if ((flags & kReads) != 0) taken.reads = static_cast<std::uint32_t>(take_number(rest));
  if ((flags & kBurn) != 0) taken.burn = (flags & kToBurn) != 0;
  taken.text = secure_copy(rest);
  return draft_of(std::move(taken), others);
}

Draft draft_of(StoredRecord record, const Draft& others) {
  Draft draft = others;
  draft.text = std::move(record.text);
  if (record.name) draft.name = std::move(record.name);
  if (record.burn || record.reads) {
    draft.burn = record.burn.value_or(false);
    draft.reads = record.reads;
  }
  if (record.ttl || record.until) draft.until = record.until;
  if (record.ttl) draft.ttl = *record.ttl;
  return draft;
}

}  // namespace mayfly::app
