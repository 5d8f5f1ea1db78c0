#pragma once

#include <sys/mount.h>

#include <filesystem>
#include <string>

#include "support/catch.h"
#include "support/skip.h"

namespace mayfly::test {

/// A file system of its own in memory, if the test may mount one.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path at, const std::string& size = "1m")
      : at_(std::move(at)), options_("size=" + size + ",mode=700") {
    std::filesystem::create_directories(at_);
    mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, options_.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  /// Whether there is none; the test is skipped then.
  bool is_missing() const {
    if (!mounted_) skip("this process may not mount a file system");
    return !mounted_;
  }
  void set_read_only(bool read_only) const {
    const unsigned long flags = read_only ? MS_REMOUNT | MS_RDONLY : MS_REMOUNT;
    REQUIRE(::mount("tmpfs", at_.c_str(), "tmpfs", flags, options_.c_str()) == 0);
  }

 private:
  std::filesystem::path at_;
  std::string options_;
  bool mounted_ = false;
};

}  // namespace mayfly::test
