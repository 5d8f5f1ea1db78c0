#include "support/unsynced.h"

#include <algorithm>
#include <fstream>

#include "support/bytes_of.h"

namespace mayfly::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSector = 512;  // what a disk writes whole

bool is_lost(std::uint64_t sector, Loss loss) {
  return loss == Loss::everything || (sector % 2 == 0) == (loss == Loss::even_sectors);
}

void write_private(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace

void UnsyncedFile::will_change(std::uint64_t offset, std::uint64_t size, std::uint64_t file_size,
                               const Read& read) {
  if (sectors_.empty()) size_ = file_size;
  const std::uint64_t first = offset / kSector;
  const std::uint64_t end = (offset + size + kSector - 1) / kSector;
  const std::string old = read(first * kSector, (end - first) * kSector);
  for (std::uint64_t sector = first; sector < end; ++sector) {
    const std::size_t at = std::min((sector - first) * kSector, old.size());
    sectors_.emplace(sector, old.substr(at, kSector));
  }
}

void UnsyncedFile::lose(const fs::path& path, Loss loss) const {
  if (sectors_.empty() || !fs::exists(path)) return;
  const std::uint64_t size = fs::file_size(path);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    for (const auto& [sector, before] : sectors_) {
      if (!is_lost(sector, loss)) continue;
      const std::uint64_t at = sector * kSector;
      std::string bytes = before;
      // Space that was given to the file, and never filled.
      if (at + bytes.size() < size) bytes.resize(std::min(kSector, size - at));
      file.seekp(static_cast<std::streamoff>(at));
      file << bytes;
    }
  }
  if (loss == Loss::everything) fs::resize_file(path, size_);
}

void UnsyncedFiles::will_delete(const std::string& path, bool folder_synced) {
  if (folder_synced) {
    deleted_.clear();
  } else {
    deleted_[path] = bytes_of(path);
  }
}

void UnsyncedFiles::lose(Loss loss) {
  if (loss == Loss::nothing) return;
  for (const auto& [path, bytes] : deleted_) {
    if (!fs::exists(path)) write_private(path, bytes);
  }
  for (const auto& [path, file] : files_) file.lose(path, loss);
  deleted_.clear();
  files_.clear();
}

}  // namespace mayfly::test
