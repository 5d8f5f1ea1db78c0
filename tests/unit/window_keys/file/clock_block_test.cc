#include "window_keys/file/clock_block.h"

#include "support/catch.h"
#include "support/errors.h"
#include "window_keys/file/block.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace mayfly::window_keys;

namespace {

ClockRecord full_record() {
  ClockRecord record;
  record.boot_id = {1, 2, 3};
  record.since_boot = 3'600'000;
  record.vault_time = 1'795'500'000'000;
  record.last_offset = -7'200'000;
  record.shown_offset = -7'199'000;
  record.trusted_offset = 5;
  record.generation_at_boot = 8;
  record.settled = record.on_disk = true;
  for (std::int64_t i = 1; i <= 16; ++i) record.agings.push_back({i, i * 1000});
  return record;
}

}  // namespace

TEST_CASE("a clock's record comes back as it was written", "[clock_record]") {
  ClockRecord written = full_record();
  SECTION("with all there can be") {}
  SECTION("with little") {
    written = ClockRecord();
  }
  SECTION("with one aging") {
    written.agings.resize(1);
  }
  const SecureBytes block = encode(written);
  CHECK(block.size() == kBlockSize);
  CHECK(decode_clock(ByteView(block).first(kSectorSize)) == written);
}

TEST_CASE("whichever bit of a clock's record flips, it is none", "[clock_record]") {
  ClockRecord written = full_record();
  written.agings.resize(2);
  SecureBytes block = encode(written);
  std::size_t valid = 0;
  for (std::size_t bit = 0; bit < (88 + 2 * 16 + kChecksumSize) * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
    block[bit / 8] ^= mask;
    if (decode_clock(block)) ++valid;
    block[bit / 8] ^= mask;
  }
  CHECK(valid == 0);
}

TEST_CASE("impossible times are neither written nor read", "[clock_record]") {
  constexpr std::int64_t kTooFar = std::int64_t{1} << 52;
  ClockRecord record = full_record();
  SECTION("vault time") {
    record.vault_time = kTooFar;
  }
  SECTION("an offset") {
    record.trusted_offset = -kTooFar;
  }
  SECTION("a generation") {
    record.generation_at_boot = -1;
  }
  SECTION("an aging of nothing") {
    record.agings.front().by = 0;
  }
  SECTION("agings that do not rise") {
    record.agings[1].last_generation = 1;
  }
  SECTION("too many agings") {
    record.agings.push_back({17, 1});
  }
  CHECK(error_kind([&] { encode(record); }) == ErrorKind::authentication_failed);
}
