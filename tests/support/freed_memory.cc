#include "support/freed_memory.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

namespace mayfly::test {
namespace {

std::string looked_for;
int pieces = 0;

}  // namespace

FreedMemory::FreedMemory(std::string secret) {
  pieces = 0;
  looked_for = std::move(secret);
}

FreedMemory::~FreedMemory() {
  looked_for.clear();
}

int FreedMemory::found() {
  return pieces;
}

bool FreedMemory::can_be_seen() {
  return !MAYFLY_SANITIZED;
}

/// And wipes it, so that what is freed later holds nothing of before.
void look_at_freed(void* piece) noexcept {
  if (piece == nullptr) return;
  const std::size_t size = ::malloc_usable_size(piece);
  const std::string_view bytes(static_cast<const char*>(piece), size);
  if (!looked_for.empty() && bytes.find(looked_for) != std::string_view::npos) ++pieces;
  ::explicit_bzero(piece, size);
}

}  // namespace mayfly::test

#if !MAYFLY_SANITIZED
void* operator new(std::size_t size) {
  if (void* piece = std::malloc(std::max<std::size_t>(size, 1))) return piece;
  throw std::bad_alloc();
}

void operator delete(void* piece) noexcept {
  mayfly::test::look_at_freed(piece);
  std::free(piece);
}

void operator delete(void* piece, std::size_t /*size*/) noexcept {
  mayfly::test::look_at_freed(piece);
  std::free(piece);
}
#endif
