#include "window_keys/file/migration.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "platform/file_lock.h"
#include "platform/patience.h"
#include "window_keys/file/binding.h"
#include "window_keys/file/block.h"
#include "window_keys/file/clock_block.h"
#include "window_keys/file/header.h"
#include "window_keys/file/slot.h"

namespace mayfly::window_keys {
namespace {

// In format 1 the slots began where the clock's record and the binding are now.
constexpr std::uint64_t kFirstSlotBlockOf1 = 2;
constexpr std::size_t kClockFields = 88;  // bytes before them in the header

struct HeaderOf1 {
  Header header;
  ClockRecord clock;
  std::uint64_t block;
};

/// Its clock had an anchor, and vault time was what the wall clock said at first.
ClockRecord clock_of(ByteView block) {
  RecordReader reader(block);
  reader.bytes(kClockFields);
  ClockRecord clock;
  std::ranges::copy(reader.bytes(clock.boot_id.size()), clock.boot_id.begin());
  const std::int64_t boottime_at_anchor = reader.number();
  const std::int64_t vault_time_at_anchor = reader.number();
  clock.vault_time = reader.number();
  clock.since_boot = boottime_at_anchor + clock.vault_time - vault_time_at_anchor;
  clock.on_disk = true;
  return clock;
}

class Migration {
 public:
  Migration(int fd, Disk& disk) : fd_(fd), disk_(disk) {}

  /// False if another process was faster.
  bool find_header() {
    for (std::uint64_t block = 0; block < kHeaderBlocks; ++block) {
      Header header;
      const SecureBytes bytes = read(block);
      const HeaderState state = decode_header(bytes, header);
      if (state == HeaderState::valid) return false;
      if (state != HeaderState::older) continue;
      if (!old_ || header.sequence > old_->header.sequence)
        old_ = {std::move(header), clock_of(bytes), block};
    }
    return old_.has_value();
  }

  void run() {
    move_slots();
    old_->clock.generation_at_boot = old_->header.generation;
    write(encode(old_->clock), kClockBlock);
    for (std::uint64_t i = 0; i < kBindingBlocks; ++i)
      write(encode(KeptBinding{i, {}}), kBindingBlock + i);
    disk_.sync(fd_);
    // The old header is there until the new one is on the disk.
    write_header(1 - old_->block);
    write_header(old_->block);
  }

 private:
  SecureBytes read(std::uint64_t block) const {
    SecureBytes bytes(kBlockSize);
    bytes.resize(disk_.read(fd_, bytes, block * kBlockSize));
    return bytes;
  }
  void write(const SecureBytes& bytes, std::uint64_t block) {
    disk_.write(fd_, bytes, block * kBlockSize);
  }
  void write_header(std::uint64_t block) {
    ++old_->header.sequence;
    write(encode(old_->header), block);
    disk_.sync(fd_);
  }

  /// Moves the keys of the first slots to free ones.
  void move_slots() {
    std::map<std::int64_t, SecureBytes> to_move;  // by generation
    for (std::uint64_t block = kFirstSlotBlockOf1; block < kFirstSlotBlock; ++block) {
      Slot slot;
      SecureBytes bytes = read(block);
      if (decode_slot(bytes, slot) == SlotState::live)
        to_move.emplace(slot.generation, std::move(bytes));
    }
    std::vector<std::uint64_t> free;
    std::uint64_t block = kFirstSlotBlock;
    for (SecureBytes bytes = read(block); bytes.size() == kBlockSize; bytes = read(++block)) {
      Slot slot;
      const SlotState state = decode_slot(bytes, slot);
      if (state == SlotState::free) free.push_back(block);
      if (state == SlotState::live) to_move.erase(slot.generation);  // moved before we were killed
    }
    for (const auto& [generation, bytes] : to_move) {
      if (free.empty()) free.push_back(block++);
      write(bytes, free.back());
      free.pop_back();
    }
    old_->header.slot_count = block - kFirstSlotBlock;
    disk_.sync(fd_);
  }

  int fd_;
  Disk& disk_;
  std::optional<HeaderOf1> old_;
};

}  // namespace

void migrate_from_format_1(const platform::Descriptor& fd, const std::filesystem::path& path,
                           Disk& disk, Patience& patience) {
  const platform::HeldLock lock(fd, path, patience);
  Migration migration(fd.get(), disk);
  if (migration.find_header()) migration.run();
}

}  // namespace mayfly::window_keys
