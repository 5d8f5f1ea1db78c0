// If a limit on processes forbids threads (ulimit -u, TasksMax), a passphrase works as usual.

#include <grp.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/catch.h"
#include "support/passphrase_world.h"
#include "support/refused_call.h"
#include "support/skip.h"

using namespace mayfly::test;
namespace fs = std::filesystem;

namespace {

constexpr uid_t kOrdinary = 4243;  // root has no such limit

void become_ordinary() {
  if (::setgroups(0, nullptr) != 0 || ::setgid(kOrdinary) != 0 || ::setuid(kOrdinary) != 0)
    ::_exit(kCannotRefuse);
}

/// With this one, so many processes and threads are allowed.
void limit_tasks(rlim_t count) {
  const rlimit limit{count, count};
  ::setrlimit(RLIMIT_NPROC, &limit);
}

}  // namespace

TEST_CASE_METHOD(PassphraseWorld, "a passphrase opens its slot if no thread can be made",
                 "[threads]") {
  add_james();
  const RunResult result =
      run_process({MAYFLY_BINARY, "get", "--passphrase-command", "echo open sesame"},
                  {"", environment(), refuse_threads});
  if (result.status == kCannotRefuse) return skip("the kernel refuses no calls for us");
  CHECK(result.out == "hello");
  CHECK(result.err.empty());
}

TEST_CASE_METHOD(PassphraseWorld, "a slot that was made without threads is like any other",
                 "[threads]") {
  write_secret(runner.home / "passphrase", "open sesame");
  const RunResult made =
      run_process({MAYFLY_BINARY, "init", "-q", "--passphrase-file", runner.home / "passphrase"},
                  {"", environment(), refuse_threads});
  if (made.status == kCannotRefuse) return skip("the kernel refuses no calls for us");
  CHECK(made.status == 0);
  const std::vector<std::string> store{"store", "-q", "x", "--passphrase-command",
                                       "echo open sesame"};
  CHECK(runner.run(store).status == 0);
}

TEST_CASE_METHOD(PassphraseWorld, "a user whose limit leaves no room, or for one thread only",
                 "[threads]") {
  write_secret(runner.home / "passphrase", "open sesame");
  for (const fs::path& path : {runner.home.path(), runner.home / "passphrase"})
    if (::chown(path.c_str(), kOrdinary, kOrdinary) != 0) return skip("only root gives files away");
  const auto run = [&](std::vector<std::string> words, rlim_t tasks) {
    words.insert(words.begin(), MAYFLY_BINARY);
    words.insert(words.end(), {"-q", "--passphrase-file", runner.home / "passphrase"});
    return run_process(words, {"", environment(), [tasks] {
                                 become_ordinary();
                                 limit_tasks(tasks);
                               }});
  };
  const RunResult made = run({"init"}, RLIM_INFINITY);
  if (made.status == 127 || made.status == kCannotRefuse)
    return skip("an ordinary user cannot run the program here");
  REQUIRE(made.status == 0);
  const rlim_t tasks = GENERATE(as<rlim_t>(), 1, 2);
  CHECK(run({"store", "x"}, tasks).status == 0);
  CHECK(run({"get"}, tasks).out == "x");
}

TEST_CASE_METHOD(PassphraseWorld, "a passphrase command that cannot be started says why",
                 "[threads]") {
  add_james();
  const RunResult result =
      run_process({MAYFLY_BINARY, "get", "--passphrase-command", "echo open sesame"},
                  {"", environment(), [] {
                     refuse({SYS_clone3, ENOSYS});
                     refuse({SYS_clone, EAGAIN});
                   }});
  if (result.status == kCannotRefuse) return skip("the kernel refuses no calls for us");
  CHECK(is_refused(
      result, 12, "the passphrase command could not be started: Resource temporarily unavailable"));
}
