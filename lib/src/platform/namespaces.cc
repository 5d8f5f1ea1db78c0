#include "platform/namespaces.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <string>

#include "platform/descriptor.h"
#include "platform/system_error.h"

namespace mayfly::platform {
namespace {

/// Whether a user of the namespace is the outer one's root. True if that cannot be known.
bool has_outer_root(const std::filesystem::path& map) {
  std::ifstream lines(map);
  if (!lines) return true;
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t count = 0;
  while (lines >> inside >> outside >> count)
    if (outside == 0) return true;
  return false;
}

}  // namespace

bool may_be_root_outside(uid_t owner, const UserIdFiles& files) {
  uid_t overflow = 0;
  if (!(std::ifstream(files.overflow) >> overflow) || owner != overflow) return false;
  return !has_outer_root(files.map);
}

namespace {

/// The one that a machine begins with has a fixed number (Linux, include/linux/proc_ns.h:
/// PROC_TIME_INIT_INO), and no offset.
constexpr const char* kInitial = "time:[4026531834]";

constexpr const char* kOurs = "/proc/self/ns/time";
constexpr const char* kOfChildren = "/proc/self/ns/time_for_children";
constexpr const char* kAnother = "/proc/self/ns/uts";
constexpr const char* kOffsets = "/proc/self/timens_offsets";

/// Empty if the file system does not tell.
std::string text_of(const char* path, ssize_t size, const char* text) {
  if (size >= 0) return {text, static_cast<std::size_t>(size)};
  if (errno == ENOENT || errno == EACCES || errno == EPERM) return {};
  throw system_error(errno, "read", path);
}

std::string target_of(const char* path) {
  std::array<char, 64> text{};
  const ssize_t size = ::readlink(path, text.data(), text.size());
  // Before Linux 5.6 there is no other. This does not hold if all of them are hidden.
  if (size < 0 && errno == ENOENT && ::access(kAnother, F_OK) == 0) return kInitial;
  return text_of(path, size, text.data());
}

std::string content_of(const char* path) {
  const Descriptor file(::open(path, O_RDONLY | O_CLOEXEC));
  std::array<char, 256> text{};
  const ssize_t size = file.get() < 0 ? -1 : ::read(file.get(), text.data(), text.size());
  return text_of(path, size, text.data());
}

std::optional<std::chrono::nanoseconds> boottime_of(const std::string& offsets) {
  std::istringstream lines(offsets);
  std::string name;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  while (lines >> name >> seconds >> nanoseconds)
    if (name == "boottime")
      return std::chrono::seconds{seconds} + std::chrono::nanoseconds{nanoseconds};
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::nanoseconds> boottime_offset() {
  const std::string ours = target_of(kOurs);
  if (ours == kInitial) return std::chrono::nanoseconds{0};
  // The offsets that one can read are those of our children.
  if (ours.empty() || ours != target_of(kOfChildren)) return std::nullopt;
  return boottime_of(content_of(kOffsets));
}

}  // namespace mayfly::platform
