#include "platform/file_status.h"

#include <fstream>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace mayfly::platform;
using namespace mayfly::test;

TEST_CASE("a file's place tells it from others, and by whatever name", "[file_place]") {
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
