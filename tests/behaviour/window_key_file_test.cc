// A window-key file that is missing, foreign, damaged, open to others or old.

#include <sys/stat.h>

#include "support/all_files.h"
#include "support/app_runner.h"
#include "support/catch.h"
#include "support/small_disk.h"
#include "support/window_key_files.h"
#include "window_keys/file/header.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct KeyFileFixture {
  AppRunner runner;

  KeyFileFixture() { REQUIRE(mayfly({"store", "kept"}).out == "1\n"); }

  RunResult mayfly(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--user", "james"});
    return runner.run(std::move(arguments));
  }
  fs::path state() { return runner.home / ".local/state/mayfly"; }
  fs::path keys() {
    for (const auto& file : fs::directory_iterator(state()))
      if (file.path().extension() == ".windows") return file;
    return {};
  }

  /// These fail with that exit code, a reason and a hint, and change no file.
  void check_refused(int status, const std::vector<std::vector<std::string>>& commands) {
    const auto before = all_files(runner.home.path());
    for (const auto& command : commands) {
      const RunResult result = mayfly(command);
      CAPTURE(command.front(), result.err);
      CHECK(result.status == status);
      CHECK(result.out.empty());
      CHECK(result.err.find("mayfly: error: ") != std::string::npos);
      CHECK(result.err.find("mayfly: hint: ") != std::string::npos);
    }
    CHECK((all_files(runner.home.path()) == before));
  }
  const std::vector<std::vector<std::string>> kGetAndStore{
      {"get"}, {"get", "1"}, {"get", "--latest"}, {"store", "new"}, {"debug-iv", "--id", "1"}};
};

}  // namespace

TEST_CASE_METHOD(KeyFileFixture, "without window keys nothing is read or stored, and none are made",
                 "[window-key-file]") {
  fs::remove(keys());
  check_refused(14, kGetAndStore);
  CHECK(mayfly({"store", "new"}).err.find("message 1:") != std::string::npos);
  CHECK(keys().empty());
}

TEST_CASE_METHOD(KeyFileFixture, "without window keys messages are listed, and can be given up",
                 "[window-key-file]") {
  mayfly({"store", "another"});
  fs::remove(keys());
  const RunResult list = mayfly({"list"});
  CHECK(list.status == 0);
  CHECK(list.out.find("\n     2  ") != std::string::npos);
  CHECK(mayfly({"rm", "2"}).status == 0);
  CHECK(mayfly({"store", "new"}).status == 14);
  CHECK(mayfly({"rm", "--all"}).status == 0);
  CHECK(mayfly({"store", "new"}).out == "3\n");
  CHECK_FALSE(keys().empty());
  CHECK(mayfly({"get"}).out == "new");
}

TEST_CASE_METHOD(KeyFileFixture,
                 "once the wall clock says that all have expired, new keys are made",
                 "[window-key-file]") {
  fs::remove(keys());
  runner.clock.advance(10min - 1ms);
  CHECK(mayfly({"store", "new"}).status == 14);
  runner.clock.advance(1ms);
  CHECK(mayfly({"store", "new"}).out == "2\n");
  CHECK(mayfly({"get"}).out == "new");
}

