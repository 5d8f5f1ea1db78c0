#pragma once

#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "mayfly/bytes.h"

namespace mayfly::test {

/// Why the kernel keeps no keys for us here; nothing if it does.
inline std::optional<std::string> no_kernel_keys() {
  const std::string probe = "mayfly-test:" + std::to_string(::getpid());
  const long key = ::syscall(SYS_add_key, "user", probe.c_str(), "x", 1, KEY_SPEC_USER_KEYRING);
  if (key < 0) return std::string("add_key: ") + std::strerror(errno);
  ::syscall(SYS_keyctl, KEYCTL_UNLINK, key, KEY_SPEC_USER_KEYRING);
  return std::nullopt;
}

/// A key of the user keyring by its name, taken out at the end.
class KernelKey {
 public:
  explicit KernelKey(std::string name) : name_(std::move(name)) {}
  ~KernelKey() {
    const long key = id();
    if (key >= 0) ::syscall(SYS_keyctl, KEYCTL_UNLINK, key, KEY_SPEC_USER_KEYRING);
  }
  KernelKey(const KernelKey&) = delete;
  KernelKey& operator=(const KernelKey&) = delete;

  /// Negative if there is none.
  long id() const {
    return ::syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user", name_.c_str(), 0);
  }

  Bytes secret() const {
    Bytes bytes(1024);
    const long size = ::syscall(SYS_keyctl, KEYCTL_READ, id(), bytes.data(), bytes.size());
    bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return bytes;
  }

  struct Listed {
    std::string id, flags, usage, timeout, permissions;
  };

  /// As /proc/keys has it: "14m" is left of its life, or "perm".
  Listed listed() const {
    std::ifstream keys("/proc/keys");
    for (std::string line; std::getline(keys, line);) {
      if (line.find(" " + name_ + ": ") == std::string::npos) continue;
      Listed found;
      std::istringstream(line) >> found.id >> found.flags >> found.usage >> found.timeout >>
          found.permissions;
      if (std::stol(found.id, nullptr, 16) == id()) return found;
    }
    return {};
  }

 private:
  std::string name_;
};

}  // namespace mayfly::test
