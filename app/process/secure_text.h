#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// Adds text to bytes that are wiped when they are freed.
inline void append(SecureBytes& bytes, std::string_view text) {
  bytes.insert(bytes.end(), text.begin(), text.end());
}

/// The text, which is wiped where it was.
inline SecureBytes take(std::string& text) {
  SecureBytes bytes = secure_copy(as_bytes(text));
  ::explicit_bzero(text.data(), text.size());
  text.clear();
  return bytes;
}

}  // namespace mayfly::app
