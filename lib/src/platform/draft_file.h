#pragma once

#include <filesystem>

#include "platform/descriptor.h"

namespace mayfly::platform {

/// A private file that is made under a name of its own and gets its real one when it is whole. It
/// is locked (flock) for as long as it is a draft, so that one that a kill left behind can be told
/// from one that is in use.
class DraftFile {
 public:
  /// Makes an empty file (0600) in the folder of `path`, under a name that nobody else uses, and
  /// first removes the drafts there that were left behind. Throws Error{not_written}.
  explicit DraftFile(std::filesystem::path path);
  ~DraftFile();  ///< removes it, with a journal of SQLite's, unless it was published
  DraftFile(const DraftFile&) = delete;
  DraftFile& operator=(const DraftFile&) = delete;

  const std::filesystem::path& draft() const noexcept { return draft_; }
  const Descriptor& file() const noexcept { return file_; }

  /// Gives the file its real name, durably, unless that is taken: then false.
  bool publish();

 private:
  std::filesystem::path path_;
  std::filesystem::path draft_;
  Descriptor file_;
};

}  // namespace mayfly::platform
