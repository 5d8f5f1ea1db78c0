#include <sys/timex.h>

#include <cstdio>
#include <ctime>
#include <memory>

#include "mayfly/clock.h"

namespace mayfly {
namespace {

constexpr const char* kBootId = "/proc/sys/kernel/random/boot_id";

int digit_of(int c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

Instant SystemClock::wall() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::milliseconds SystemClock::since_boot() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::seconds{time.tv_sec} +
                                                       std::chrono::nanoseconds{time.tv_nsec});
}

std::optional<BootId> SystemClock::boot_id() {
  // A UUID as text: 32 hexadecimal digits, and dashes.
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(kBootId, "re"),
                                                             std::fclose);
  BootId id{};
  std::size_t digits = 0;
  for (int c = 0; file && digits < 2 * id.size() && (c = std::fgetc(file.get())) != EOF;) {
    const int digit = digit_of(c);
    if (digit < 0) continue;
    std::uint8_t& byte = id.at(digits++ / 2);
    byte = static_cast<std::uint8_t>(byte << 4 | digit);
  }
  if (digits != 2 * id.size()) return std::nullopt;
  return id;
}

bool SystemClock::synchronised() {
  timex state{};  // modes 0: nothing is set
  return ::adjtimex(&state) != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

}  // namespace mayfly