TEST_CASE_METHOD(KeyFileFixture, "another kind of file is refused and unchanged",
                 "[window-key-file]") {
  const std::string content =
      GENERATE(std::string(), std::string("hello"), std::string(4287, 'x'),
               std::string(100'000, '\0'), std::string("SQLite format 3\0", 16));
  put_back(keys(), content);
  check_refused(14, kGetAndStore);
  CHECK(mayfly({"list"}).status == 0);
}

TEST_CASE_METHOD(KeyFileFixture, "a folder in its place is refused", "[window-key-file]") {
  const fs::path path = keys();
  fs::remove(path);
  fs::create_directory(path);
  check_refused(14, {{"get", "1"}, {"store", "new"}});
}

TEST_CASE_METHOD(KeyFileFixture, "a file cut short is refused and unchanged", "[window-key-file]") {
  fs::resize_file(keys(), GENERATE(1u, 4095u, 4096u, 4288u, 8192u, 73'727u));
  check_refused(14, kGetAndStore);
  CHECK(mayfly({"list"}).status == 0);
}

TEST_CASE_METHOD(KeyFileFixture, "exchanged files of two vaults are refused both",
                 "[window-key-file]") {
  const fs::path mine = keys();
  const std::string other = runner.home / "other.db";
  fs::rename(mine, mine.string() + ".mine");
  REQUIRE(mayfly({"--vault", other, "store", "x"}).status == 0);
  const fs::path theirs = keys();
  fs::rename(theirs, mine);
  fs::rename(mine.string() + ".mine", theirs);
  check_refused(14, kGetAndStore);
  check_refused(14, {{"--vault", other, "get"}, {"--vault", other, "store", "y"}});
}

TEST_CASE_METHOD(KeyFileFixture, "window keys of a newer format are refused and unchanged",
                 "[window-key-file]") {
  const std::size_t block = GENERATE(0u, 1u);
  const std::string old = bytes_of(keys()).substr(window_keys::kBlockSize, 128);
  overwrite(keys(), block * window_keys::kBlockSize,
            window_keys::RecordWriter(0x6d6179666c795748)
                .number(std::uint64_t{3})
                .bytes(as_bytes(std::string_view(old).substr(16)))
                .block());
  check_refused(14, kGetAndStore);
  for (const char* command : {"get", "verify"}) {
    const auto refused = mayfly({command});
    CHECK(refused.status == 14);
    CHECK(refused.err.find("update mayfly") != std::string::npos);
  }
}

TEST_CASE_METHOD(KeyFileFixture, "with one header damaged all works, with both nothing",
                 "[window-key-file]") {
  mayfly({"store", "more"});  // both headers are there now
  const std::size_t first = GENERATE(0u, 1u);
  const Bytes damage(8, 0x5a);
  overwrite(keys(), first * window_keys::kBlockSize + 24, damage);
  CHECK(mayfly({"get", "1"}).out == "kept");
  SECTION("one") {
    CHECK(mayfly({"store", "new"}).status == 0);
    CHECK(mayfly({"get", "1"}).out == "kept");
  }
  SECTION("both") {
    overwrite(keys(), (1 - first) * window_keys::kBlockSize + 24, damage);
    check_refused(13, kGetAndStore);
    CHECK(mayfly({"list"}).status == 0);
  }
}

TEST_CASE_METHOD(KeyFileFixture, "a file or folder that is open to others is refused",
                 "[window-key-file]") {
  const fs::path path = keys();
  SECTION("file") {
    ::chmod(path.c_str(), GENERATE(0644u, 0620u, 0666u));
  }
  SECTION("link") {
    fs::rename(path, path.string() + ".real");
    fs::create_symlink(path.string() + ".real", path);
  }
  SECTION("folder") {
    ::chmod(state().c_str(), GENERATE(0702u, 0777u));
  }
  check_refused(15, {{"get"}, {"store", "new"}, {"list"}, {"rm", "1"}});
}

TEST_CASE_METHOD(KeyFileFixture, "the file may be named by option or variable, and is made there",
                 "[window-key-file]") {
  const std::string elsewhere = runner.home / "elsewhere/w.keys";
  std::vector<std::string> named{"--vault", runner.home / "other.db", "store", "x"};
  if (GENERATE(true, false)) {
    named.insert(named.begin(), {"--window-keys", elsewhere});
  } else {
    runner.variables["MAYFLY_WINDOW_KEYS"] = elsewhere;
  }
  CHECK(mayfly(named).status == 0);
  CHECK(fs::exists(elsewhere));
  CHECK(std::distance(fs::directory_iterator(runner.home / "elsewhere"), {}) == 1);
  runner.variables.erase("MAYFLY_WINDOW_KEYS");
  CHECK(mayfly({"--window-keys", elsewhere, "get"}).status == 14);  // of another vault
  CHECK(mayfly({"--window-keys", "", "get"}).status == 2);
  CHECK(mayfly({"--window-keys", runner.home / "none", "get", "1"}).status == 14);
  CHECK(mayfly({"get"}).out == "kept");
}

TEST_CASE_METHOD(KeyFileFixture, "the state folder is private, and tagged so that backups leave it",
                 "[window-key-file]") {
  const auto mode = [](const fs::path& path) {
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777u;
  };
  CHECK(mode(state()) == 0700u);
  CHECK(mode(keys()) == 0600u);
  CHECK(mode(state() / "CACHEDIR.TAG") == 0600u);
  CHECK(bytes_of(state() / "CACHEDIR.TAG").find("Signature: 8a477f597d28d172789f06886806bc55") ==
        0);
  for (const auto& [path, bytes] : all_files(runner.home.path()))
    CHECK(
        (path.find("CACHEDIR") == std::string::npos || path.find("/state/") != std::string::npos));
}

namespace {

struct ReadOnlyFixture : KeyFileFixture {
  SmallDisk disk{runner.home / "disk"};

  RunResult on_disk(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--window-keys", runner.home / "disk/w.keys", "--vault",
                                         runner.home / "other.db", "-q"});
    return mayfly(std::move(arguments));
  }
};

}  // namespace

TEST_CASE_METHOD(ReadOnlyFixture, "on a read-only disk what lives is read, what is dead is not",
                 "[window-key-file][disk]") {
  if (disk.is_missing()) return;
  REQUIRE(on_disk({"store", "short", "--ttl", "1m"}).status == 0);
  REQUIRE(on_disk({"store", "long", "--ttl", "1h"}).status == 0);
  disk.set_read_only(true);
  CHECK(on_disk({"purge"}).status == 0);
  CHECK(on_disk({"get", "1"}).out == "short");
  CHECK(on_disk({"store", "new", "--ttl", "1d"}).status == 16);
  CHECK(on_disk({"store", "in a window that is there", "--ttl", "1h"}).status == 16);
  runner.clock.advance(1min + 64s);
  CHECK(on_disk({"get", "1"}).status == 3);
  CHECK(on_disk({"get"}).out == "long");
  CHECK(on_disk({"purge"}).status == 16);
  CHECK(on_disk({"store", "new", "--ttl", "1d"}).status == 16);
  disk.set_read_only(false);
  CHECK(on_disk({"purge"}).status == 0);
  CHECK(on_disk({"get"}).out == "long");
}

TEST_CASE_METHOD(ReadOnlyFixture, "no window-key file is made on a read-only disk",
                 "[window-key-file][disk]") {
  if (disk.is_missing()) return;
  disk.set_read_only(true);
  CHECK(on_disk({"store", "new"}).status == 16);
  disk.set_read_only(false);
  CHECK(on_disk({"store", "new"}).out == "1\n");
}
