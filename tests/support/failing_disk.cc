#include "support/failing_disk.h"

#include <sys/stat.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace mayfly::test {
namespace {

std::string path_of(int fd) {
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd));
}

std::uint64_t size_of(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw std::runtime_error("fstat");
  return static_cast<std::uint64_t>(status.st_size);
}

[[noreturn]] void fail(int number) {
  throw std::system_error(number, std::generic_category());
}

}  // namespace

Step FileFaults::next() {
  ++count_;
  if (fault_ == Fault::none || count_ < n_) return Step::happens;
  if (count_ > n_) return fault_ == Fault::fail ? Step::happens : Step::fails;
  return fault_ == Fault::tear ? Step::is_torn : Step::fails;
}

void FailingDisk::write(int fd, ByteView bytes, std::uint64_t offset) {
  const Step step = faults_.next();
  if (step == Step::fails) fail(ENOSPC);
  if (step == Step::is_torn) bytes = bytes.first(std::min(bytes.size(), kTornBytes));
  const auto read_old = [&](std::uint64_t at, std::size_t size) {
    std::string old(size, '\0');
    old.resize(system_.read(fd, {reinterpret_cast<std::uint8_t*>(old.data()), size}, at));
    return old;
  };
  faults_.unsynced.of(path_of(fd)).will_change(offset, bytes.size(), size_of(fd), read_old);
  system_.write(fd, bytes, offset);
  if (step == Step::is_torn) fail(EIO);
}

void FailingDisk::sync(int fd) {
  if (faults_.next() != Step::happens) fail(EIO);
  if (!faults_.key_syncs_lie) faults_.unsynced.synced(path_of(fd));
}

}  // namespace mayfly::test
