#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "mayfly/bytes.h"

namespace mayfly::window_keys {

/// Where a file stands, and what file it is.
struct FilePlace {
  std::filesystem::path path;  ///< without symbolic links
  std::uint64_t device = 0;
  std::uint64_t inode = 0;

  bool is_same_file(const FilePlace& other) const {
    return device == other.device && inode == other.inode;
  }
  bool operator==(const FilePlace&) const = default;
};

/// The file at `path`, which stands in a folder that is there; zeros where there is none.
FilePlace place_of(const std::filesystem::path& path);

/// Which database a window-key file is of, and where both stood when they were last seen. Nothing
/// in it: of none yet.
struct Binding {
  FilePlace database;
  FilePlace window_keys;

  bool operator==(const Binding&) const = default;
};

inline constexpr std::size_t kMaxBoundPath = 2000;  ///< bytes; of a longer one none is kept

/// A binding as it stands in its block. Of two, the one with the larger sequence counts.
struct KeptBinding {
  std::uint64_t sequence = 0;
  Binding binding;
};

/// The block of a binding.
SecureBytes encode(const KeptBinding& kept);

/// What is in a whole block of a binding; nothing where it is none.
std::optional<KeptBinding> decode_binding(ByteView block);

}  // namespace mayfly::window_keys
