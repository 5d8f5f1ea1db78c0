// Folders 0700, files 0600, from the first byte; what others own, read or could exchange is refused
// before anything is made.

#include <sys/stat.h>
#include <unistd.h>

#include "platform/private_file.h"
#include "support/app_runner.h"
#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/real_process.h"
#include "support/skip.h"

using namespace mayfly;
using namespace mayfly::platform;
using namespace mayfly::test;
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777u;
}

std::size_t count_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::recursive_directory_iterator(folder), {}));
}

void set_mode(const fs::path& path, unsigned mode) {
  REQUIRE(::chmod(path.c_str(), mode) == 0);
}

const std::vector<std::string> kStore{"store", "-q", "--user", "james", "x"};
const std::vector<std::string> kGet{"get", "--user", "james"};

/// Both commands refuse with exit 15, and make nothing.
void check_unsafe(AppRunner& runner, const std::string& reason) {
  const std::size_t before = count_in(runner.home.path());
  for (const auto& command : {kStore, kGet}) {
    const RunResult result = runner.run(command);
    CHECK(result.status == 15);
    CHECK(result.out.empty());
    CHECK(result.err.find(reason) != std::string::npos);
  }
  CHECK(count_in(runner.home.path()) == before);
}

}  // namespace

TEST_CASE("everything that is made is private under any umask of the library's caller", "[files]") {
  AppRunner runner;
  const mode_t mask = static_cast<mode_t>(GENERATE(0u, 022u, 077u));
  const mode_t before = ::umask(mask);
  CHECK(runner.run(kStore).status == 0);
  ::umask(before);
  for (const auto& entry : fs::recursive_directory_iterator(runner.home.path())) {
    CAPTURE(entry.path());
    CHECK(mode_of(entry.path()) == (entry.is_directory() ? 0700u : 0600u));
  }
}

TEST_CASE("a folder that others can write to is refused", "[files]") {
  AppRunner runner;
  fs::create_directories(runner.vault().parent_path());
  set_mode(runner.vault().parent_path(), GENERATE(0707u, 0777u));
  check_unsafe(runner, "can be written to by group or others");
}

TEST_CASE("a folder to make ours in, that others can write to, is refused", "[files]") {
  AppRunner runner;
  fs::create_directories(runner.home / ".local");
  set_mode(runner.home / ".local", 0777);
  const RunResult result = runner.run(kStore);
  CHECK(result.status == 15);
  CHECK_FALSE(fs::exists(runner.home / ".local/share"));
}

TEST_CASE("a key folder that others can write to is refused before a vault is made", "[files]") {
  AppRunner runner;
  fs::create_directories(runner.key_file("james").parent_path());
  set_mode(runner.key_file("james").parent_path(), 0777);
  CHECK(runner.run(kStore).status == 15);
  CHECK_FALSE(fs::exists(runner.vault()));
}

TEST_CASE("a vault of one's own in a folder that others can read is fine", "[files]") {
  AppRunner runner;
  set_mode(runner.home.path(), 0755);
  CHECK(runner.run({"store", "-q", "--vault", runner.home / "x.db", "m"}).out == "1\n");
  CHECK(mode_of(runner.home / "x.db") == 0600u);
}

TEST_CASE("a folder is made in a sticky one, and not in one that only others can write to",
          "[files]") {
  AppRunner runner;
  fs::create_directory(runner.home / "tmp");
  set_mode(runner.home / "tmp", 01777);
  CHECK(runner.run({"store", "-q", "--vault", runner.home / "tmp/mine/x.db", "m"}).status == 0);
  CHECK(mode_of(runner.home / "tmp/mine") == 0700u);
  CHECK(runner.run({"store", "-q", "--vault", runner.home / "tmp/x.db", "m"}).status == 15);
}

TEST_CASE("a vault open to others is refused", "[files]") {
  AppRunner runner;
  REQUIRE(runner.run(kStore).status == 0);
  set_mode(runner.vault(), GENERATE(0644u, 0640u, 0604u, 0666u));
  check_unsafe(runner, "is open to group or others");
}

TEST_CASE("a vault or key file that is a symbolic link is refused, its target unchanged",
          "[files]") {
  AppRunner runner;
  REQUIRE(runner.run(kStore).status == 0);
  const fs::path file = GENERATE(true, false) ? runner.vault() : runner.key_file("james");
  const fs::path target = file.string() + ".moved";
  fs::rename(file, target);
  fs::create_symlink(target, file);
  const auto before = fs::last_write_time(target);
  check_unsafe(runner, "is a symbolic link");
  CHECK(fs::last_write_time(target) == before);
}

TEST_CASE("a link in the place of a file that is to be made is refused, its target not made",
          "[files]") {
  AppRunner runner;
  const fs::path file = GENERATE(0, 1) == 0 ? runner.vault() : fs::path(runner.key_file("james"));
  fs::create_directories(file.parent_path());
  for (fs::path at = file.parent_path(); at != runner.home.path(); at = at.parent_path())
    set_mode(at, 0700);
  fs::create_symlink(runner.home / "victim", file);
  CHECK(runner.run(kStore).status == 15);
  CHECK_FALSE(fs::exists(runner.home / "victim"));
}

