#include "platform/private_file.h"
#include "platform/private_folder.h"

#include <sys/stat.h>

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::platform;
using namespace mayfly::test;

TEST_CASE("a new file appears whole, and never over another", "[private_file]") {
  TempFolder folder;
  const auto path = folder / "a";
  CHECK(write_new_private_file(path, as_bytes("first")));
  CHECK_FALSE(write_new_private_file(path, as_bytes("second")));
  CHECK(bytes_of(path) == "first");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("publishing does not replace a file, nor follow a link", "[private_file]") {
  TempFolder folder;
  create_private_file(folder / "new");
  std::filesystem::create_symlink(folder / "victim", folder / "link");
  CHECK_FALSE(publish(folder / "new", folder / "link"));
  CHECK_FALSE(std::filesystem::exists(folder / "victim"));
  CHECK_FALSE(std::filesystem::exists(folder / "new"));
}

TEST_CASE("a file is not made over another, nor in a folder that is missing", "[private_file]") {
  TempFolder folder;
  create_private_file(folder / "a");
  CHECK_THROWS_AS(create_private_file(folder / "a"), Error);
  CHECK(error_kind([&] { create_private_file(folder / "none/a"); }) == ErrorKind::not_written);
  CHECK(error_kind([&] { write_new_private_file(folder / "none/a", as_bytes("x")); }) ==
        ErrorKind::not_written);
}

TEST_CASE("a name that is too long is the caller's mistake", "[private_file]") {
  TempFolder folder;
  CHECK(error_kind([&] { private_file_exists(folder / std::string(300, 'x')); }) ==
        ErrorKind::usage);
}

TEST_CASE("a file in the place of a folder is told", "[private_file]") {
  TempFolder folder;
  create_private_file(folder / "file");
  CHECK(error_kind([&] { make_private_folder(folder / "file/sub"); }) == ErrorKind::not_written);
}

TEST_CASE("folders are made private, all of them", "[private_file]") {
  TempFolder folder;
  make_private_folder(folder / "a/b/c");
  make_private_folder(folder / "a/b/c");
  for (const char* name : {"a", "a/b", "a/b/c"}) {
    struct stat status {};
    REQUIRE(::stat((folder / name).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777u) == 0700u);
  }
}

TEST_CASE("a file is read to its end, or to one byte more than was asked", "[private_file]") {
  TempFolder folder;
  write_new_private_file(folder / "a", as_bytes("12345"));
  CHECK(as_text(read_private_file(folder / "a", 10)) == "12345");
  CHECK(as_text(read_private_file(folder / "a", 5)) == "12345");
  CHECK(read_private_file(folder / "a", 3).size() == 4);
}

TEST_CASE("folder_of names the folder to look at", "[private_file]") {
  CHECK(folder_of("x.db") == ".");
  CHECK(folder_of("a/x.db") == "a");
  CHECK(folder_of("/x.db") == "/");
}
