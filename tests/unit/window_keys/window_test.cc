#include "window_keys/window.h"

#include <algorithm>
#include <bit>
#include <set>

#include "mayfly/ttl.h"
#include "support/catch.h"

namespace {

/// In Unix milliseconds.
std::int64_t window_end(std::int64_t created_at, std::int64_t expires_at) {
  using mayfly::from_unix_ms;
  return mayfly::to_unix_ms(
      mayfly::window_keys::window_end(from_unix_ms(created_at), from_unix_ms(expires_at)));
}

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::int64_t kNow = 1'795'500'000'000;

/// Every ttl up to 20 minutes, then ever larger steps up to the longest, and the longest itself.
std::vector<std::int64_t> many_ttls() {
  std::vector<std::int64_t> ttls;
  const std::int64_t longest = std::chrono::seconds(mayfly::kMaxTtl).count();
  for (std::int64_t ttl = 1; ttl < longest; ttl += ttl < 1200 ? 1 : ttl / 97) ttls.push_back(ttl);
  for (int k = 0; k <= 24; ++k)
    for (const int off : {-1, 0, 1})
      ttls.push_back(std::max((std::int64_t{1} << k) + off, std::int64_t{1}));
  ttls.push_back(longest);
  return ttls;
}

/// Starts at odd and at round moments, some before 1970.
std::vector<std::int64_t> many_starts() {
  std::vector<std::int64_t> starts;
  for (const std::int64_t around :
       {std::int64_t{0}, kNow, -kNow, 40 * 365 * kDay, -80 * 366 * kDay})
    for (const std::int64_t off : {-64 * kSecond, -1001L, -1L, 0L, 1L, 999L, 63'999L, 12'345'678L})
      starts.push_back(around + off);
  return starts;
}

}  // namespace

TEST_CASE("a window key outlives its messages by less than 64 s, or an eighth of the ttl",
          "[window]") {
  std::int64_t wrong = 0;
  for (const std::int64_t ttl : many_ttls()) {
    const std::int64_t allowed = ttl < 512 ? 64 * kSecond - 1 : ttl * kSecond / 8;
    for (const std::int64_t start : many_starts()) {
      const std::int64_t expires_at = start + ttl * kSecond;
      const std::int64_t excess = window_end(start, expires_at) - expires_at;
      if (excess < 0 || excess > allowed) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a window ends at a multiple of its length, a power of two of seconds from 64 up",
          "[window]") {
  std::int64_t wrong = 0;
  for (const std::int64_t ttl : many_ttls()) {
    const int k =
        std::max(6, static_cast<int>(std::bit_width(static_cast<std::uint64_t>(ttl))) - 4);
    const std::int64_t length = (std::int64_t{1} << k) * kSecond;
    for (const std::int64_t start : many_starts())
      if (window_end(start, start + ttl * kSecond) % length != 0) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("an expiry at the very end of a window belongs to it, a millisecond later to the next",
          "[window]") {
  const std::int64_t end =
      GENERATE(std::int64_t{0}, 64 * kSecond, -64 * kSecond, kNow / 64'000 * 64'000);
  const std::int64_t ttl = 600 * kSecond;
  CHECK(window_end(end - ttl, end) == end);
  CHECK(window_end(end - ttl + 1, end + 1) == end + 64 * kSecond);
  CHECK(window_end(end - ttl - 1, end - 1) == end);
}

TEST_CASE("the default ttl has windows of 64 s, and at most eleven of them alive", "[window]") {
  constexpr std::int64_t kTtl = 600 * kSecond;
  std::size_t most = 0;
  for (std::int64_t now = kNow; now < kNow + 128 * kSecond; now += 333) {
    std::set<std::int64_t> alive;
    for (std::int64_t start = now - kTtl - 128 * kSecond; start <= now; start += 250) {
      const std::int64_t end = window_end(start, start + kTtl);
      if (end > now) alive.insert(end);
    }
    most = std::max(most, alive.size());
  }
  CHECK(most == 11);
}

TEST_CASE("the length of a window grows with the ttl, in steps", "[window]") {
  const auto [ttl, length] =
      GENERATE(table<std::int64_t, std::int64_t>({{1, 64},
                                                  {511, 64},
                                                  {512, 64},
                                                  {600, 64},
                                                  {1023, 64},
                                                  {1024, 128},
                                                  {3600, 256},
                                                  {86'400, 8192},
                                                  {366 * 86'400, std::int64_t{1} << 21}}));
  CAPTURE(ttl, length);
  // A millisecond after a multiple of every length: the end is one length away.
  const std::int64_t multiple = (std::int64_t{1} << 24) * kSecond * 100;
  const std::int64_t expires_at = multiple + 1;
  CHECK(window_end(expires_at - ttl * kSecond, expires_at) == multiple + length * kSecond);
}
