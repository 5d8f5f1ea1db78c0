#include "window_keys/file/window_key_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "mayfly/error.h"
#include "platform/draft_file.h"
#include "platform/private_file.h"
#include "platform/private_folder.h"
#include "window_keys/file/block.h"
#include "window_keys/file/clock_block.h"
#include "window_keys/file/migration.h"
#include "window_keys/key_store.h"

namespace mayfly::window_keys {
namespace {

namespace fs = std::filesystem;
using platform::FilePlace;

constexpr std::uint64_t kFirstSlots = 16;   // the default ttl has at most 11 windows alive
constexpr std::uint64_t kMostToGrow = 256;  // a megabyte at once

SecureBytes random_block(RandomSource& random) {
  SecureBytes block(kBlockSize);
  random.fill(block);
  return block;
}

Error refusal(const fs::path& path, const std::string& why) {
  return {ErrorKind::not_a_vault, path.string() + ": " + why,
          "put back the one that was there, or move this away; until then messages can be listed "
          "but not read"};
}

Error damage(const fs::path& path) {
  return {ErrorKind::authentication_failed, path.string() + ": both headers are damaged",
          "put back the one that was there, or move this away; until then messages can be listed "
          "but not read"};
}

fs::path real_path_of(const fs::path& path) {
  return platform::real_folder_of(path) / path.filename();
}

/// What the header knows, if the clock's record is damaged: time off counts by the offset.
ClockRecord clock_of(const Header& header) {
  ClockRecord record;
  record.vault_time = header.vault_time;
  record.last_offset = record.shown_offset = header.offset;
  record.generation_at_boot = header.generation;
  return record;
}

}  // namespace

bool WindowKeyFile::create(const fs::path& path, Header header, const ClockRecord& clock,
                           const FilePlace& database, Disk& disk, RandomSource& random) {
  platform::make_private_folder(platform::folder_of(path));
  header.slot_count = kFirstSlots;
  header.sequence = 1;
  header.vault_time = clock.vault_time;
  header.offset = clock.shown_offset;
  platform::DraftFile draft(path);
  const int fd = draft.file().get();
  FilePlace here = platform::place_of(draft.draft());
  here.path = real_path_of(path);
  on_disk("write", draft.draft(), [&] {
    // The header first: by it we recognize a draft that a killed process left. The other header is
    // random.
    disk.write(fd, encode(header), kBlockSize);
    for (std::uint64_t block = 0; block < kFirstSlotBlock + kFirstSlots; ++block)
      if (block != 1) disk.write(fd, random_block(random), block * kBlockSize);
    disk.write(fd, encode(clock), kClockBlock * kBlockSize);
    disk.write(fd, encode(KeptBinding{1, {database, here}}), kBindingBlock * kBlockSize);
    disk.sync(fd);
  });
  return draft.publish();
}

std::optional<WindowKeyFile> WindowKeyFile::open(const fs::path& path, ByteView vault_id,
                                                 Disk& disk, Patience* patience) {
  platform::require_safe_folder(platform::folder_of(path));
  // In this order: another process may be making it just now.
  const auto status = platform::private_file_status(path);
  if (!status) return std::nullopt;
  if (!S_ISREG(status->st_mode)) throw refusal(path, "not a window-key file: not a regular file");
  WindowKeyFile file(path, disk);
  if (!file.look()) {
    file.migrate(patience);
    file.refresh();
  }
  if (!vault_id.empty() && !std::ranges::equal(file.header_.vault_id, vault_id))
    throw refusal(path, "these are the window keys of another vault");
  file.require_whole();
  return file;
}

void WindowKeyFile::require_whole() const {
  const std::uint64_t end = (kFirstSlotBlock + header_.slot_count) * kBlockSize;
  if (static_cast<std::uint64_t>(blocks_.status().st_size) >= end) return;
  // Another process may have made it longer since.
  std::array<std::uint8_t, 1> last{};
  if (blocks_.read(last, end - 1) == 0) throw refusal(path(), "the window-key file is cut off");
}

FilePlace WindowKeyFile::place() const {
  return {real_path_of(path()), blocks_.status().st_dev, blocks_.status().st_ino};
}

platform::HeldLock WindowKeyFile::lock(Patience& patience) {
  platform::HeldLock lock = blocks_.lock(patience);
  refresh();
  return lock;
}

void WindowKeyFile::refresh() {
  if (!look()) throw damage(path());  // it was of today's format
}

void WindowKeyFile::migrate(Patience* patience) {
  if (patience == nullptr) {
    throw Error(ErrorKind::not_a_vault, Reason::older_format,
                path().string() + ": of an older format");
  }
  require_writable();
  on_disk("write", path(),
          [&] { migrate_from_format_1(blocks_.descriptor(), path(), blocks_.disk(), *patience); });
}

/// Reads the first blocks. False for a file of an older format.
bool WindowKeyFile::look() {
  std::array<std::uint8_t, kFirstSlotBlock * kBlockSize> blocks;  // NOLINT: read into
  if (blocks_.read_block(blocks, 0) < blocks.size())
    throw refusal(path(), "not a window-key file: too short");
  // Several looks of an access nearly always find the same, and its checksums take their time.
  const Records records = records_in(blocks);
  if (std::exchange(seen_, std::nullopt) == records) {
    seen_ = records;
    return true;
  }
  if (!choose_header(blocks)) return false;
  read_binding(blocks);
  auto clock = decode_clock(ByteView(blocks).subspan(kClockBlock * kBlockSize));
  clock_damaged_ = !clock;
  clock_ = clock ? std::move(*clock) : clock_of(header_);
  seen_ = records;
  return true;
}

/// The headers, the clock's record and, of the bindings, what tells them from others.
WindowKeyFile::Records WindowKeyFile::records_in(ByteView blocks) {
  Records records;  // NOLINT: all of it is copied into
  auto* end = records.data();
  const auto add = [&](std::size_t block, std::size_t size) {
    end = std::ranges::copy(blocks.subspan(block * kBlockSize, size), end).out;
  };
  for (std::size_t block = 0; block < kHeaderBlocks; ++block) add(block, kRecordSize);
  add(kClockBlock, kSectorSize);
  for (std::size_t i = 0; i < kBindingBlocks; ++i) add(kBindingBlock + i, kBindingHead);
  return records;
}

bool WindowKeyFile::choose_header(ByteView blocks) {
  std::array<Header, kHeaderBlocks> headers;
  std::array<HeaderState, kHeaderBlocks> states{};
  for (std::size_t i = 0; i < kHeaderBlocks; ++i)
    states.at(i) = decode_header(blocks.subspan(i * kBlockSize, kRecordSize), headers.at(i));
  const auto any = [&](HeaderState state) { return std::ranges::count(states, state) > 0; };
  if (any(HeaderState::newer)) {
    throw NewerFormat(ErrorKind::not_a_vault, path().string() + ": of a newer format",
                      "update mayfly");
  }
  if (!any(HeaderState::valid)) {
    if (any(HeaderState::older)) return false;
    throw any(HeaderState::damaged) ? damage(path())
                                    : refusal(path(), "not a window-key file: it has no header");
  }
  const bool first = states[0] == HeaderState::valid;
  const bool second = states[1] == HeaderState::valid;
  header_block_ = second && (!first || headers[1].sequence > headers[0].sequence) ? 1 : 0;
  header_ = std::move(headers.at(header_block_));
  other_valid_ = first && second;
  other_damaged_ = any(HeaderState::damaged);
  return true;
}

void WindowKeyFile::read_binding(ByteView blocks) {
  binding_.reset();
  for (std::size_t block = kBindingBlock; block < kBindingBlock + kBindingBlocks; ++block) {
    auto kept = decode_binding(blocks.subspan(block * kBlockSize, kBlockSize));
    if (!kept || (binding_ && kept->sequence <= binding_sequence_)) continue;
    binding_ = std::move(kept->binding);
    binding_block_ = block;
    binding_sequence_ = kept->sequence;
  }
}

void WindowKeyFile::each_slot(
    const std::function<bool(std::uint64_t, SlotState, const Slot&)>& visit) {
  SecureBytes record(kRecordSize);
  std::optional<Error> unreadable;
  for (std::uint64_t index = 0; index < kMaxSlots; ++index) {
    try {
      if (blocks_.read_block(record, kFirstSlotBlock + index) < record.size()) break;
    } catch (const Error& error) {
      unreadable = error;
      continue;
    }
    Slot slot;
    const SlotState state = decode_slot(record, slot);
    if (!visit(index, state, slot)) return;
  }
  if (unreadable) throw Error(*unreadable);
}

void WindowKeyFile::each_live(const std::function<bool(std::uint64_t, const Slot&)>& visit) {
  each_slot([&](std::uint64_t index, SlotState state, const Slot& slot) {
    return state != SlotState::live || visit(index, slot);
  });
}

void WindowKeyFile::write_slot(std::uint64_t index, const Slot& slot) {
  blocks_.write(encode(slot), kFirstSlotBlock + index);
}

void WindowKeyFile::destroy_slot(std::uint64_t index, RandomSource& random) {
  blocks_.write(random_block(random), kFirstSlotBlock + index);
}

void WindowKeyFile::grow(std::uint64_t count, RandomSource& random) {
  const std::uint64_t more =
      std::min({std::max(count, kFirstSlots), kMostToGrow, kMaxSlots - count});
  if (more == 0) {
    throw Error(
        ErrorKind::not_written, "all " + std::to_string(kMaxSlots) + " window keys are in use",
        "nothing was stored; each lifetime, and each message to burn, takes one until it ends");
  }
  // Really written: a hole would be filled when the disk may be full.
  for (std::uint64_t i = 0; i < more; ++i)
    blocks_.write(random_block(random), kFirstSlotBlock + count + i);
  sync();
}

void WindowKeyFile::write_header(Header header, bool before_sync) {
  header.sequence = header_.sequence + 1;
  header.synced = before_sync;
  header.vault_time = clock_.vault_time;
  header.offset = clock_.shown_offset;
  // The one that is known to be on the disk is not touched.
  const std::uint64_t block = header_.synced || !other_valid_ ? 1 - header_block_ : header_block_;
  write_record(encode(header), block, before_sync);
  header_ = std::move(header);
  header_block_ = block;
  other_valid_ = true;
  seen_.reset();
}

void WindowKeyFile::write_clock(const ClockRecord& record, bool before_sync) {
  const SecureBytes block = encode(record);
  write_record(block, kClockBlock, before_sync);
  clock_ = record;
  clock_damaged_ = false;
  // What was seen is what clock_ says: the next look need not decode it again.
  if (seen_) std::copy_n(block.begin(), kSectorSize, seen_->begin() + kClockInRecords);
}

void WindowKeyFile::write_binding(const Binding& binding) {
  const std::uint64_t other = 2 * kBindingBlock + 1 - binding_block_;
  blocks_.write(encode(KeptBinding{binding_sequence_ + 1, binding}), other);
  seen_.reset();
}

void WindowKeyFile::write_record(SecureBytes block, std::uint64_t at, bool before_sync) {
  if (before_sync) return blocks_.write(std::move(block), at);
  blocks_.write_unsynced(block, at);
}

}  // namespace mayfly::window_keys
