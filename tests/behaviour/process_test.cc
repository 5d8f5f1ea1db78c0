// The real program, as a shell, a pipe and a tracer see it.

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <optional>
#include <regex>

#include "platform/file_lock.h"
#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/real_process.h"
#include "support/skip.h"

using namespace mayfly::test;

namespace {

struct ProgramFixture {
  TempFolder home;

  RunResult mayfly(
      std::vector<std::string> arguments, const std::string& input = "",
      std::function<void()> in_child = [] {}) {
    arguments.insert(arguments.begin(), MAYFLY_BINARY);
    return run_process(std::move(arguments), {input, {{"HOME", home.path()}}, std::move(in_child)});
  }
};

/// A pipe whose reading end stays open in this process.
struct Pipe {
  int ends[2];
  Pipe() { REQUIRE(::pipe2(ends, O_CLOEXEC) == 0); }
  ~Pipe() {
    for (const int fd : ends) ::close(fd);
  }
};

/// Returns once `holds` is true; fails after kLongestWait.
void wait_until(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + kLongestWait;
  while (!holds()) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    ::sched_yield();
  }
}

}  // namespace

TEST_CASE_METHOD(ProgramFixture, "cron: purge runs with nothing but HOME, and is silent",
                 "[process]") {
  CHECK(mayfly({"store", "-q", "--user", "james", "x"}).status == 0);
  const RunResult result = mayfly({"purge"}, "", [] {
    for (int fd = 0; fd <= 2; ++fd) ::fcntl(fd, F_SETFD, 0);
    ::close(0);
    ::unsetenv("PATH");
  });
  CHECK(result.status == 0);
  CHECK(result.out.empty());
  CHECK(result.err.empty());
}

TEST_CASE_METHOD(ProgramFixture,
                 "with descriptors 0 to 2 closed nothing is written to a file by mistake",
                 "[process]") {
  REQUIRE(mayfly({"store", "-q", "--user", "james", "x"}).status == 0);
  const auto vault = home / ".local/share/mayfly/vault.db";
  const auto close_all = [] {
    for (int fd = 0; fd <= 2; ++fd) ::close(fd);
  };
  const std::string before = bytes_of(vault);
  CHECK(mayfly({"get", "--user", "james"}, "", close_all).status == 16);
  CHECK(mayfly({"store", "--user", "james", "y"}, "", close_all).status == 16);
  CHECK(mayfly({"store", "--user", "james"}, "", close_all).status == 16);
  CHECK(mayfly({"frobnicate"}, "", close_all).status == 2);
  CHECK(bytes_of(vault) == before);
  CHECK(mayfly({"purge"}, "", close_all).status == 0);
}

TEST_CASE_METHOD(ProgramFixture, "store with only standard input closed is refused, nothing stored",
                 "[process]") {
  const RunResult result = mayfly({"store", "--user", "james"}, "", [] { ::close(0); });
  CHECK(result.status == 2);
  CHECK(result.err == "mayfly: error: standard input is closed\n");
  CHECK(mayfly({"list", "--user", "james"}).status == 10);
}

TEST_CASE_METHOD(ProgramFixture, "input that ends in an error stores nothing", "[process]") {
  const RunResult result = mayfly({"store", "--user", "james"}, "", [] {
    ::close(0);
    if (::open("/", O_RDONLY | O_DIRECTORY) != 0) ::_exit(99);  // read() on it fails
  });
  CHECK(result.status == 1);
  CHECK(result.out.empty());
  CHECK(mayfly({"list", "--user", "james"}).status == 10);
}

TEST_CASE_METHOD(ProgramFixture, "a reader that goes away ends get quietly", "[process]") {
  REQUIRE(mayfly({"store", "-q", "--user", "james"}, std::string(1 << 20, 'x')).status == 0);
  const RunResult result = mayfly({"get", "--user", "james"}, "", [] {
    int ends[2];
    if (::pipe(ends) != 0) ::_exit(99);
    ::close(ends[0]);
    ::dup2(ends[1], 1);
    ::signal(SIGPIPE, SIG_IGN);  // as Python's subprocess leaves it
  });
  CHECK(result.status == 128 + SIGPIPE);
  CHECK(result.err.empty());
}

TEST_CASE_METHOD(ProgramFixture, "a full output is told", "[process]") {
  REQUIRE(mayfly({"store", "-q", "--user", "james", "x"}).status == 0);
  const auto to_full = [] {
    const int fd = ::open("/dev/full", O_WRONLY);
    ::dup2(fd, 1);
  };
  const RunResult get = mayfly({"get", "--user", "james"}, "", to_full);
  CHECK(get.status == 16);
  CHECK(get.err == "mayfly: error: could not write the output: No space left on device\n");
  // The message is there by then, and 16 would promise that it is not.
  const RunResult store = mayfly({"store", "--user", "james", "y"}, "", to_full);
  CHECK(store.status == 1);
  CHECK(store.err.find("mayfly: hint: the message is stored, as 2\n") != std::string::npos);
  CHECK(mayfly({"get", "2", "--user", "james"}).out == "y");
}

