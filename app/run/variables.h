#pragma once

#include <string_view>
#include <vector>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// The environment of a program: that of this process, whose strings are not copied, and what is
/// set in addition, which is kept as secrets are. The environment of this process stays as it is.
class Variables {
 public:
  /// `inherited` ends with a null pointer, and must outlive it.
  explicit Variables(char* const* inherited);

  /// In the place of one of that name. Throws Error{usage}, which names the variable, if the value
  /// has a NUL, or is longer than the kernel lets one be.
  void set(std::string_view name, ByteView value);
  void unset(std::string_view name);

  /// Throws Error{usage} if the kernel would not take these together with the words of a program
  /// (ARG_MAX).
  void require_room(const std::vector<char*>& words) const;

  /// For execve(2); valid until the next change.
  char* const* list() const { return list_.data(); }

 private:
  std::vector<SecureBytes> own_;  ///< "NAME=value" with its NUL
  std::vector<char*> list_;       ///< ends with a null pointer
};

}  // namespace mayfly::app
