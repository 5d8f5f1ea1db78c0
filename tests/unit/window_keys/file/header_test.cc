#include "window_keys/file/header.h"

#include "support/catch.h"
#include "support/errors.h"
#include "support/window_keys_fixture.h"
#include "window_keys/file/block.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace mayfly::window_keys;

namespace {

constexpr std::size_t kHeaderSize = 128;  // bytes of the record, without the checksum

Header some_header() {
  Header header;
  header.vault_id = Bytes(kVaultIdSize, 9);
  header.sequence = 41;
  header.synced = false;
  header.slot_count = 16;
  header.earliest_end = 1'795'500'608'000;
  header.generation = 12;
  header.confirmed = 11;
  header.last_message = 99;
  header.vault_time = 1'795'500'030'000;
  header.offset = -5000;
  header.other_flags = std::uint64_t{1} << 31;
  header.spare = Bytes(56, 3);
  return header;
}

struct HeaderFixture : WindowKeysFixture {
  void put(std::size_t block, ByteView bytes) { overwrite(path, block * kBlockSize, bytes); }
  void put(std::size_t block, std::uint64_t sequence, std::int64_t generation) {
    Header header = some_header();
    header.vault_id = vault_id;
    header.sequence = sequence;
    header.generation = generation;
    put(block, encode(header));
  }
  void tear(std::size_t block) { overwrite(path, block * kBlockSize + 60, Bytes(40, 0x5a)); }
  std::int64_t generation() { return file().header().generation; }
  std::optional<ErrorKind> refusal() {
    return error_kind([&] { file(); });
  }
};

}  // namespace

TEST_CASE("a header comes back as it was written", "[header]") {
  const Header written = some_header();
  Header read;
  REQUIRE(decode_header(encode(written), read) == HeaderState::valid);
  CHECK(read.vault_id == written.vault_id);
  CHECK(read.sequence == 41);
  CHECK_FALSE(read.synced);
  CHECK(read.slot_count == 16);
  CHECK(read.earliest_end == written.earliest_end);
  CHECK(read.generation == 12);
  CHECK(read.confirmed == 11);
  CHECK(read.last_message == 99);
  CHECK(read.vault_time == written.vault_time);
  CHECK(read.offset == written.offset);
  CHECK(read.other_flags == written.other_flags);
  CHECK(read.spare == written.spare);
}

TEST_CASE("whichever bit of a header flips, it is not valid", "[header]") {
  SecureBytes block = encode(some_header());
  std::size_t valid = 0;
  for (std::size_t bit = 0; bit < kRecordSize * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
    block[bit / 8] ^= mask;
    Header header;
    if (decode_header(block, header) == HeaderState::valid) ++valid;
    block[bit / 8] ^= mask;
  }
  CHECK(valid == 0);
}

TEST_CASE("a header with impossible values is damaged, though its checksum is right", "[header]") {
  static constexpr std::uint64_t kTooFar = std::uint64_t{1} << 51;
  const auto [offset, value] = GENERATE(table<std::size_t, std::uint64_t>({{40, kTooFar},
                                                                           {48, kMaxSlots + 1},
                                                                           {56, kTooFar},
                                                                           {56, INT64_MAX - 1},
                                                                           {64, UINT64_MAX},
                                                                           {64, kTooFar},
                                                                           {72, kTooFar},
                                                                           {72, UINT64_MAX},
                                                                           {80, INT64_MAX},
                                                                           {80, UINT64_MAX},
                                                                           {88, kTooFar},
                                                                           {88, ~kTooFar},
                                                                           {96, kTooFar},
                                                                           {96, ~kTooFar}}));
  CAPTURE(offset, value);
  const SecureBytes block = encode(some_header());
  const ByteView fields = ByteView(block).first(kHeaderSize);
  const SecureBytes altered = RecordWriter(0x6d6179666c795748)
                                  .bytes(fields.subspan(8, offset - 8))
                                  .number(value)
                                  .bytes(fields.subspan(offset + 8))
                                  .block();
  Header read;
  CHECK(decode_header(altered, read) == HeaderState::damaged);
}

