#include "output/wording.h"

#include "output/format.h"

namespace mayfly::app {
namespace {

/// The date and the time of day, to the second.
std::string seconds_of(Instant instant, char between) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
  return formatted("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), between,
                   time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace

std::string rfc3339(Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  return formatted("{}.{:03}Z", seconds_of(instant, 'T'), (instant - seconds).count());
}

std::string table_time(Instant instant) {
  return seconds_of(instant, ' ') + "Z";
}

std::string counted(std::int64_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

const char* name_of(SlotKind kind) {
  switch (kind) {
    case SlotKind::key_file:
      return "key-file";
    case SlotKind::passphrase:
      return "passphrase";
  }
  return "unknown";
}

}  // namespace mayfly::app
