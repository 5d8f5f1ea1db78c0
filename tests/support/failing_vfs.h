#pragma once

#include <sqlite3.h>

#include "support/failing_disk.h"

namespace mayfly::test {

/// The database's part of the file layer: SQLite's default as long as this lives, which must be
/// longer than every database opened in that time.
class FailingVfs {
 public:
  explicit FailingVfs(FileFaults& faults);
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  FileFaults& faults() const { return *faults_; }
  sqlite3_vfs* system() const { return system_; }

 private:
  FileFaults* faults_;
  sqlite3_vfs* system_;
  sqlite3_vfs vfs_;
};

}  // namespace mayfly::test
