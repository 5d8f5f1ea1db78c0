#pragma once

// What a power cut undoes: everything that was written to a file since its last sync.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace mayfly::test {

/// What is lost when the power goes.
enum class Loss {
  nothing,       ///< the power stays: the process alone was killed
  everything,    ///< all that was not synced
  even_sectors,  ///< every other sector of it: a disk writes in any order
  odd_sectors,
};

/// How a file stood at its last sync, as far as it was changed since.
class UnsyncedFile {
 public:
  /// What stands there: fewer bytes at the end of the file.
  using Read = std::function<std::string(std::uint64_t offset, std::size_t size)>;

  /// To be called before bytes are written, or cut off.
  void will_change(std::uint64_t offset, std::uint64_t size, std::uint64_t file_size,
                   const Read& read);

  /// Puts back what was there.
  void lose(const std::filesystem::path& path, Loss loss) const;

 private:
  std::map<std::uint64_t, std::string> sectors_;
  std::uint64_t size_ = 0;
};

/// All files of a test, by path.
class UnsyncedFiles {
 public:
  UnsyncedFile& of(const std::string& path) { return files_[path]; }
  void synced(const std::string& path) { files_.erase(path); }

  /// The file is about to be deleted; without a sync of its folder a power cut brings it back.
  void will_delete(const std::string& path, bool folder_synced);
  void folder_synced() { deleted_.clear(); }

  /// The power goes. Nobody may have the files open.
  void lose(Loss loss);

 private:
  std::map<std::string, UnsyncedFile> files_;
  std::map<std::string, std::string> deleted_;
};

}  // namespace mayfly::test
