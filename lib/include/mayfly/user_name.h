#pragma once

#include <string>

namespace mayfly {

/// The name of an owner of messages: 1 to 128 bytes of UTF-8 without control characters.
class UserName {
 public:
  /// Throws Error{usage} if `name` is not valid.
  explicit UserName(std::string name);

  const std::string& str() const noexcept { return name_; }
  friend bool operator==(const UserName&, const UserName&) = default;

 private:
  std::string name_;
};

}  // namespace mayfly
