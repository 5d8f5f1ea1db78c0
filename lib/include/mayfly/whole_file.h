#pragma once

#include <filesystem>
#include <memory>

#include "mayfly/bytes.h"

namespace mayfly {

/// A file (0600) that gets its name when it is whole and on the disk: until then it has one that
/// nobody looks for, and it is gone if this object is.
class WholeFile {
 public:
  /// Throws Error{usage} if `path` is taken or has no folder, and Error{not_written}.
  explicit WholeFile(std::filesystem::path path);
  ~WholeFile();
  WholeFile(WholeFile&&) noexcept;
  WholeFile& operator=(WholeFile&&) noexcept;

  /// Appends the bytes. Throws Error{not_written}.
  void write(ByteView bytes);

  /// All that was written is on the disk when this returns. Throws Error{not_written}.
  void sync();

  /// Gives the file its name, durably; after sync(). Throws Error{usage} if the name is taken by
  /// now, and Error{not_written}.
  void publish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mayfly
