#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "mayfly/bytes.h"
#include "platform/descriptor.h"

namespace mayfly::platform {

/// A file that nobody can open by a name, and that is gone with the process: 0600, empty at first.
class UnnamedFile {
 public:
  /// In that folder. Throws Error{not_written}.
  explicit UnnamedFile(std::filesystem::path folder);

  /// Adds to its end. Throws Error{not_written}.
  void append(ByteView bytes);

  /// Reads from its beginning on, each byte once. Throws Error{unexpected} if fewer are left.
  void read(std::span<std::uint8_t> bytes);

 private:
  std::filesystem::path folder_;
  Descriptor file_;
  std::int64_t read_ = 0;  ///< bytes
};

}  // namespace mayfly::platform
