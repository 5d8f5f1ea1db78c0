#include "platform/ticket_queue.h"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "support/catch.h"
#include "support/errors.h"
#include "support/queue_place.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::platform;
using namespace mayfly::test;

namespace {

struct QueueFixture {
  TempFolder folder;
  std::filesystem::path path = folder / "lock";
  std::deque<QueuePlace> places;

  QueuePlace& holder() {
    REQUIRE(places.emplace_back(path)->enter_empty());
    return places.back();
  }
  QueuePlace& waiting() {
    QueuePlace& place = places.emplace_back(path);
    REQUIRE_FALSE(place->enter_empty());
    REQUIRE(place->draw());
    return place;
  }
};

}  // namespace

TEST_CASE_METHOD(QueueFixture, "twenty enter in the order in which they came, whoever looks first",
                 "[queue]") {
  holder();
  for (int i = 0; i < 20; ++i) waiting();
  std::vector<std::size_t> entered;
  for (std::size_t in = 0; in + 1 < places.size(); in = entered.back()) {
    places[in].leave();
    const auto before = entered.size();
    for (std::size_t step = 0; step < 20; ++step) {
      const std::size_t i = 1 + step * 7 % 20;
      CHECK_FALSE(QueuePlace(path)->enter_empty());  // whoever comes now
      if (i > in && places[i]->look().entered) entered.push_back(i);
    }
    // One more round: in the first the one whose turn it was may have looked too early.
    REQUIRE(entered.size() == before + 1);
  }
  CHECK(std::ranges::is_sorted(entered));
  CHECK(entered.size() == 20);
  places.back().leave();
  CHECK(QueuePlace(path)->enter_empty());
}

TEST_CASE_METHOD(QueueFixture, "two never hold it", "[queue]") {
  QueuePlace& first = holder();
  QueuePlace& second = waiting();
  QueuePlace& third = waiting();
  CHECK_FALSE(second->look().entered);
  first.leave();
  CHECK_FALSE(third->look().entered);
  CHECK(second->look().entered);
  CHECK_FALSE(third->look().entered);
  third->pass_idle();
  CHECK_FALSE(third->look().entered);
}

TEST_CASE_METHOD(QueueFixture, "who gave up or was killed is passed by", "[queue]") {
  QueuePlace& first = holder();
  std::optional<QueuePlace> killed(path);
  REQUIRE(killed->operator->()->draw());
  QueuePlace& gave_up = waiting();
  QueuePlace& last = waiting();
  gave_up.leave();
  killed.reset();
  CHECK_FALSE(last->look().entered);
  first.leave();
  CHECK(last->look().entered);
}

TEST_CASE_METHOD(QueueFixture, "a holder that was killed is none", "[queue]") {
  std::optional<QueuePlace> killed(path);
  REQUIRE(killed->operator->()->enter_empty());
  QueuePlace& next = waiting();
  CHECK_FALSE(next->look().entered);
  killed.reset();
  CHECK(next->look().entered);
}

TEST_CASE_METHOD(QueueFixture, "a look tells whether anybody moved", "[queue]") {
  QueuePlace& first = holder();
  QueuePlace& second = waiting();
  waiting();
  QueuePlace& last = waiting();
  const QueueLook held_by_first = last->look();
  CHECK(held_by_first.ahead == 3);
  CHECK(last->look().whose == held_by_first.whose);
  first.leave();
  const QueueLook idle = last->look();
  CHECK(idle.whose != held_by_first.whose);
  CHECK(last->look().whose == idle.whose);
  REQUIRE(second->look().entered);
  const QueueLook held_by_second = last->look();
  CHECK(held_by_second.whose != held_by_first.whose);
  CHECK(held_by_second.whose != idle.whose);
  CHECK(held_by_second.ahead == 2);
}

TEST_CASE_METHOD(QueueFixture, "who does not take their turn can be passed by, and comes in later",
                 "[queue]") {
  QueuePlace& first = holder();
  QueuePlace& stopped = waiting();
  QueuePlace& second = waiting();
  QueuePlace& third = waiting();
  first.leave();
  CHECK_FALSE(third->look().entered);
  third->pass_idle();
  CHECK_FALSE(third->look().entered);  // the one after the stopped one is next
  CHECK_FALSE(second->look().entered);
  second->pass_idle();
  REQUIRE(second->look().entered);
  CHECK_FALSE(stopped->look().entered);
  QueuePlace& late = waiting();
  CHECK_FALSE(late->look().entered);
  second.leave();
  CHECK_FALSE(late->look().entered);  // the third is before it
  third.leave();
  CHECK(late->look().entered);  // without another wait for the stopped one
  late.leave();
  CHECK(stopped->look().entered);
}

TEST_CASE_METHOD(QueueFixture, "a holder that steps back stays in front", "[queue]") {
  QueuePlace& first = holder();
  QueuePlace& second = waiting();
  QueuePlace& third = waiting();
  for (QueuePlace* in_front : {&first, &second}) {
    CHECK_FALSE(third->look().entered);  // which sees who holds it
    in_front->operator->()->step_back();
    CHECK_FALSE(third->look().entered);
    CHECK_FALSE(QueuePlace(path)->enter_empty());
    CHECK(in_front->operator->()->look().entered);
    CHECK_FALSE(third->look().entered);
    in_front->leave();
    if (in_front == &first) CHECK(second->look().entered);
  }
  CHECK(third->look().entered);
}

TEST_CASE_METHOD(QueueFixture, "a holder that steps back and stays away can be passed by",
                 "[queue]") {
  QueuePlace& first = holder();
  QueuePlace& second = waiting();
  CHECK_FALSE(second->look().entered);
  first->step_back();
  CHECK_FALSE(second->look().entered);
  second->pass_idle();
  CHECK(second->look().entered);
  CHECK_FALSE(first->look().entered);
}

TEST_CASE_METHOD(QueueFixture, "a file that is open for reading alone says so", "[queue]") {
  holder();
  QueuePlace reader(path, O_RDONLY);
  CHECK(error_kind([&] { reader->enter_empty(); }) == ErrorKind::not_written);
}
