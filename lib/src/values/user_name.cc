#include "mayfly/user_name.h"

#include "mayfly/error.h"
#include "mayfly/text.h"

namespace mayfly {
namespace {
constexpr std::size_t kMaxBytes = 128;
}

UserName::UserName(std::string name) : name_(std::move(name)) {
  const auto refuse = [](const char* why) { throw Error(ErrorKind::usage, why); };
  if (name_.empty()) refuse("the user name is empty");
  if (name_.size() > kMaxBytes) refuse("the user name is longer than 128 bytes");
  if (!is_utf8(as_bytes(name_))) refuse("the user name is not valid UTF-8");
  if (has_control(name_)) refuse("the user name holds a control character");
}

}  // namespace mayfly
