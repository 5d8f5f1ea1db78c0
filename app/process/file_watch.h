#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "process/watch.h"

namespace mayfly::app {

/// The system's watch: inotify(7) on the folder of the database, as long as the file system is one
/// that tells of every change, whoever makes it; otherwise (a network, a FUSE or an overlay file
/// system, no folder yet, no watches left) it returns from wait() once a second.
class FileWatch final : public Watch {
 public:
  FileWatch() = default;
  ~FileWatch() override;
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  void begin(const std::filesystem::path& database) override;
  bool wait(std::chrono::nanoseconds time) override;

  /// Whether it is told of changes, and need not look by itself.
  bool is_told() const noexcept { return fd_ >= 0; }

 private:
  void end() noexcept;
  bool is_of_vault(std::string_view file, std::uint32_t change) const;
  bool read_events();

  std::string name_;  ///< of the database in its folder
  int fd_ = -1;
};

}  // namespace mayfly::app
