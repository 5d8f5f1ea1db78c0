// get -o FILE: a new file, for its owner alone, whole or not at all; and no message is lost by it.

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/passphrase_world.h"
#include "support/refused_call.h"
#include "support/skip.h"
#include "support/small_disk.h"
#include "support/traced_process.h"

using namespace mayfly::test;

namespace {

namespace fs = std::filesystem;

struct FileWorld : PassphraseWorld {
  FileWorld() {
    fs::create_directory(folder);
    runner.run({"store", "-q", "hello"});
    runner.run({"store", "-q", "--burn", "once"});
  }

  RunResult get(std::vector<std::string> what, const fs::path& to) {
    what.insert(what.begin(), {"get", "-o", to});
    return runner.run(what);
  }
  std::vector<std::string> real(const std::string& id, const fs::path& to) const {
    return {MAYFLY_BINARY, "get", id, "-o", to};
  }
  static std::ptrdiff_t files_in(const fs::path& place) {
    return std::distance(fs::directory_iterator(place), fs::directory_iterator());
  }
  bool is_empty(const fs::path& place) const { return files_in(place) == 0; }
  std::string content(const fs::path& of) const {
    std::ifstream stream(of, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  /// The message to burn is still there.
  void check_unburned() { CHECK(runner.run({"get", "2"}).out == "once"); }

  fs::path folder = runner.home / "folder";
  fs::path file = folder / "file";
};

bool is_private(const fs::path& file) {
  struct stat status {};
  return ::lstat(file.c_str(), &status) == 0 && status.st_mode == (S_IFREG | 0600);
}

}  // namespace

TEST_CASE_METHOD(FileWorld, "the file holds what a pipe would get, and its owner alone may read it",
                 "[get-file]") {
  const mode_t before = ::umask(0);
  const RunResult result = get({"1"}, file);
  ::umask(before);
  CHECK(result.status == 0);
  CHECK(result.out.empty());
  CHECK(result.err.empty());
  CHECK(content(file) == "hello");
  CHECK(is_private(file));
  CHECK(get({"2"}, folder / "burned").status == 0);
  CHECK(content(folder / "burned") == "once");
  CHECK(runner.run({"get", "2"}).status == 3);
}

TEST_CASE_METHOD(FileWorld, "several messages and JSON go to a file as to a pipe", "[get-file]") {
  runner.run({"store", "-q", "another"});
  for (const std::vector<std::string>& what : std::vector<std::vector<std::string>>{
           {"1", "3"}, {"1", "3", "-0"}, {"1", "3", "--json"}, {"--all"}, {"--latest"}}) {
    std::vector<std::string> words{"get"};
    words.insert(words.end(), what.begin(), what.end());
    const std::string printed = runner.run(words).out;
    fs::remove(file);
    CHECK(get(what, file).status == 0);
    CHECK(content(file) == printed);
  }
  fs::remove(file);
  runner.out_is_terminal = true;
  CHECK(is_refused(get({}, file), 2, "there is more than one message"));
  CHECK(is_empty(folder));
}

TEST_CASE_METHOD(FileWorld, "what is there already is refused, and nothing is burned",
                 "[get-file]") {
  SECTION("a file") {
    std::ofstream(file) << "before";
  }
  SECTION("a folder") {
    fs::create_directory(file);
  }
  SECTION("a link") {
    fs::create_symlink(runner.vault(), file);
  }
  SECTION("a link to nothing") {
    fs::create_symlink(folder / "nothing", file);
  }
  const auto status = fs::symlink_status(file).type();
  CHECK(is_refused(get({"2"}, file), 2, "is there already"));
  CHECK(fs::symlink_status(file).type() == status);
  CHECK_FALSE(fs::exists(folder / "nothing"));
  check_unburned();
}

TEST_CASE_METHOD(FileWorld, "where no file can be made, nothing is burned", "[get-file]") {
  CHECK(is_refused(get({"2"}, folder / "none" / "file"), 2, "no folder"));
  CHECK(is_refused(get({"2"}, "/proc/mayfly-file"), 16, "could not make"));
  CHECK(is_refused(get({"2"}, ""), 2, "-o needs a value"));
  CHECK(is_refused(get({"2"}, folder / ""), 2, "--output names a folder"));
  CHECK(is_refused(get({"2"}, folder / std::string(300, 'x')), 16, "could not make"));
  CHECK(is_empty(folder));
  check_unburned();
}

TEST_CASE_METHOD(FileWorld, "a missing message leaves no file", "[get-file]") {
  CHECK(get({"7"}, file).status == 3);
  CHECK(get({"2", "7"}, file).status == 3);
  CHECK(is_empty(folder));
  check_unburned();
}

TEST_CASE_METHOD(FileWorld, "a dash is standard output", "[get-file]") {
  CHECK(get({"1"}, "-").out == "hello");
}

TEST_CASE_METHOD(FileWorld, "a message that does not fit on the disk is not burned", "[get-file]") {
  const SmallDisk disk(runner.home / "disk", "64k");
  if (disk.is_missing()) return;
  const std::string large(std::size_t{1} << 20, 'x');
  runner.run({"store", "-q", "--burn", "-"}, large);
  CHECK(is_refused(get({"3"}, runner.home / "disk/file"), 16, "No space left"));
  CHECK(is_empty(runner.home / "disk"));
  CHECK(runner.run({"get", "3"}).out == large);
}

TEST_CASE_METHOD(FileWorld, "a read-only disk burns nothing", "[get-file]") {
  const SmallDisk disk(runner.home / "disk");
  if (disk.is_missing()) return;
  disk.set_read_only(true);
  CHECK(is_refused(get({"2"}, runner.home / "disk/file"), 16, "Read-only file system"));
  check_unburned();
}

TEST_CASE_METHOD(FileWorld, "a file system without nameless files gets the file, too",
                 "[get-file]") {
  constexpr std::uint32_t kNameless = 020000000;  // of O_TMPFILE
  const auto without = [] {
    refuse({SYS_openat, EOPNOTSUPP, 2, RefusedCall::If::has_any, kNameless});
  };
  const RunResult result = run_process(real("2", file), {"", environment(), without});
  if (result.status == kCannotRefuse) return skip("the kernel has no seccomp");
  CHECK(result.status == 0);
  CHECK(content(file) == "once");
  CHECK(is_private(file));
  CHECK(files_in(folder) == 1);
  CHECK(run_process(real("1", file), {"", environment(), without}).status == 2);
}

TEST_CASE_METHOD(FileWorld, "killed at any moment, it leaves the whole file or none",
                 "[get-file]") {
  if (!can_trace()) return skip("this process may not trace another");
  int calls = 0;
  REQUIRE(run_traced(real("1", file), {"", environment()}, [&](const auto&) { ++calls; }).status ==
          0);
  fs::remove(file);
  for (int last = calls - 60; last <= calls; ++last) {
    int made = 0;
    run_traced(real("1", file), {"", environment()}, [&](const TracedCall& call) {
      if (++made == last) ::kill(call.pid, SIGKILL);
    });
    CAPTURE(last);
    if (fs::exists(file)) CHECK(content(file) == "hello");
    fs::remove(file);
    CHECK(is_empty(folder));
  }
}

TEST_CASE_METHOD(FileWorld, "a person is told where it is", "[get-file]") {
  runner.out_is_terminal = true;
  const RunResult result = get({"1"}, file);
  CHECK(result.err == "mayfly: wrote " + file.string() + "\n");
  CHECK(content(file) == "hello");
}
