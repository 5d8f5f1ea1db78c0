#pragma once

// A window-key file as blocks: two headers, the clock's record, the binding and the slots. What is
// written in it is decided in file_key_store.h.

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "mayfly/disk.h"
#include "mayfly/random.h"
#include "platform/file_lock.h"
#include "platform/file_status.h"
#include "platform/patience.h"
#include "window_keys/clock_record.h"
#include "window_keys/file/binding.h"
#include "window_keys/file/block.h"
#include "window_keys/file/block_file.h"
#include "window_keys/file/header.h"
#include "window_keys/file/slot.h"

namespace mayfly::window_keys {

class WindowKeyFile {
 public:
  /// Opens the file at `path`; nothing if there is none. Throws Error{not_a_vault} if it is not a
  /// window-key file, is cut off or of another vault, Error{authentication_failed} if both headers
  /// are damaged, and Error{unsafe_permissions}. An empty `vault_id` takes any vault's. A file of
  /// an older format becomes one of today's if there is a `patience`, to wait for those who do the
  /// same; without one nothing is changed, and Error{not_a_vault} is thrown.
  static std::optional<WindowKeyFile> open(const std::filesystem::path& path, ByteView vault_id,
                                           Disk& disk, Patience* patience = nullptr);

  /// Makes the file, whole and on the disk, with no window keys, and its folder. False, and nothing
  /// done, if there is one. The caller holds a lock that keeps others from making the same.
  static bool create(const std::filesystem::path& path, Header header, const ClockRecord& clock,
                     const platform::FilePlace& database, Disk& disk, RandomSource& random);

  /// Keeps others from writing, for as long as it lives, and looks at the header again. Throws
  /// Error{busy}.
  platform::HeldLock lock(Patience& patience);

  /// The same without a wait, and without a look at the header; false if another process has it, or
  /// waits. Throws Error{not_written}.
  bool try_lock() { return blocks_.try_lock(); }
  void unlock() const noexcept { blocks_.unlock(); }

  /// Whether the file system lets us write.
  bool is_writable() const noexcept { return blocks_.is_writable(); }

  /// Throws Error{not_written} if it does not.
  void require_writable() const { blocks_.require_writable(); }

  /// The newer of the two headers, as of the last refresh().
  const Header& header() const noexcept { return header_; }
  void refresh();

  /// Whether one of the two headers was a header once.
  bool header_damaged() const noexcept { return other_damaged_; }

  /// The clock's record, as of the last refresh(). If it is damaged, what the header knows of it.
  const ClockRecord& clock() const noexcept { return clock_; }
  bool clock_damaged() const noexcept { return clock_damaged_; }

  /// As of the last refresh(); nothing if it is damaged.
  const std::optional<Binding>& binding() const noexcept { return binding_; }

  /// Where this file is.
  platform::FilePlace place() const;
  bool is_at_inode_of(const platform::FilePlace& other) const noexcept {
    return blocks_.status().st_dev == other.device && blocks_.status().st_ino == other.inode;
  }

  /// Calls `visit(index, state, slot)` with each slot until it returns false; `slot` is
  /// set only if it is live, or newer. A slot that cannot be read is left out; when all others were
  /// visited, that is thrown.
  void each_slot(
      const std::function<bool(std::uint64_t index, SlotState state, const Slot& slot)>& visit);

  /// The same with the live ones only.
  void each_live(const std::function<bool(std::uint64_t index, const Slot& slot)>& visit);

  // What follows is called in the lock. What is written is on the disk only after sync(); until
  // then undo() can take it back.

  void write_slot(std::uint64_t index, const Slot& slot);

  /// Overwrites the slot with random bytes.
  void destroy_slot(std::uint64_t index, RandomSource& random);

  /// Adds free slots to a file that has `count`. They are on the disk when it returns. Throws
  /// Error{not_written} if there may be no more.
  void grow(std::uint64_t count, RandomSource& random);

  /// Writes the header; `before_sync` says that sync() follows.
  void write_header(Header header, bool before_sync);

  /// The same for the clock's record.
  void write_clock(const ClockRecord& record, bool before_sync);

  /// In the place of the older of the two.
  void write_binding(const Binding& binding);

  /// As those of BlockFile.
  void sync() { blocks_.sync(); }

  /// Does `write`, and brings what it wrote to the disk. If either fails, it is undone as far as
  /// possible.
  template <class Write>
  void write_whole(Write&& write) {
    try {
      write();
      sync();
    } catch (...) {
      undo();
      throw;
    }
  }
  std::size_t unsynced() const noexcept { return blocks_.unsynced(); }
  bool undo() noexcept { return blocks_.undo(); }

  const std::filesystem::path& path() const noexcept { return blocks_.path(); }

 private:
  WindowKeyFile(std::filesystem::path path, Disk& disk) : blocks_(std::move(path), disk) {}

  void require_whole() const;

  static constexpr std::size_t kBindingHead = 64;  // bytes: its sequence, and both files
  static constexpr std::size_t kClockInRecords = kHeaderBlocks * kRecordSize;
  using Records =
      std::array<std::uint8_t, kClockInRecords + kSectorSize + kBindingBlocks * kBindingHead>;
  static Records records_in(ByteView blocks);

  bool look();
  bool choose_header(ByteView blocks);
  void read_binding(ByteView blocks);
  void migrate(Patience* patience);
  void write_record(SecureBytes block, std::uint64_t at, bool before_sync);

  BlockFile blocks_;
  std::optional<Records> seen_;  ///< what header_, clock_ and binding_ were read from
  Header header_;
  std::uint64_t header_block_ = 0;  ///< where header_ stands
  bool other_valid_ = false;
  bool other_damaged_ = false;
  ClockRecord clock_;
  bool clock_damaged_ = false;

  std::optional<Binding> binding_;
  std::uint64_t binding_block_ = kBindingBlock;  ///< of the one that counts
  std::uint64_t binding_sequence_ = 0;
};

}  // namespace mayfly::window_keys
