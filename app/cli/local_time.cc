#include "cli/local_time.h"

#include <algorithm>
#include <ctime>

namespace mayfly::app {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

/// What is added to the time in UTC. By libc: gcc 12 has no zones in <chrono>.
seconds offset_at(sys_seconds moment) {
  const std::time_t time = moment.time_since_epoch().count();
  std::tm parts{};
  return ::localtime_r(&time, &parts) == nullptr ? seconds{0} : seconds{parts.tm_gmtoff};
}

/// The first moment after `before`, and up to `after`, at which the clocks show more than `shown`.
/// They are set forward once in between.
sys_seconds moment_past(sys_seconds shown, sys_seconds before, sys_seconds after) {
  while (after - before > seconds{1}) {
    const sys_seconds middle = before + (after - before) / 2;
    (middle + offset_at(middle) > shown ? after : before) = middle;
  }
  return after;
}

}  // namespace

LocalMoments moments_of(std::chrono::local_seconds shown) {
  ::tzset();
  const sys_seconds as_utc{shown.time_since_epoch()};
  // No zone is set twice within two days.
  const auto [least, most] = std::minmax(
      {offset_at(as_utc - std::chrono::days{1}), offset_at(as_utc + std::chrono::days{1})});
  const sys_seconds first = as_utc - most;
  const sys_seconds last = as_utc - least;
  const bool at_first = first + offset_at(first) == as_utc;
  const bool at_last = last + offset_at(last) == as_utc;
  if (at_first && at_last) return {first, last, first == last ? Shown::once : Shown::twice};
  if (at_first) return {first, first, Shown::once};
  if (at_last) return {last, last, Shown::once};
  const sys_seconds past = moment_past(as_utc, first, last);
  return {past, past, Shown::never};
}

std::chrono::local_seconds local_time(sys_seconds moment) {
  ::tzset();
  return std::chrono::local_seconds{(moment + offset_at(moment)).time_since_epoch()};
}

}  // namespace mayfly::app
