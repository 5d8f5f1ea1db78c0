#include "platform/file_lock.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "platform/private_file.h"
#include "values/big_endian.h"

namespace mayfly::platform {
namespace {

namespace fs = std::filesystem;

/// How often a holder has waited in vain: 8 bytes, big-endian; an empty file says 0.
std::uint64_t read_count(int fd) noexcept {
  std::array<std::uint8_t, 8> bytes{};
  if (::pread(fd, bytes.data(), bytes.size(), 0) < 0) return 0;
  return from_big_endian(bytes);
}

void write_count(const Descriptor& file, std::uint64_t count) noexcept {
  std::array<std::uint8_t, 8> bytes{};
  put_big_endian(bytes, count);
  // A disk that is full: then they wait as long as in a queue that moves.
  [[maybe_unused]] const ssize_t lost_at_worst =
      ::pwrite(file.get(), bytes.data(), bytes.size(), 0);
}

bool is_at(int file, const fs::path& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(file, &open) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

}  // namespace

bool hold_at_once(int file, const fs::path& path) {
  return TicketQueue(file, path).hold_all();
}

HeldLock::HeldLock(const Descriptor& file, const fs::path& path, Patience& patience)
    : fd_(file.get()) {
  QueueWait wait(fd_, path, patience, [] { return 0; });
  if (wait.enter_empty()) return;
  patience.next_lock();
  try {
    while (!wait.step()) {
    }
  } catch (...) {
    leave_queue(fd_);
    throw;
  }
}

HeldLock::~HeldLock() {
  if (fd_ >= 0) leave_queue(fd_);
}

PlaceInQueue::PlaceInQueue(const fs::path& path, Patience& patience)
    : path_(&path), patience_(&patience) {
  open();
}

void PlaceInQueue::open() {
  file_ = open_private_file(*path_);
  const int fd = file_.get();
  wait_.emplace(fd, *path_, *patience_, [fd] { return read_count(fd); });
  holds_ = wait_->enter_empty();
}

void PlaceInQueue::step() {
  if (!wait_->step()) return;
  // If somebody has removed it in the meantime, others queue at a new one.
  holds_ = is_at(file_.get(), *path_);
  if (!holds_) open();
}

void PlaceInQueue::hold() {
  if (holds_) return;
  patience_->next_lock();
  while (!holds_) step();
}

void PlaceInQueue::step_back() {
  if (std::exchange(holds_, false)) wait_->step_back();
}

PlaceInQueue::~PlaceInQueue() {
  if (holds_ && patience_->exhausted()) write_count(file_, read_count(file_.get()) + 1);
  leave_queue(file_.get());  // a child that was forked meanwhile has it open, too
}

}  // namespace mayfly::platform
