#pragma once

#include <string>

namespace mayfly::test {

/// While one lives, what is given back to the heap is looked at: a secret in it was not wiped.
class FreedMemory {
 public:
  explicit FreedMemory(std::string secret);
  ~FreedMemory();
  FreedMemory(const FreedMemory&) = delete;
  FreedMemory& operator=(const FreedMemory&) = delete;

  /// How many pieces held the secret.
  static int found();

  /// False with sanitizers, which have a heap of their own.
  static bool can_be_seen();
};

}  // namespace mayfly::test
