// What only somebody with the key can have written, and mayfly has not.

#include "bundle/bundle_record.h"

#include "support/bundle_bytes.h"
#include "support/catch.h"
#include "values/big_endian.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

Bytes record_of(const BundledMessage& message) {
  Bytes record;
  bundle::write_message(
      [&](ByteView more) { record.insert(record.end(), more.begin(), more.end()); }, message);
  return record;
}

std::optional<BundledMessage> read(const Bytes& record, std::int64_t count = 0) {
  std::size_t at = 0;
  const auto source = [&](std::span<std::uint8_t> out) {
    if (out.size() > record.size() - at)
      throw Error(ErrorKind::authentication_failed, "there is no more");
    std::copy_n(record.begin() + long(at), out.size(), out.begin());
    at += out.size();
  };
  return bundle::read_message(source, count);
}

std::optional<ErrorKind> error_of(const Bytes& record) try {
  read(record);
  return std::nullopt;
} catch (const Error& error) {
  return error.kind();
}

constexpr std::size_t kFlags = 1, kDeadline = 9, kRemaining = 17, kReads = 25, kReceipt = 33,
                      kNameSize = 41, kTextSize = 45;

Bytes with_number(Bytes record, std::size_t at, std::uint64_t number, std::size_t width = 8) {
  put_big_endian(std::span(record).subspan(at, width), number);
  return record;
}

}  // namespace

TEST_CASE("a record of a message is read as it was written", "[bundle]") {
  BundledMessage message = bundled("text", "name");
  message.burn = message.run_only = true;
  const auto found = read(record_of(message));
  REQUIRE(found);
  CHECK(found->text == message.text);
  CHECK(found->name == message.name);
  CHECK(found->burn);
  CHECK(found->run_only);
  CHECK(found->deadline == message.deadline);
  CHECK(found->remaining == message.remaining);
}

TEST_CASE("numbers in a record that no mayfly writes are refused", "[bundle]") {
  const Bytes record = record_of(bundled("text", "name"));
  constexpr auto kAltered = ErrorKind::authentication_failed;
  CHECK(error_of(with_number(record, kDeadline, std::uint64_t{1} << 60)) == kAltered);
  CHECK(error_of(with_number(record, kDeadline, UINT64_MAX << 55)) == kAltered);
  CHECK(error_of(with_number(record, kRemaining, 366LL * 86'400'000 + 1)) == kAltered);
  CHECK(error_of(with_number(record, kRemaining, UINT64_MAX)) == kAltered);
  CHECK(error_of(with_number(record, kReads, 7)) == kAltered);  // and yet they are not counted
  BundledMessage counted = bundled("text");
  counted.reads = 7;
  CHECK(read(record_of(counted))->reads == 7);
  CHECK(error_of(with_number(record_of(counted), kReads, 0)) == kAltered);
  CHECK(error_of(with_number(record_of(counted), kReads, 10'001)) == kAltered);
  counted.burn = true;
  CHECK(error_of(record_of(counted)) == kAltered);
  CHECK(error_of(with_number(record, kReceipt, 7)) == kAltered);
  CHECK(error_of(with_number(record, kNameSize, 129, 4)) == kAltered);
  CHECK(error_of(with_number(record, kNameSize, 0, 4)) == kAltered);
  CHECK(error_of(with_number(record, kTextSize, 0, 4)) == kAltered);
  CHECK(error_of(with_number(record, kTextSize, kMaxMessageSize + 1, 4)) == kAltered);
  CHECK(error_of(with_number(record, kTextSize, UINT32_MAX, 4)) == kAltered);
  CHECK(error_of(with_number(record, kFlags, 0)) == kAltered);  // and yet it has a name
}

TEST_CASE("flags and records of a later program are told as such", "[bundle]") {
  const Bytes record = record_of(bundled("text"));
  for (int bit = 2; bit < 64; ++bit) {
    if (bit == 3 || bit == 5) continue;  // for programs; counted
    CAPTURE(bit);
    CHECK(error_of(with_number(record, kFlags, std::uint64_t{1} << bit)) == ErrorKind::not_a_vault);
  }
  CHECK(error_of(with_number(record, 0, 2, 1)) == ErrorKind::not_a_vault);
}

TEST_CASE("the end of a bundle says how many messages there are", "[bundle]") {
  Bytes end;
  bundle::write_end([&](ByteView more) { end.insert(end.end(), more.begin(), more.end()); }, 3);
  CHECK(!read(end, 3));
  CHECK_THROWS_AS(read(end, 2), Error);
}
