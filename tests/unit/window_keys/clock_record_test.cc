#include "window_keys/clock_record.h"

#include "support/catch.h"

using namespace mayfly;
using namespace mayfly::window_keys;

namespace {

std::vector<Aging> compacted(std::vector<Aging> agings, std::vector<std::int64_t> living) {
  compact(agings, living);
  return agings;
}

}  // namespace

TEST_CASE("a record is worth keeping a second later, or if it says anything else",
          "[clock_record]") {
  const ClockRecord kept;
  ClockRecord record;
  record.vault_time = 999;
  record.since_boot = 999;
  record.last_offset = 1;  // clocks are not looked at in the same instant
  CHECK_FALSE(is_worth_keeping(kept, record));
  const auto change = GENERATE(0, 1, 2, 3, 4, 5);
  if (change == 0) record.vault_time = 1000;
  if (change == 1) record.last_offset = -1000;
  if (change == 2) record.settled = true;
  if (change == 3) record.trusted_offset = 0;
  if (change == 4) record.boot_id = {1};
  if (change == 5) record.agings.push_back({1, 1});
  CAPTURE(change);
  CHECK(is_worth_keeping(kept, record));
}

TEST_CASE("agings add up for the keys that were there", "[clock_record]") {
  ClockRecord record;
  record.agings = {{3, 10}, {5, 100}};
  CHECK(aged_by(record, 3) == 110);
  CHECK(aged_by(record, 4) == 100);
  CHECK(aged_by(record, 6) == 0);
}

TEST_CASE("a key is shared with messages that will age alike, and no others", "[clock_record]") {
  ClockRecord record;
  record.boot_id = {1};
  record.generation_at_boot = 7;
  CHECK_FALSE(may_share(record, 7));
  CHECK(may_share(record, 8));
  record.settled = true;
  CHECK(may_share(record, 7));
  record.agings = {{3, 10}};
  CHECK(may_share(record, 4));
  CHECK_FALSE(may_share(record, 3));
}

TEST_CASE("agings that no living key tells apart become one", "[clock_record]") {
  const std::vector<Aging> agings{{3, 10}, {5, 100}, {9, 1000}};
  CHECK(compacted(agings, {}).empty());
  CHECK(compacted(agings, {10}).empty());
  CHECK(compacted(agings, {1}) == std::vector<Aging>{{9, 1110}});
  CHECK(compacted(agings, {4}) == std::vector<Aging>{{9, 1100}});
  CHECK(compacted(agings, {1, 4}) == std::vector<Aging>{{3, 10}, {9, 1100}});
  CHECK(compacted(agings, {1, 4, 9}) == agings);
}

TEST_CASE("of too many agings the least is given up, and nothing lives longer for it",
          "[clock_record]") {
  std::vector<Aging> agings;
  std::vector<std::int64_t> living;
  for (std::int64_t i = 0; i <= std::int64_t{kMostAgings}; ++i) {
    agings.push_back({2 * i, i == 5 ? 7 : 1000});
    living.push_back(2 * i);
  }
  ClockRecord was, is;
  was.agings = agings;
  compact(agings, living);
  REQUIRE(agings.size() == kMostAgings);
  is.agings = agings;
  for (const std::int64_t one : living)
    CHECK(aged_by(is, one) - aged_by(was, one) == (one == 12 ? 7 : 0));
}
