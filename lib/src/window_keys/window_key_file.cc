#include "window_keys/window_key_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "mayfly/error.h"
#include "platform/draft_file.h"
#include "platform/private_file.h"
#include "platform/private_folder.h"
#include "platform/system_error.h"
#include "window_keys/block.h"

namespace mayfly::window_keys {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kFirstSlots = 16;   // the default ttl has at most 11 windows alive
constexpr std::uint64_t kMostToGrow = 256;  // a megabyte at once

SecureBytes random_block(RandomSource& random) {
  SecureBytes block(kBlockSize);
  random.fill(block);
  return block;
}

Error refusal(const fs::path& path, const std::string& why) {
  return {ErrorKind::not_a_vault, path.string() + ": " + why,
          "put back the one that was there, or move this away; until then messages can be listed, "
          "not read"};
}

Error damage(const fs::path& path) {
  return {ErrorKind::authentication_failed, path.string() + ": both headers are damaged",
          "put back the one that was there, or move this away; until then messages can be listed, "
          "not read"};
}

/// errno as our error.
template <class Work>
auto on_disk(const char* doing, const fs::path& path, Work&& work) {
  try {
    return work();
  } catch (const std::system_error& error) {
    // EBADF: opened for reading alone, since the file system allows no more.
    const int number = error.code().value();
    const Error failure = platform::system_error(number == EBADF ? EROFS : number, doing, path);
    throw Error(failure.kind(), failure.what(),
                "nothing was changed; messages that live can still be read");
  }
}

void write_first_blocks(const platform::Descriptor& fd, const Header& header, Disk& disk,
                        RandomSource& random) {
  for (std::uint64_t block = 0; block < kHeaderBlocks + kFirstSlots; ++block) {
    // The other header block is random: it is written first.
    disk.write(fd.get(), block == 1 ? encode(header) : random_block(random), block * kBlockSize);
  }
  disk.sync(fd.get());
}

}  // namespace

bool WindowKeyFile::create(const fs::path& path, Header header, Disk& disk, RandomSource& random) {
  platform::make_private_folder(platform::folder_of(path));
  header.slot_count = kFirstSlots;
  header.sequence = 1;
  platform::DraftFile draft(path);
  on_disk("write", draft.draft(), [&] { write_first_blocks(draft.file(), header, disk, random); });
  return draft.publish();
}

std::optional<WindowKeyFile> WindowKeyFile::open(const fs::path& path, ByteView vault_id,
                                                 Disk& disk) {
  platform::require_safe_folder(platform::folder_of(path));
  // In this order: another process may be making it just now.
  if (!platform::private_file_exists(path)) return std::nullopt;
  if (!platform::is_regular_file(path))
    throw refusal(path, "no window-key file: not a regular file");
  WindowKeyFile file(path, platform::open_for_update(path), disk);
  file.refresh();
  if (!vault_id.empty() && !std::ranges::equal(file.header_.vault_id, vault_id))
    throw refusal(path, "these are the window keys of another vault");
  std::array<std::uint8_t, 1> last{};
  const std::uint64_t end = (kHeaderBlocks + file.header_.slot_count) * kBlockSize;
  if (on_disk("read", path, [&] { return disk.read(file.fd_.get(), last, end - 1); }) == 0)
    throw refusal(path, "the window-key file is cut off");
  return file;
}

bool WindowKeyFile::is_writable() const noexcept {
  return (::fcntl(fd_.get(), F_GETFL) & O_ACCMODE) == O_RDWR;
}

void WindowKeyFile::require_writable() const {
  if (is_writable()) return;
  on_disk("write", path_, [] { throw std::system_error(EROFS, std::generic_category()); });
}

platform::HeldLock WindowKeyFile::lock(Patience& patience) {
  platform::HeldLock lock(fd_, path_, patience);
  unsynced_.clear();
  refresh();
  return lock;
}

