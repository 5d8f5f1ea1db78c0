#pragma once

#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// Adds text to bytes that are wiped when they are freed.
inline void append(SecureBytes& bytes, std::string_view text) {
  bytes.insert(bytes.end(), text.begin(), text.end());
}

}  // namespace mayfly::app