TEST_CASE("a header with impossible values is never written", "[header]") {
  Header header = some_header();
  header.generation = GENERATE(std::int64_t{-1}, std::int64_t{1} << 51);
  CHECK(error_kind([&] { encode(header); }) == ErrorKind::authentication_failed);
}

TEST_CASE("whatever a header can be written with can be read", "[header]") {
  Header header = some_header();
  header.generation = header.confirmed = header.last_message = (std::int64_t{1} << 51) - 1;
  Header read;
  CHECK(decode_header(encode(header), read) == HeaderState::valid);
}

TEST_CASE_METHOD(HeaderFixture, "of two headers the newer counts, in whichever block", "[header]") {
  const std::size_t newer = GENERATE(0u, 1u);
  put(newer, 8, 80);
  put(1 - newer, 7, 70);
  CHECK(generation() == 80);
  CHECK_FALSE(file().header_damaged());
}

TEST_CASE_METHOD(HeaderFixture, "where the newer header is torn, the older counts", "[header]") {
  const std::size_t newer = GENERATE(0u, 1u);
  put(newer, 8, 80);
  put(1 - newer, 7, 70);
  tear(newer);
  CHECK(generation() == 70);
  CHECK(file().header_damaged());
}

TEST_CASE_METHOD(HeaderFixture, "with both headers torn the file is refused as damaged",
                 "[header]") {
  put(0, 8, 80);
  put(1, 7, 70);
  tear(0);
  tear(1);
  CHECK(refusal() == ErrorKind::authentication_failed);
}

TEST_CASE_METHOD(HeaderFixture, "a header of a newer format in either block is refused",
                 "[header]") {
  Header header = some_header();
  header.vault_id = vault_id;
  const SecureBytes block = encode(header);
  // The format of the record is another, or it has a flag that must be known; the checksum is
  // right.
  const auto [format, flag] =
      GENERATE(table<std::uint64_t, std::uint64_t>({{3, 0}, {UINT64_MAX, 0}, {2, 1ull << 32}}));
  const SecureBytes newer = RecordWriter(0x6d6179666c795748)
                                .number(format)
                                .number(flag)
                                .bytes(ByteView(block).subspan(24, GENERATE(8u, 112u, 136u)))
                                .block();
  Header read;
  REQUIRE(decode_header(newer, read) == HeaderState::newer);
  const std::size_t at = GENERATE(0u, 1u);
  put(at, newer);
  CHECK(refusal() == ErrorKind::not_a_vault);
}

TEST_CASE_METHOD(HeaderFixture, "a file with no header of ours is foreign", "[header]") {
  const std::uint8_t byte = GENERATE(std::uint8_t{0}, std::uint8_t{0x6d}, std::uint8_t{0xff});
  put(0, Bytes(kBlockSize, byte));
  put(1, Bytes(kBlockSize, byte));
  CHECK(refusal() == ErrorKind::not_a_vault);
}

TEST_CASE_METHOD(HeaderFixture, "a header that a sync followed is never written over by the next",
                 "[header]") {
  WindowKeyFile keys = file();
  for (int i = 0; i < 8; ++i) {
    CAPTURE(i);
    const Header safe = keys.header();
    REQUIRE(safe.synced);
    Patience none;
    const auto lock = keys.lock(none);
    keys.write_header(keys.header(), false);
    keys.write_header(keys.header(), i % 2 == 0);
    // Whatever became of the two writes: if their block is torn, the safe one is there.
    const std::string bytes = bytes_of(path);
    int found = 0;
    for (std::size_t block = 0; block < kHeaderBlocks; ++block) {
      Header header;
      const std::string_view record =
          std::string_view(bytes).substr(block * kBlockSize, kRecordSize);
      if (decode_header(as_bytes(record), header) == HeaderState::valid &&
          header.sequence == safe.sequence)
        ++found;
    }
    CHECK(found == 1);
    keys.write_header(keys.header(), true);
    keys.sync();
  }
}
