#include "mayfly/clock.h"

#include <fcntl.h>
#include <sys/timex.h>
#include <unistd.h>

#include <array>
#include <ctime>

#include "platform/descriptor.h"

namespace mayfly {
namespace {

constexpr const char* kBootId = "/proc/sys/kernel/random/boot_id";

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// A UUID as text: 32 hexadecimal digits, and dashes.
std::optional<BootId> read_boot_id() {
  const platform::Descriptor file(::open(kBootId, O_RDONLY | O_CLOEXEC));
  std::array<char, 64> text{};
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  BootId id{};
  std::size_t digits = 0;
  for (ssize_t i = 0; i < size && digits < 2 * id.size(); ++i) {
    const int digit = digit_of(text.at(static_cast<std::size_t>(i)));
    if (digit < 0) continue;
    std::uint8_t& byte = id.at(digits++ / 2);
    byte = static_cast<std::uint8_t>(byte << 4 | digit);
  }
  if (digits != 2 * id.size()) return std::nullopt;
  return id;
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
  if (!boot_id_) boot_id_ = read_boot_id();
  return boot_id_;
}

bool SystemClock::synchronised() {
  timex state{};  // modes 0: nothing is set
  return ::adjtimex(&state) != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

}  // namespace mayfly
