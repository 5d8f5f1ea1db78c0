#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "mayfly/process.h"

namespace mayfly {
namespace {

/// In KiB. Every page of the pool is mapped, locked and guarded at the start: Botan's default of
/// 512 costs 5 ms.
constexpr const char* kLockedPool = "16";
constexpr const char* kPoolVariable = "BOTAN_MLOCK_POOL_SIZE";

/// By one call for the three.
bool seem_open() {
  std::array<pollfd, 3> standard{pollfd{0, 0, 0}, pollfd{1, 0, 0}, pollfd{2, 0, 0}};
  if (::poll(standard.data(), standard.size(), 0) < 0) return false;
  return ((standard[0].revents | standard[1].revents | standard[2].revents) & POLLNVAL) == 0;
}

void open_standard_descriptors() {
  if (seem_open()) return;
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) != -1) continue;
    // The lowest free descriptor is this one. Opened the wrong way round: using it is an error, as
    // it was before.
    if (::open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) std::abort();
  }
}

}  // namespace

ProcessState harden_process() {
  ProcessState before;
  open_standard_descriptors();
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  // The hard limit stays: nobody could raise it again for a program that comes in our place.
  rlimit core{};
  if (::getrlimit(RLIMIT_CORE, &core) == 0) before.core_limit_ = core.rlim_cur;
  if (before.core_limit_ != 0) {
    core.rlim_cur = 0;
    ::setrlimit(RLIMIT_CORE, &core);
  }
  before.umask_ = ::umask(S_IRWXG | S_IRWXO);
  before.had_pool_size_ = std::getenv(kPoolVariable) != nullptr;
  if (!before.had_pool_size_) ::setenv(kPoolVariable, kLockedPool, 0);
  return before;
}

void ProcessState::restore() const noexcept {
  rlimit core{};
  if (core_limit_ != 0 && ::getrlimit(RLIMIT_CORE, &core) == 0) {
    core.rlim_cur = core_limit_;
    ::setrlimit(RLIMIT_CORE, &core);
  }
  ::umask(umask_);
  if (!had_pool_size_) ::unsetenv(kPoolVariable);
}

const char* ProcessState::added_variable() const noexcept {
  return had_pool_size_ ? nullptr : kPoolVariable;
}

bool lock_memory() {
  // With a limit, MCL_FUTURE would make later allocations fail; then Botan's own locked pool has to
  // be enough.
  rlimit limit{};
  if (::getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY) return false;
  return ::mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
}

}  // namespace mayfly