void WindowKeyFile::refresh() {
  SecureBytes both(kBlockSize + kRecordSize);
  if (read(both, 0) < both.size()) throw refusal(path_, "no window-key file: too short");
  std::array<Header, kHeaderBlocks> headers;
  std::array<HeaderState, kHeaderBlocks> states{};
  for (std::size_t i = 0; i < kHeaderBlocks; ++i)
    states.at(i) =
        decode_header(ByteView(both).subspan(i * kBlockSize, kRecordSize), headers.at(i));
  const auto any = [&](HeaderState state) { return std::ranges::count(states, state) > 0; };
  if (any(HeaderState::newer)) {
    throw Error(ErrorKind::not_a_vault, path_.string() + ": of a newer format", "update mayfly");
  }
  if (!any(HeaderState::valid))
    throw any(HeaderState::damaged) ? damage(path_)
                                    : refusal(path_, "no window-key file: it has no header");
  const bool first = states[0] == HeaderState::valid;
  const bool second = states[1] == HeaderState::valid;
  header_block_ = second && (!first || headers[1].sequence > headers[0].sequence) ? 1 : 0;
  header_ = std::move(headers.at(header_block_));
  other_valid_ = first && second;
  other_damaged_ = any(HeaderState::damaged);
}

void WindowKeyFile::each_slot(
    const std::function<bool(std::uint64_t, SlotState, const Slot&)>& visit) {
  SecureBytes record(kRecordSize);
  std::optional<Error> unreadable;
  for (std::uint64_t index = 0; index < kMaxSlots; ++index) {
    try {
      if (read(record, kHeaderBlocks + index) < record.size()) break;
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
  write(encode(slot), kHeaderBlocks + index);
}

void WindowKeyFile::destroy_slot(std::uint64_t index, RandomSource& random) {
  write(random_block(random), kHeaderBlocks + index);
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
  for (std::uint64_t i = 0; i < more; ++i) write(random_block(random), kHeaderBlocks + count + i);
  sync();
}

void WindowKeyFile::write_header(Header header, bool before_sync) {
  header.sequence = header_.sequence + 1;
  header.synced = before_sync;
  // The one that is known to be on the disk is not touched.
  const std::uint64_t block = header_.synced || !other_valid_ ? 1 - header_block_ : header_block_;
  if (before_sync) {
    write(encode(header), block);
  } else {
    on_disk("write", path_, [&] { disk_->write(fd_.get(), encode(header), block * kBlockSize); });
  }
  header_ = std::move(header);
  header_block_ = block;
  other_valid_ = true;
}

void WindowKeyFile::sync() {
  std::optional<Error> failure = try_sync();
  if (failure) {
    try {
      on_disk("write", path_, [&] {
        for (const Change& change : unsynced_)
          disk_->write(fd_.get(), change.after, change.block * kBlockSize);
      });
      failure = try_sync();
    } catch (const Error& error) {
      failure = error;
    }
  }
  if (!failure) return unsynced_.clear();
  throw Error(ErrorKind::not_written, std::string(failure->what()) + "; not confirmed",
              "run the command again when the disk is well");
}

std::optional<Error> WindowKeyFile::try_sync() try {
  disk_->sync(fd_.get());
  return std::nullopt;
} catch (const std::system_error& error) {
  return platform::system_error(error.code().value(), "sync", path_);
}

std::size_t WindowKeyFile::read(std::span<std::uint8_t> out, std::uint64_t block) const {
  return on_disk("read", path_, [&] { return disk_->read(fd_.get(), out, block * kBlockSize); });
}

void WindowKeyFile::write(SecureBytes block, std::uint64_t at) {
  SecureBytes before(kBlockSize);
  before.resize(read(before, at));
  unsynced_.push_back({at, std::move(before), std::move(block)});
  const SecureBytes& after = unsynced_.back().after;
  on_disk("write", path_, [&] { disk_->write(fd_.get(), after, at * kBlockSize); });
}

void WindowKeyFile::undo() noexcept {
  for (; !unsynced_.empty(); unsynced_.pop_back()) {
    const Change& change = unsynced_.back();
    try {
      disk_->write(fd_.get(), change.before, change.block * kBlockSize);
    } catch (const std::exception&) {
      // The disk is ill; what it holds is told by the error that brought us here.
    }
  }
}

}  // namespace mayfly::window_keys
