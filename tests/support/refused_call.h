#pragma once

#include <cstdint>

namespace mayfly::test {

/// A system call that fails, if an argument has one of these bits, or is this value.
struct RefusedCall {
  enum class If : std::uint8_t { is, has_any };

  long call;
  int error;
  unsigned argument = 0;
  If when = If::has_any;
  std::uint32_t value = 0;  ///< 0 with `has_any`: always
};

/// For the calling process, for good, and for what it becomes (seccomp(2)): to be called in a
/// child. Ends the process with kCannotRefuse if the kernel cannot do that.
void refuse(const RefusedCall& refused);
inline constexpr int kCannotRefuse = 77;

/// No file can be locked by fcntl(2), neither as SQLite does it nor as we do.
void refuse_locks(int error);
void refuse_locks_of_sqlite(int error);

/// No thread can be made.
void refuse_threads();

}  // namespace mayfly::test
