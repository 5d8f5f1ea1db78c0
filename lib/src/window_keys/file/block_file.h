#pragma once

// A file of blocks. What is written is remembered until it is on the disk, so that it can be taken
// back until then.

#include <cerrno>
#include <filesystem>
#include <optional>
#include <span>
#include <system_error>
#include <vector>

#include "mayfly/bytes.h"
#include "mayfly/disk.h"
#include "mayfly/error.h"
#include "platform/file_lock.h"
#include "platform/file_status.h"
#include "platform/patience.h"
#include "platform/private_file.h"

namespace mayfly::window_keys {

/// A system error of `doing` to `path`, as our error.
Error disk_error(const std::system_error& error, const char* doing,
                 const std::filesystem::path& path);

/// Runs `work`, whose system errors become ours.
template <class Work>
auto on_disk(const char* doing, const std::filesystem::path& path, Work&& work) {
  try {
    return work();
  } catch (const std::system_error& error) {
    throw disk_error(error, doing, path);
  }
}

class BlockFile {
 public:
  /// Opens a file that is there. The disk must outlive it.
  BlockFile(std::filesystem::path path, Disk& disk);

  const std::filesystem::path& path() const noexcept { return path_; }
  Disk& disk() const noexcept { return *disk_; }
  const platform::Descriptor& descriptor() const noexcept { return file_.fd; }
  const struct stat& status() const noexcept { return file_.status; }

  /// Whether the file system lets us write.
  bool is_writable() const noexcept { return file_.writable; }

  /// Throws Error{not_written} if it does not.
  void require_writable() const;

  /// Keeps others from writing, for as long as it lives. Throws Error{busy}.
  platform::HeldLock lock(Patience& patience);

  /// The same without a wait; false if another process has it, or waits. Throws Error{not_written}.
  bool try_lock();
  void unlock() const noexcept;

  /// Returns how much there was to read.
  std::size_t read(std::span<std::uint8_t> out, std::uint64_t offset) const;
  std::size_t read_block(std::span<std::uint8_t> out, std::uint64_t block) const;

  // What follows is called in the lock.

  /// It is on the disk only after sync(); until then undo() can take it back.
  void write(SecureBytes block, std::uint64_t at);

  /// For what nobody waits for: no sync() follows, and undo() does not know of it.
  void write_unsynced(ByteView block, std::uint64_t at);

  /// Brings to the disk what was written. A sync that failed says nothing about what is there, so
  /// all of it is written again, once. Throws Error{not_written} if that is not confirmed either.
  void sync();

  /// How many blocks were written since the last sync().
  std::size_t unsynced() const noexcept { return unsynced_.size(); }

  /// Writes what was there before, as far as possible: otherwise the next process would find a key
  /// destroyed in the system's cache, and not know that it is still on the disk. False if not all
  /// of it could be written.
  bool undo() noexcept;

 private:
  std::optional<Error> try_sync();
  std::optional<Error> try_again();

  std::filesystem::path path_;
  platform::OpenedFile file_;
  Disk* disk_;

  struct Change {
    std::uint64_t block;
    SecureBytes before, after;
  };
  std::vector<Change> unsynced_;
};

}  // namespace mayfly::window_keys
