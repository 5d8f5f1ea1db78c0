#pragma once

#include <filesystem>
#include <string>

#include "mayfly/random.h"

namespace mayfly::app {

/// A file for a secret that gets its name when it is whole (0600). Until then it has none, so that
/// nothing is left of it if we are killed. Where the file system cannot do that (O_TMPFILE), it has
/// a name of its own meanwhile, `.mayfly-output-*`.
class NewFile {
 public:
  /// Throws Error{usage} if there is something at `path` already, be it a symbolic link, and
  /// Error{output_failed} if no file can be made there.
  NewFile(std::filesystem::path path, RandomSource& random);
  ~NewFile();  ///< of what was not published, nothing stays
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  int fd() const noexcept { return fd_; }

  /// Throws what publish() would throw by now if the name was taken, or the folder removed.
  void require_possible() const;

  /// Returns when what was written is on the disk. Throws Error{output_failed}.
  void sync() const;

  /// Gives it its name, durably. Throws Error{output_failed}, also if the name was taken meanwhile.
  void publish();

 private:
  int open_unnamed() const;
  int open_draft(RandomSource& random);
  int link_unnamed() const noexcept;
  int rename_draft() const noexcept;

  std::filesystem::path path_;
  std::string name_;
  std::string draft_;  ///< its name meanwhile; empty: it has none
  int folder_;
  int fd_ = -1;
};

}  // namespace mayfly::app
