#include "mayfly/key_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <numeric>
#include <sstream>

#include "mayfly/encoding.h"
#include "mayfly/error.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/fakes.h"
#include "support/longest_wait.h"
#include "support/skip.h"
#include "support/temp_folder.h"

using namespace mayfly;
using mayfly::test::error_kind;
using mayfly::test::TempFolder;
namespace fs = std::filesystem;

namespace {

// The bytes 1 to 32, as Python's base64.b32encode and hashlib.sha512 write them.
const std::string kLine =
    "mayfly-key-1-AEBA-GBAF-AYDQ-QCIK-BMGA-2DQP-CAIR-EEYU-CULB-OGAZ-DINR-YHI6-D4QH-O6EP\n";

class UmaskOf {
 public:
  explicit UmaskOf(mode_t mask) : before_(::umask(mask)) {}
  ~UmaskOf() { ::umask(before_); }
  UmaskOf(const UmaskOf&) = delete;
  UmaskOf& operator=(const UmaskOf&) = delete;

 private:
  mode_t before_;
};

void write(const fs::path& path, const std::string& text, mode_t mode = 0600) {
  std::ofstream(path, std::ios::binary) << text;
  REQUIRE(::chmod(path.c_str(), mode) == 0);
}

std::string content_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

auto files_in(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

KeyFile counted_key() {
  test::CountingRandom random;
  return KeyFile::generate(random);
}

bool write_new(const fs::path& path) {
  return counted_key().write_new(path, UserName("james"));
}

auto kind_of_reading(const fs::path& path) {
  return error_kind([&] { KeyFile::read(path); });
}

}  // namespace

TEST_CASE("a key file is read back as it was written, with a comment for people", "[key_file]") {
  const TempFolder folder;
  REQUIRE(write_new(folder / "k"));
  CHECK(to_hex(KeyFile::read(folder / "k").key()) == to_hex(counted_key().key()));
  CHECK(content_of(folder / "k") ==
        "# mayfly key of user james: whoever has this file can read that user's messages\n" +
            kLine);
}

TEST_CASE("a key comes from the source of randomness, or not at all", "[key_file]") {
  test::FailingRandom broken;
  CHECK_THROWS_WITH(KeyFile::generate(broken), "no randomness");
  SystemRandom random;
  CHECK(to_hex(KeyFile::generate(random).key()) != to_hex(KeyFile::generate(random).key()));
}

TEST_CASE("a key file that is missing or holds no key is a wrong key", "[key_file]") {
  const TempFolder folder;
  const fs::path path = folder / "k";
  SECTION("missing") {}
  SECTION("empty") {
    write(path, "");
  }
  SECTION("short") {
    write(path, kLine.substr(0, kLine.size() - 6));
  }
  SECTION("damaged") {
    write(path, kLine.substr(0, 13) + "B" + kLine.substr(14));
  }
  SECTION("of something else") {
    write(path, std::string(100, '\0'));
  }
  SECTION("a folder") {
    fs::create_directory(path);
  }
  SECTION("too large") {
    write(path, std::string(1 << 20, 'x'));
  }
  CHECK(kind_of_reading(path) == ErrorKind::wrong_key);
  CHECK(kind_of_reading(folder / "none/k") == ErrorKind::wrong_key);
}

TEST_CASE("a key file that cannot be read is refused, and the error says why", "[key_file]") {
  const TempFolder folder;
  const fs::path path = folder / std::string(256, 'k');
  CHECK(kind_of_reading(path) == ErrorKind::wrong_key);
  CHECK_THROWS_WITH(KeyFile::read(path), path.string() + ": could not read: File name too long");
}

TEST_CASE("a key file larger than 4 KiB is refused, and not read in part", "[key_file]") {
  const TempFolder folder;
  const std::string comment(4096 - kLine.size() - 1, '#');
  write(folder / "k", kLine + comment + "\n");
  CHECK_FALSE(kind_of_reading(folder / "k"));
  write(folder / "k", kLine + comment + "#\n");
  CHECK(kind_of_reading(folder / "k") == ErrorKind::wrong_key);
}

TEST_CASE("a FIFO in the place of a key file is refused, and nobody waits for it", "[key_file]") {
  const TempFolder folder;
  const fs::path path = folder / "k";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  ::alarm(test::kLongestWaitMs / 1000);  // ends the test program if it waits
  CHECK(kind_of_reading(path) == ErrorKind::wrong_key);
  CHECK_THROWS_WITH(KeyFile::read(path), path.string() + ": not a regular file");
  ::alarm(0);
}

TEST_CASE("a key file that others could read or change is refused", "[key_file]") {
  const TempFolder folder;
  const auto mode = GENERATE(0640u, 0604u, 0660u, 0666u, 0644u, 0620u, 0602u, 0610u, 0601u, 0777u);
  CAPTURE(mode);
  write(folder / "k", kLine, mode);
  CHECK(kind_of_reading(folder / "k") == ErrorKind::unsafe_permissions);
  CHECK(error_kind([&] { KeyFile::require_safe_place(folder / "k"); }) ==
        ErrorKind::unsafe_permissions);
}

TEST_CASE("a symbolic link to a key file is refused", "[key_file]") {
  const TempFolder folder;
  write(folder / "real", kLine);
  fs::create_symlink("real", folder / "k");
  fs::create_symlink("nowhere", folder / "dangling");
  CHECK(kind_of_reading(folder / "k") == ErrorKind::unsafe_permissions);
  CHECK(kind_of_reading(folder / "dangling") == ErrorKind::unsafe_permissions);
}

TEST_CASE("a key file of another user is refused", "[key_file]") {
  const TempFolder folder;
  write(folder / "k", kLine);
  constexpr uid_t kNobody = 65534;
  if (::geteuid() == kNobody || ::chown((folder / "k").c_str(), kNobody, kNobody) != 0) {
    test::skip("only root can give a file away");
    return;
  }
  CHECK(kind_of_reading(folder / "k") == ErrorKind::unsafe_permissions);
}

TEST_CASE("a new key file is its owner's alone under any umask, and so are its folders",
          "[key_file]") {
  const TempFolder folder;
  const UmaskOf umask(GENERATE(0000u, 0022u, 0077u));
  REQUIRE(write_new(folder / "mayfly/keys/james.key"));
  CHECK(mode_of(folder / "mayfly/keys/james.key") == 0600);
  CHECK(mode_of(folder / "mayfly/keys") == 0700);
  CHECK(mode_of(folder / "mayfly") == 0700);
  CHECK(files_in(folder / "mayfly/keys") == 1);
}

TEST_CASE("a new key file replaces nothing", "[key_file]") {
  const TempFolder folder;
  SECTION("no file") {
    write(folder / "k", "a key of old");
  }
  SECTION("no link") {
    fs::create_symlink("a key of old", folder / "k");
  }
  SECTION("no folder") {
    fs::create_directory(folder / "k");
  }
  const auto type_before = fs::symlink_status(folder / "k").type();
  CHECK_FALSE(write_new(folder / "k"));
  CHECK(fs::symlink_status(folder / "k").type() == type_before);
  if (type_before == fs::file_type::regular) CHECK(content_of(folder / "k") == "a key of old");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("no key file is made in a folder that others can write to", "[key_file]") {
  const TempFolder folder;
  const fs::path shared = folder / "shared";
  const auto mode = GENERATE(0777u, 0772u, 0702u, 01777u);
  CAPTURE(mode);
  fs::create_directory(shared);
  REQUIRE(::chmod(shared.c_str(), mode) == 0);
  CHECK(error_kind([&] { write_new(shared / "k"); }) == ErrorKind::unsafe_permissions);
  CHECK(error_kind([&] { KeyFile::require_safe_place(shared / "k"); }) ==
        ErrorKind::unsafe_permissions);
  CHECK(files_in(shared) == 0);
}

TEST_CASE("no folder for keys is made in a folder that others can write to", "[key_file]") {
  const TempFolder folder;
  const fs::path shared = folder / "shared";
  fs::create_directory(shared);
  REQUIRE(::chmod(shared.c_str(), 0777) == 0);
  CHECK(error_kind([&] { write_new(shared / "keys/k"); }) == ErrorKind::unsafe_permissions);
  CHECK(files_in(shared) == 0);
}