TEST_CASE_METHOD(ProgramFixture,
                 "it can be neither dumped nor traced by others while it reads a message",
                 "[process]") {
  const Pipe input;
  Process process({MAYFLY_BINARY, "store", "--user", "james"},
                  {"", {{"HOME", home.path()}}, [&] { ::dup2(input.ends[0], 0); }});
  const std::string proc = "/proc/" + std::to_string(process.pid());
  // A process that cannot be dumped owns nothing in /proc: root does.
  const auto owner = [&] {
    struct stat status {};
    REQUIRE(::stat((proc + "/environ").c_str(), &status) == 0);
    return status.st_uid;
  };
  if (::geteuid() != 0) wait_until([&] { return owner() == 0; });
  const auto limits = [&] { return bytes_of(proc + "/limits"); };
  const std::regex core("Max core file size +0 ");
  wait_until([&] { return std::regex_search(limits(), core); });
  CHECK(owner() == 0);
  REQUIRE(::write(input.ends[1], "x", 1) == 1);
}

TEST_CASE_METHOD(ProgramFixture,
                 "an argument is gone from the process's command line once it was read",
                 "[process]") {
  // The vault's lock is held, so that store waits after it has read its message.
  REQUIRE(mayfly({"store", "-q", "--user", "james", "x"}).status == 0);
  const auto lock = (home / ".local/share/mayfly/vault.db-lock").string();
  mayfly::Patience none;
  std::optional<mayfly::platform::FileLock> held(std::in_place, lock, none);
  Process process({MAYFLY_BINARY, "store", "--user", "james", "my-secret-words"},
                  {"", {{"HOME", home.path()}}, [] {}});
  const std::string proc = "/proc/" + std::to_string(process.pid());
  const auto shows = [&](const char* word) {
    return bytes_of(proc + "/cmdline").find(word) != std::string::npos;
  };
  wait_until([&] { return shows("store"); });
  wait_until([&] { return !shows("my-secret-words"); });
  CHECK(shows("store"));
  held.reset();  // or it waits on, and is waited for
}

TEST_CASE_METHOD(ProgramFixture, "what the program makes is private under any umask", "[process]") {
  const mode_t mask = static_cast<mode_t>(GENERATE(0u, 022u, 0777u));
  CHECK(mayfly({"store", "-q", "x"}, "", [mask] { ::umask(mask); }).status == 0);
  CHECK(mayfly({"get"}, "", [mask] { ::umask(mask); }).out == "x");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(home.path())) {
    CAPTURE(entry.path());
    CHECK(entry.status().permissions() ==
          std::filesystem::perms(entry.is_directory() ? 0700 : 0600));
  }
}

TEST_CASE_METHOD(ProgramFixture, "the largest message takes at most three times its size of memory",
                 "[process]") {
  if (MAYFLY_SANITIZED) {
    skip("a sanitizer needs memory of its own");
    return;
  }
  constexpr std::size_t kSize = mayfly::kMaxMessageSize;
  Process storing({MAYFLY_BINARY, "store", "-q"},
                  {std::string(kSize, 'x'), {{"HOME", home.path()}}, [] {}});
  const RunResult stored = storing.wait();
  REQUIRE(stored.status == 0);
  CHECK(stored.peak_memory > kSize);
  CHECK(stored.peak_memory <= 3 * kSize);
  const RunResult got = mayfly({"get", "1"});
  CHECK(got.out.size() == kSize);
  CHECK(got.peak_memory <= 3 * kSize);
}

TEST_CASE_METHOD(ProgramFixture,
                 "one descriptor on the database, private modes from the first byte", "[process]") {
  if (!has_program("strace")) {
    skip("strace is not installed");
    return;
  }
  const auto trace = home / "trace";
  int made = 0;
  for (const std::string command : {"store", "get", "store", "purge"}) {
    const RunResult result = run_process(
        {"strace", "-f", "-o", trace, "-e",
         "trace=open,openat,creat,chmod,fchmod,"
         "fchmodat,mkdir,mkdirat,umask",
         MAYFLY_BINARY, command, "--vault", home / "v/x.db", "--key-file", home / "k/x.key", "-q"},
        {"text", {{"HOME", home.path()}}, [] {}});
    if (result.status != 0 && bytes_of(trace).find("execve") == std::string::npos &&
        bytes_of(trace).empty()) {
      skip("strace may not trace here");
      return;
    }
    CAPTURE(command, result.err);
    CHECK(result.status == 0);
    const std::string calls = bytes_of(trace);
    const std::regex database("openat\\([^\\n]*/x\\.db\", ");
    CHECK(std::distance(std::sregex_iterator(calls.begin(), calls.end(), database), {}) == 1);
    CHECK(calls.find("chmod") == std::string::npos);
    // Of the files of this test: instrumentation writes its own elsewhere.
    const std::regex creation(home.path().string() + "[^\\n]*O_CREAT[^\\n]*, (0[0-7]*)\\) = \\d");
    for (auto at = std::sregex_iterator(calls.begin(), calls.end(), creation);
         at != std::sregex_iterator(); ++at) {
      CAPTURE(at->str());
      CHECK((*at)[1] == "0600");
      ++made;
    }
  }
  CHECK(made >= 5);
  CHECK(bytes_of(home / "v/x.db").substr(0, 15) == "SQLite format 3");
}
