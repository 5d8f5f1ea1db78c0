#pragma once

// A file layer that fails, or stops, at its n-th operation: that of the window-key file, and (in
// failing_vfs.h) that of the database, with one counter for both. No sync reaches the disk: what it
// would have brought there is kept in mind, and a power cut is played.

#include "mayfly/disk.h"
#include "support/unsynced.h"

namespace mayfly::test {

/// What becomes of operation n: a write, truncation, sync, creation or deletion.
enum class Fault {
  none,
  fail,  ///< it alone fails
  stop,  ///< it and all that come later do not happen
  tear,  ///< the same, but of a write the first bytes happen
};

enum class Step { happens, fails, is_torn };

/// How much of a write that is torn happens.
inline constexpr std::size_t kTornBytes = 100;

/// The counter, and what the files hold that is not on the disk.
class FileFaults {
 public:
  /// Counts from now on.
  void arm(Fault fault, int n) {
    fault_ = fault;
    n_ = n;
    count_ = 0;
  }
  void disarm() {
    fault_ = Fault::none;
    failing_read_ = 0;
  }

  /// The n-th read of the database from now on fails; all from then on, if `all`.
  void fail_read(int n, bool all) {
    failing_read_ = n;
    all_reads_fail_ = all;
    reads_ = 0;
  }
  bool next_read_fails() {
    ++reads_;
    return failing_read_ > 0 && (reads_ == failing_read_ || (all_reads_fail_ && read_failed()));
  }
  bool read_failed() const { return reads_ >= failing_read_; }

  /// What becomes of the next operation.
  Step next();

  /// Whether there was an operation n since arm().
  bool hit() const { return count_ >= n_; }
  bool stopped() const { return hit() && (fault_ == Fault::stop || fault_ == Fault::tear); }

  UnsyncedFiles unsynced;
  bool database_full = false;  ///< each write to the database fails
  bool key_syncs_lie = false;  ///< a sync of the window-key file does nothing

 private:
  Fault fault_ = Fault::none;
  int n_ = 0;
  int count_ = 0;
  int failing_read_ = 0;
  int reads_ = 0;
  bool all_reads_fail_ = false;
};

/// The window-key file's part. All throw std::system_error.
class FailingDisk final : public Disk {
 public:
  explicit FailingDisk(FileFaults& faults) : faults_(faults) {}

  std::size_t read(int fd, std::span<std::uint8_t> out, std::uint64_t offset) override {
    return system_.read(fd, out, offset);
  }
  void write(int fd, ByteView bytes, std::uint64_t offset) override;
  void sync(int fd) override;

 private:
  FileFaults& faults_;
  SystemDisk system_;
};

}  // namespace mayfly::test
