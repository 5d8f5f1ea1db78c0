#include "window_keys/file/binding.h"

#include "support/catch.h"
#include "window_keys/file/block.h"

using namespace mayfly;
using namespace mayfly::window_keys;

namespace {

KeptBinding some_binding() {
  return {7, {{"/a/vault.db", 1, 2}, {"/b/\xff.windows", 3, UINT64_MAX}}};
}

}  // namespace

TEST_CASE("a binding comes back as it was written", "[binding]") {
  KeptBinding written = some_binding();
  SECTION("with paths") {}
  SECTION("to nothing") {
    written.binding = {};
  }
  SECTION("with the longest paths") {
    written.binding.database.path = "/" + std::string(kMaxBoundPath - 1, 'x');
    written.binding.window_keys.path = written.binding.database.path;
  }
  const auto read = decode_binding(encode(written));
  REQUIRE(read);
  CHECK(read->sequence == 7);
  CHECK(read->binding == written.binding);
}

TEST_CASE("a path that is too long is left out", "[binding]") {
  KeptBinding written = some_binding();
  written.binding.database.path = "/" + std::string(kMaxBoundPath, 'x');
  const auto read = decode_binding(encode(written));
  REQUIRE(read);
  CHECK(read->binding.database.path.empty());
  CHECK(read->binding.database.is_same_file(written.binding.database));
}

TEST_CASE("whichever bit of a binding flips, it is none", "[binding]") {
  SecureBytes block = encode(some_binding());
  std::size_t valid = 0;
  for (std::size_t bit = 0; bit < (64 + 11 + 12 + kChecksumSize) * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
    block[bit / 8] ^= mask;
    if (decode_binding(block)) ++valid;
    block[bit / 8] ^= mask;
  }
  CHECK(valid == 0);
}
