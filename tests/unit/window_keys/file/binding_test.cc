#include "window_keys/file/binding.h"

#include <fstream>

#include "support/catch.h"
#include "support/temp_folder.h"
#include "window_keys/file/block.h"

using namespace mayfly;
using namespace mayfly::test;
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

TEST_CASE("a file's place tells it from others, and by whatever name", "[binding]") {
  const TempFolder folder;
  const auto make = [&](const char* name) {
    std::ofstream(folder / name) << name;
    return place_of(folder / name);
  };
  const FilePlace one = make("one");
  CHECK(one.is_same_file(place_of(folder / "one")));
  CHECK_FALSE(one.is_same_file(make("two")));
  std::filesystem::create_directory_symlink(folder.path(), folder / "link");
  CHECK(one.is_same_file(place_of(folder / "link/one")));
  CHECK(place_of(folder / "nothing") == FilePlace{folder / "nothing", 0, 0});
}
