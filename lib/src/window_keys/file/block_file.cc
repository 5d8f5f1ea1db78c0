#include "window_keys/file/block_file.h"

#include <utility>

#include "platform/system_error.h"
#include "window_keys/file/block.h"

namespace mayfly::window_keys {

Error disk_error(const std::system_error& error, const char* doing,
                 const std::filesystem::path& path) {
  // EBADF: opened only for reading, since the file system allows no more.
  const int number = error.code().value();
  const Error failure = platform::system_error(number == EBADF ? EROFS : number, doing, path);
  return {failure.kind(), failure.what(), "nothing was changed; live messages can still be read"};
}

BlockFile::BlockFile(std::filesystem::path path, Disk& disk)
    : path_(std::move(path)), file_(platform::open_for_update(path_)), disk_(&disk) {}

void BlockFile::require_writable() const {
  if (is_writable()) return;
  on_disk("write", path_, [] { throw std::system_error(EROFS, std::generic_category()); });
}

platform::HeldLock BlockFile::lock(Patience& patience) {
  platform::HeldLock lock(file_.fd, path_, patience);
  unsynced_.clear();
  return lock;
}

bool BlockFile::try_lock() {
  unsynced_.clear();
  return platform::hold_at_once(file_.fd.get(), path_);
}

void BlockFile::unlock() const noexcept {
  platform::leave_queue(file_.fd.get());
}

std::size_t BlockFile::read(std::span<std::uint8_t> out, std::uint64_t offset) const {
  return on_disk("read", path_, [&] { return disk_->read(file_.fd.get(), out, offset); });
}

std::size_t BlockFile::read_block(std::span<std::uint8_t> out, std::uint64_t block) const {
  return read(out, block * kBlockSize);
}

void BlockFile::write(SecureBytes block, std::uint64_t at) {
  SecureBytes before(kBlockSize);
  before.resize(read_block(before, at));
  unsynced_.push_back({at, std::move(before), std::move(block)});
  write_unsynced(unsynced_.back().after, at);
}

void BlockFile::write_unsynced(ByteView block, std::uint64_t at) {
  on_disk("write", path_, [&] { disk_->write(file_.fd.get(), block, at * kBlockSize); });
}

void BlockFile::sync() {
  std::optional<Error> failure = try_sync();
  if (failure) failure = try_again();
  if (!failure) return unsynced_.clear();
  throw Error(ErrorKind::not_written, std::string(failure->what()) + "; not confirmed",
              "run the command again once the disk works");
}

std::optional<Error> BlockFile::try_sync() try {
  disk_->sync(file_.fd.get());
  return std::nullopt;
} catch (const std::system_error& error) {
  return platform::system_error(error.code().value(), "sync", path_);
}

std::optional<Error> BlockFile::try_again() try {
  for (const Change& change : unsynced_) write_unsynced(change.after, change.block);
  return try_sync();
} catch (const Error& error) {
  return error;
}

bool BlockFile::undo() noexcept {
  bool undone = true;
  for (; !unsynced_.empty(); unsynced_.pop_back()) {
    const Change& change = unsynced_.back();
    try {
      disk_->write(file_.fd.get(), change.before, change.block * kBlockSize);
    } catch (const std::exception&) {
      undone = false;  // the disk fails
    }
  }
  return undone;
}

}  // namespace mayfly::window_keys
