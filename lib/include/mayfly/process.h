#pragma once

#include <sys/types.h>

#include <cstdint>

namespace mayfly {

/// What harden_process() changed, as it was before.
class ProcessState {
 public:
  /// Puts it back, for a program that is executed in this process's place. (An execve(2) by itself
  /// ends what keeps others from dumping and tracing the process.)
  void restore() const noexcept;

  /// The environment's variable that was added; null if there is none.
  const char* added_variable() const noexcept;

 private:
  friend ProcessState harden_process();

  std::uint64_t core_limit_ = 0;  ///< the soft one
  mode_t umask_ = 0;
  bool had_pool_size_ = false;
};

/// Prepares the process for secrets; to be called once, before the first one is read and before
/// there are threads. Descriptors 0 to 2 are open afterwards (if one was closed, reads and writes
/// on it fail rather than hit another file); there is no core dump (the soft limit is 0) and no
/// ptrace by others; the umask is 077; and there is a small locked pool for keys, unless
/// BOTAN_MLOCK_POOL_SIZE is set. Children inherit the descriptors, the core limit, the umask and
/// that variable, unless the state that is returned is restored.
ProcessState harden_process();

/// Lets SQLite allocate its pages one by one, for a process that makes one call and needs few. To
/// be called before the first vault is opened; it has no effect later.
void tune_for_one_call();

/// Keeps the memory of the process out of swap, if RLIMIT_MEMLOCK is unlimited. Otherwise changes
/// nothing and returns false: then only keys and messages in SecureBytes may be locked.
bool lock_memory();

/// Known-answer test of the ciphers, in less than a millisecond. Throws Error{unexpected} if an
/// answer is wrong: a broken build or processor must not touch a vault.
void self_test();

}  // namespace mayfly
