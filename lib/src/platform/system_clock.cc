#include "mayfly/clock.h"
#include "mayfly/wait_clock.h"

#include <fcntl.h>
#include <sys/timex.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>

#include "platform/descriptor.h"
#include "platform/namespaces.h"
#include "platform/system_error.h"

namespace mayfly {
namespace {

constexpr const char* kBootId = "/proc/sys/kernel/random/boot_id";

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// Nothing if the system hides it (ProcSubset=pid, a chroot without /proc). Any other failure is an
/// error: without the id, this access would count as one in a new boot.
bool is_hidden(int error_number) {
  return error_number == ENOENT || error_number == EACCES || error_number == EPERM;
}

/// A UUID as text: 32 hexadecimal digits, and dashes.
std::optional<BootId> read_boot_id() {
  const platform::Descriptor file(::open(kBootId, O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 && is_hidden(errno)) return std::nullopt;
  std::array<char, 64> text{};
  const ssize_t size = file.get() < 0 ? -1 : ::read(file.get(), text.data(), text.size());
  if (size < 0) throw platform::system_error(errno, "read", kBootId);
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

const SystemClock::Boot& SystemClock::boot() {
  if (boot_) return *boot_;
  Boot boot{read_boot_id(), {}};
  if (boot.id) {
    const auto offset = platform::boottime_offset();
    if (!offset) boot.id.reset();  // a clock that somebody may set is not the boot's clock
    boot.offset = offset.value_or(boot.offset);
  }
  return boot_.emplace(boot);
}

std::chrono::milliseconds SystemClock::since_boot() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  const auto since = std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
  return std::chrono::floor<std::chrono::milliseconds>(since - boot().offset);
}

std::optional<BootId> SystemClock::boot_id() {
  return boot().id;
}

bool SystemClock::synchronised() {
  constexpr std::chrono::milliseconds kHolds{100};
  const auto now = since_boot();
  if (word_ && now - word_->said_at < kHolds) return word_->synchronised;
  timex state{};                               // modes 0: nothing is set
  const int clock_state = ::adjtimex(&state);  // a container may forbid it: -1
  word_ = {now, clock_state >= 0 && clock_state != TIME_ERROR && (state.status & STA_UNSYNC) == 0};
  return word_->synchronised;
}

std::chrono::nanoseconds SystemWaitClock::now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

void SystemWaitClock::pause(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  timespec left{static_cast<time_t>(seconds.count()), static_cast<long>((time - seconds).count())};
  while (::clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) {
  }
}

}  // namespace mayfly