TEST_CASE("a planted journal is refused, and the vault unchanged", "[files]") {
  AppRunner runner;
  REQUIRE(runner.run(kStore).status == 0);
  const std::string suffix = GENERATE("-journal", "-wal", "-shm");
  const fs::path planted = runner.vault().string() + suffix;
  fs::create_symlink(runner.home / "elsewhere", planted);
  check_unsafe(runner, "is a symbolic link");
  fs::remove(planted);
  CHECK(runner.run(kGet).out == "x");
}

TEST_CASE("a lock file that is a link or open to others is refused", "[files]") {
  AppRunner runner;
  REQUIRE(runner.run(kStore).status == 0);
  const fs::path lock = runner.vault().string() + "-lock";
  SECTION("a link") {
    fs::remove(lock);
    fs::create_symlink(runner.home / "victim", lock);
  }
  SECTION("open to others") {
    set_mode(lock, 0666);
  }
  CHECK(runner.run(kStore).status == 15);
  CHECK_FALSE(fs::exists(runner.home / "victim"));
}

TEST_CASE("what belongs to somebody else is refused", "[files]") {
  if (::geteuid() != 0) {
    skip("only root can give a file away");
    return;
  }
  AppRunner runner;
  REQUIRE(runner.run(kStore).status == 0);
  const fs::path path = GENERATE(0, 1, 2) == 0 ? runner.vault().parent_path()
                        : GENERATE(0, 1) == 0  ? runner.vault()
                                               : runner.key_file("james");
  REQUIRE(::chown(path.c_str(), 4242, 4242) == 0);
  check_unsafe(runner, "belongs to another user (uid 4242)");
}

TEST_CASE("a folder above may be a symbolic link", "[files]") {
  AppRunner runner;
  fs::create_directory(runner.home / "real");
  set_mode(runner.home / "real", 0700);
  fs::create_directory_symlink(runner.home / "real", runner.home / "link");
  CHECK(runner.run({"store", "-q", "--vault", runner.home / "link/v.db", "m"}).out == "1\n");
  CHECK(runner.run({"get", "--vault", runner.home / "link/v.db"}).out == "m");
}

TEST_CASE("making a vault touches no file of another name", "[files]") {
  AppRunner runner;
  const auto vault = runner.home / "notes";
  const std::vector<std::string> others{"notes-new", "notes-new-journal", "notes.new", ".notes"};
  for (const std::string& name : others) write_new_private_file(runner.home / name, as_bytes(name));
  REQUIRE(runner.run({"init", "--vault", vault.string()}).status == 0);
  for (const std::string& name : others) CHECK(bytes_of(runner.home / name) == name);
}

TEST_CASE("a vault with two names is refused, and unchanged", "[files]") {
  AppRunner runner;
  REQUIRE(runner.run(kStore).status == 0);
  fs::create_hard_link(runner.vault(), runner.home / "other.db");
  const std::string before = bytes_of(runner.vault());
  for (const auto& command : {kStore, kGet, std::vector<std::string>{"list"}}) {
    const RunResult result = runner.run(command);
    CHECK(result.status == 15);
    CHECK(result.err.find("has another name as well") != std::string::npos);
  }
  CHECK(bytes_of(runner.vault()) == before);
  fs::remove(runner.home / "other.db");
  CHECK(runner.run(kGet).out == "x");
}

TEST_CASE_METHOD(AppRunner, "what a hint says to type does that and nothing else", "[files]") {
  const std::filesystem::path folder = home / "x'$(touch PWNED)'y";
  std::filesystem::create_directory(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::all);
  const RunResult result = run({"--vault", folder / "v.db", "store", "-q", "x"});
  REQUIRE(result.status == 15);
  const std::size_t at = result.err.find("chmod ");
  REQUIRE(at != std::string::npos);
  const std::string command = result.err.substr(at, result.err.find('\n', at) - at);
  CHECK(run_process({"/bin/sh", "-c", "cd '" + home.path().string() + "' && " + command}, {"", {}})
            .status == 0);
  CHECK_FALSE(std::filesystem::exists(home / "PWNED"));
  CHECK(run({"--vault", folder / "v.db", "store", "-q", "x"}).status == 0);
}

TEST_CASE_METHOD(AppRunner, "a FIFO as log or as journal keeps nobody waiting", "[files]") {
  REQUIRE(run({"store", "-q", "x"}).status == 0);
  const bool as_log = GENERATE(false, true);
  const std::filesystem::path fifo =
      as_log ? home / "log" : home / ".local/share/mayfly/vault.db-journal";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  for (const std::string command : {"store", "get", "list", "purge", "verify"}) {
    CAPTURE(fifo, command);
    const RunResult result = as_log ? run({command, "--log-file", fifo}, "y") : run({command}, "y");
    CHECK(result.status == (as_log ? 16 : 13));
    CHECK(result.out.empty());
  }
  std::filesystem::remove(fifo);
  CHECK(run({"get"}).out == "x");
}
