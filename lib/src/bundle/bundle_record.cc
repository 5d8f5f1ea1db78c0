#include "bundle/bundle_record.h"

#include "bundle/bundle_header.h"
#include "mayfly/error.h"
#include "values/big_endian.h"
#include "values/plausible.h"

namespace mayfly::bundle {
namespace {

constexpr std::uint8_t kEnd = 0;
constexpr std::uint8_t kMessage = 1;
constexpr std::size_t kNumberSize = 8;
constexpr std::size_t kSizeSize = 4;

// The same bits as those of a row.
constexpr std::uint64_t kFlagNamed = 1;
constexpr std::uint64_t kFlagBurn = 2;
constexpr std::uint64_t kFlagRunOnly = 8;
constexpr std::uint64_t kFlagReads = 32;
constexpr std::uint64_t kKnownFlags = kFlagNamed | kFlagBurn | kFlagRunOnly | kFlagReads;

std::uint64_t flags_of(const BundledMessage& message) {
  return (message.name ? kFlagNamed : 0) | (message.burn ? kFlagBurn : 0) |
         (message.run_only ? kFlagRunOnly : 0) | (message.reads > 0 ? kFlagReads : 0);
}

std::uint64_t read_number(const RecordSource& source, std::size_t size = kNumberSize) {
  SecureBytes bytes(size);
  source(bytes);
  return from_big_endian(bytes);
}

SecureBytes read_bytes(const RecordSource& source, std::size_t size) {
  SecureBytes bytes(size);
  source(bytes);
  return bytes;
}

Instant read_deadline(const RecordSource& source) {
  const Instant deadline = from_unix_ms(static_cast<std::int64_t>(read_number(source)));
  if (!is_plausible_in_row(deadline)) throw altered();
  return deadline;
}

std::chrono::milliseconds read_remaining(const RecordSource& source) {
  const std::uint64_t remaining = read_number(source);
  if (remaining > static_cast<std::uint64_t>(std::chrono::milliseconds(kMaxTtl).count()))
    throw altered();
  return std::chrono::milliseconds(remaining);
}

/// Either it is to burn, or its reads are counted, or neither.
std::uint32_t read_reads(const RecordSource& source, std::uint64_t flags) {
  const std::uint64_t reads = read_number(source);
  const bool counted = (flags & kFlagReads) != 0;
  if (reads > kMaxReads || counted != (reads > 0) || (counted && (flags & kFlagBurn) != 0))
    throw altered();
  return static_cast<std::uint32_t>(reads);
}

Error of_later_program() {
  return {ErrorKind::not_a_vault, "the bundle holds messages of a newer mayfly",
          "update mayfly; nothing was imported"};
}

BundledMessage read_rest(const RecordSource& source) {
  const std::uint64_t flags = read_number(source);
  if ((flags & ~kKnownFlags) != 0) throw of_later_program();
  BundledMessage message;
  message.burn = (flags & kFlagBurn) != 0;
  message.run_only = (flags & kFlagRunOnly) != 0;
  message.deadline = read_deadline(source);
  message.remaining = read_remaining(source);
  message.reads = read_reads(source, flags);
  if (read_number(source) != 0) throw altered();  // a receipt's seconds
  const std::size_t name_size = read_number(source, kSizeSize);
  const std::size_t text_size = read_number(source, kSizeSize);
  const bool named = (flags & kFlagNamed) != 0;
  if (name_size > kMaxMessageNameSize || named != (name_size > 0)) throw altered();
  if (text_size == 0 || text_size > kMaxMessageSize) throw altered();
  if (named) message.name = read_bytes(source, name_size);
  message.text = read_bytes(source, text_size);
  return message;
}

}  // namespace

void write_message(const RecordSink& sink, const BundledMessage& message) {
  SecureBytes head{kMessage};
  append_big_endian(head, flags_of(message), kNumberSize);
  append_big_endian(head, static_cast<std::uint64_t>(to_unix_ms(message.deadline)), kNumberSize);
  append_big_endian(head, static_cast<std::uint64_t>(message.remaining.count()), kNumberSize);
  append_big_endian(head, message.reads, kNumberSize);
  append_big_endian(head, 0, kNumberSize);  // a receipt's seconds
  append_big_endian(head, message.name ? message.name->size() : 0, kSizeSize);
  append_big_endian(head, message.text.size(), kSizeSize);
  sink(head);
  if (message.name) sink(*message.name);
  sink(message.text);
}

void write_end(const RecordSink& sink, std::int64_t count) {
  SecureBytes end{kEnd};
  append_big_endian(end, static_cast<std::uint64_t>(count), kNumberSize);
  sink(end);
}

std::optional<BundledMessage> read_message(const RecordSource& source, std::int64_t count) {
  const std::uint64_t kind = read_number(source, 1);
  if (kind == kMessage) return read_rest(source);
  if (kind != kEnd) throw of_later_program();
  if (read_number(source) != static_cast<std::uint64_t>(count)) throw altered();
  return std::nullopt;
}

}  // namespace mayfly::bundle
