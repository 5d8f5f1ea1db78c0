#pragma once

// Window-key files as an attacker has them, or a disk that fails.

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "mayfly/disk.h"
#include "support/bytes_of.h"
#include "window_keys/file/block.h"
#include "window_keys/file/slot.h"

namespace mayfly::test {

/// Where slot `index` begins in the file.
inline std::size_t slot_offset(std::size_t index) {
  return (window_keys::kFirstSlotBlock + index) * window_keys::kBlockSize;
}

/// What is in slot `index` of the file's bytes; fills `slot` if it is live.
inline window_keys::SlotState state_of(const std::string& file, std::size_t index,
                                       window_keys::Slot& slot) {
  const std::string_view record =
      std::string_view(file).substr(slot_offset(index), window_keys::kRecordSize);
  return window_keys::decode_slot(as_bytes(record), slot);
}

/// All window keys in the file, whatever the time.
inline std::vector<window_keys::Slot> live_slots(const std::filesystem::path& path) {
  const std::string file = bytes_of(path);
  std::vector<window_keys::Slot> slots;
  for (std::size_t index = 0; slot_offset(index) < file.size(); ++index) {
    window_keys::Slot slot;
    if (state_of(file, index, slot) == window_keys::SlotState::live) slots.push_back(slot);
  }
  return slots;
}

/// Writes in place, as no program of ours does.
inline void overwrite(const std::filesystem::path& path, std::size_t offset, ByteView bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(offset));
  file << as_text(bytes);
}

/// Replaces the content and keeps the inode, and with it the mode.
inline void put_back(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// Ends the program in the middle of its work: no other code runs.
struct Killed {};

/// A disk whose syncs are left out, or fail.
class TestDisk final : public Disk {
 public:
  int failing_syncs = 0;      ///< how many of the next ones fail
  bool kill_at_sync = false;  ///< the next one is the last thing that happens
  int syncs = 0;
  int writes = 0;
  int reads = 0;
  std::uint64_t unreadable = 0;  ///< offset of a block; 0: none

  std::size_t read(int fd, std::span<std::uint8_t> out, std::uint64_t offset) override {
    ++reads;
    if (unreadable != 0 && offset == unreadable)
      throw std::system_error(EIO, std::generic_category());
    return system_.read(fd, out, offset);
  }
  void write(int fd, ByteView bytes, std::uint64_t offset) override {
    if (killed_) return;
    ++writes;
    system_.write(fd, bytes, offset);
  }
  void sync(int) override {
    if (kill_at_sync) {
      killed_ = true;
      throw Killed{};
    }
    ++syncs;
    if (failing_syncs == 0) return;
    --failing_syncs;
    throw std::system_error(EIO, std::generic_category());
  }

 private:
  SystemDisk system_;
  bool killed_ = false;
};

}  // namespace mayfly::test
