#include "run/variables.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>

#include "mayfly/error.h"
#include "process/secure_text.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kMaxString = std::size_t{128} << 10;  // MAX_ARG_STRLEN of Linux, with its NUL
constexpr std::size_t kMostForAll = std::size_t{6} << 20;   // three quarters of the usual stack
constexpr std::size_t kLeastForAll = std::size_t{128} << 10;  // whatever the stack's limit is
constexpr std::size_t kSlack = std::size_t{8}
                               << 10;  // the program's path, and a script's interpreter

bool is_of(const char* string, std::string_view name) {
  return std::string_view(string).starts_with(name) && string[name.size()] == '=';
}

Error unfit(std::string_view name, const char* why) {
  return {ErrorKind::usage, "--env " + std::string(name) + ": the message " + why,
          "nothing was burned; --fd, --file and --stdin take any message"};
}

/// What the kernel keeps for one string: itself, its NUL and a pointer.
std::size_t room_for(std::span<char* const> strings) {
  std::size_t size = 0;
  for (const char* string : strings)
    if (string != nullptr) size += std::strlen(string) + 1 + sizeof(char*);
  return size;
}

}  // namespace

Variables::Variables(char* const* inherited) {
  for (; *inherited != nullptr; ++inherited) list_.push_back(*inherited);
  list_.push_back(nullptr);
}

void Variables::unset(std::string_view name) {
  std::erase_if(list_,
                [&](const char* string) { return string != nullptr && is_of(string, name); });
}

void Variables::set(std::string_view name, ByteView value) {
  if (std::ranges::find(value, 0) != value.end())
    throw unfit(name, "has a NUL byte, which no variable can hold");
  if (name.size() + value.size() + 2 > kMaxString)
    throw unfit(name, "is larger than 128 KiB, which is more than a variable can hold");
  unset(name);
  SecureBytes string;
  string.reserve(name.size() + value.size() + 2);
  append(string, name);
  string.push_back('=');
  string.insert(string.end(), value.begin(), value.end());
  string.push_back(0);
  own_.push_back(std::move(string));
  list_.insert(list_.end() - 1, reinterpret_cast<char*>(own_.back().data()));
}

void Variables::require_room(const std::vector<char*>& words) const {
  const long limit = ::sysconf(_SC_ARG_MAX);
  const std::size_t most = limit < 0 ? kMostForAll
                                     : std::clamp<std::size_t>(static_cast<std::size_t>(limit),
                                                               kLeastForAll, kMostForAll);
  if (room_for(list_) + room_for(words) + kSlack <= most) return;
  throw Error(ErrorKind::usage, "the variables and words are too much for a program",
              "nothing was burned; --fd, --file and --stdin take any message");
}

}  // namespace mayfly::app
