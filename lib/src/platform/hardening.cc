#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "mayfly/process.h"

namespace mayfly {
namespace {

/// In KiB. Every page of the pool is mapped, locked and guarded at the start: Botan's default of
/// 512 costs 5 ms.
constexpr const char* kLockedPool = "16";

void open_standard_descriptors() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) != -1) continue;
    // The lowest free descriptor is this one. Opened the wrong way round: using it is an error, as
    // it was before.
    if (::open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) std::abort();
  }
}

}  // namespace

void harden_process() {
  open_standard_descriptors();
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::umask(S_IRWXG | S_IRWXO);
  ::setenv("BOTAN_MLOCK_POOL_SIZE", kLockedPool, 0);
}

bool lock_memory() {
  // With a limit, MCL_FUTURE would make later allocations fail; then Botan's own locked pool has to
  // be enough.
  rlimit limit{};
  if (::getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY) return false;
  return ::mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
}

}  // namespace mayfly
