#pragma once

#include <cstdint>
#include <optional>

#include "mayfly/bytes.h"
#include "platform/file_status.h"

namespace mayfly::window_keys {

/// Which database a window-key file is of, and where both were when they were last seen. It is
/// empty if the file is of none yet.
struct Binding {
  platform::FilePlace database;
  platform::FilePlace window_keys;

  bool operator==(const Binding&) const = default;
};

inline constexpr std::size_t kMaxBoundPath = 2000;  ///< bytes; a longer path is not kept

/// A binding as it is in its block. Of two, the one with the larger sequence counts.
struct KeptBinding {
  std::uint64_t sequence = 0;
  Binding binding;
};

/// The block of a binding.
SecureBytes encode(const KeptBinding& kept);

/// What is in a whole block of a binding; nothing if the block is not valid.
std::optional<KeptBinding> decode_binding(ByteView block);

}  // namespace mayfly::window_keys
