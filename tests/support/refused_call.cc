#include "support/refused_call.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace mayfly::test {

void refuse(const RefusedCall& refused) {
  const auto argument = static_cast<std::uint32_t>(
      offsetof(seccomp_data, args) + refused.argument * sizeof(seccomp_data::args[0]));
  const std::uint16_t comparison = refused.when == RefusedCall::If::is ? BPF_JEQ
                                   : refused.value == 0                ? BPF_JGE
                                                                       : BPF_JSET;
  const auto error = static_cast<std::uint32_t>(refused.error) & SECCOMP_RET_DATA;
  std::array<sock_filter, 6> filter{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(refused.call), 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument),  // the lower half, on a little-endian machine
      BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | comparison | BPF_K), refused.value, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  sock_fprog program{filter.size(), filter.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    ::_exit(kCannotRefuse);
}

void refuse_locks_of_sqlite(int error) {
  refuse({SYS_fcntl, error, 1, RefusedCall::If::is, F_SETLK});
}

void refuse_locks(int error) {
  refuse_locks_of_sqlite(error);
  refuse({SYS_fcntl, error, 1, RefusedCall::If::is, F_OFD_SETLK});
  refuse({SYS_fcntl, error, 1, RefusedCall::If::is, F_OFD_GETLK});
}

void refuse_threads() {
  refuse({SYS_clone3, ENOSYS});  // its flags are behind a pointer; then clone(2) is called
  refuse({SYS_clone, EAGAIN, 0, RefusedCall::If::has_any, CLONE_THREAD});
}

}  // namespace mayfly::test
