// The real program, killed before each of its system calls in turn.

#include "support/catch.h"
#include "support/copied_home.h"
#include "support/failing_vfs.h"
#include "support/killed_process.h"
#include "support/skip.h"
#include "support/window_key_files.h"

using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr int kMaxCalls = 2000;

bool may_trace() {
  if (MAYFLY_SANITIZED) {
    skip("LeakSanitizer does not run under ptrace, and makes calls of its own");
    return false;
  }
  if (can_trace()) return true;
  skip("this process may not trace another");
  return false;
}

mayfly::Instant system_time() {
  return mayfly::SystemClock().wall();
}

struct Home : CopiedHome {
  RunResult start_and_kill(std::vector<std::string> arguments, int n) {
    arguments.insert(arguments.begin(), MAYFLY_BINARY);
    return run_and_kill(std::move(arguments), {{"HOME", home.path()}, {"MAYFLY_USER", "james"}}, n);
  }

  void boot_later(std::chrono::milliseconds by) { clock.reboot(system_time() + by); }

  void check_is(const std::string& id, const std::string& text) {
    CAPTURE(id, text);
    const RunResult result = run({"get", id});
    CHECK(result.status == 0);
    CHECK(result.out == text);
  }
  void check_is_gone(const std::string& id) { CHECK(run({"get", id}).status == 3); }

  /// Returns whether it was there.
  bool check_whole_or_gone(const std::string& id, const std::string& text) {
    const RunResult result = run({"get", id});
    CAPTURE(id, result.err);
    CHECK((result.status == 0 || result.status == 3));
    CHECK(result.out == (result.status == 0 ? text : ""));
    return result.status == 0;
  }

  void check_goes_on() {
    const RunResult stored = run({"store", "-q", "next"});
    CHECK((stored.err.empty() || stored.err.starts_with("mayfly: made the key of user")));
    check_is(stored.out.substr(0, stored.out.find('\n')), "next");
    CHECK(fs::exists(home / ".local/state/mayfly/CACHEDIR.TAG"));
  }
  void check_purge() {
    boot_later(std::chrono::hours(48));
    CHECK(run({"purge"}).status == 0);
    CHECK(live_slots(window_keys()).empty());
    CHECK(run({"verify"}).status == 0);
  }
};

/// A vault with something due, two messages and one to burn.
struct Template : Home {
  Template() {
    clock.set_wall(system_time() - 2min);
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"store", "-q", "--ttl", "1s", "due"},
                                               {"store", "-q", "--ttl", "1h", "kept"},
                                               {"store", "-q", "--ttl", "2h", "other"},
                                               {"store", "-q", "--ttl", "3h", "--burn", "once"}})
      REQUIRE(run(arguments).status == 0);
  }
};

/// Runs the command on a copy of `before`, killed before call 1, 2, 3 ... until it ends by itself.
void kill_everywhere(const Home& before, const std::vector<std::string>& arguments,
                     const std::function<void(Home&, const RunResult&)>& check) {
  // For the checks, whose syncs would take most of the time; the program itself syncs.
  FileFaults faults;
  FailingDisk disk_without_syncs(faults);
  const FailingVfs database_without_syncs(faults);
  int n = 1;
  for (bool killed = true; killed; ++n) {
    REQUIRE(n < kMaxCalls);
    Home after(before);
    after.vault_options.disk = &disk_without_syncs;
    const RunResult result = after.start_and_kill(arguments, n);
    killed = result.status == kWasKilled;
    CAPTURE(n, result.out, result.err);
    if (!killed) CHECK(result.status == 0);
    after.boot_later(0s);
    check(after, result);
    after.check_goes_on();
    after.check_purge();
  }
  CHECK(n > 15);
}

}  // namespace

TEST_CASE("a store that is killed at any system call loses no message", "[slow][kill]") {
  if (!may_trace()) return;
  const Template before;
  kill_everywhere(before, {"store", "-q", "--ttl", "5h", "new"},
                  [](Home& home, const RunResult& result) {
                    home.check_is("2", "kept");
                    home.check_is("3", "other");
                    if (result.out == "5\n") home.check_is("5", "new");
                    home.check_whole_or_gone("5", "new");
                  });
}

TEST_CASE("the first store, killed at any system call, leaves no vault or one that works",
          "[slow][kill]") {
  if (!may_trace()) return;
  kill_everywhere(Home(), {"store", "-q", "new"}, [](Home& home, const RunResult& result) {
    if (result.out == "1\n") home.check_is("1", "new");
    if (fs::exists(home.vault()) && fs::exists(home.key_file("james")))
      home.check_whole_or_gone("1", "new");
  });
}

TEST_CASE("a get of a burn message that is killed at any system call gives it out once at most",
          "[slow][kill]") {
  if (!may_trace()) return;
  const Template before;
  kill_everywhere(before, {"get", "4"}, [](Home& home, const RunResult& result) {
    CHECK((result.out.empty() || result.out == "once"));
    if (!result.out.empty()) home.check_is_gone("4");
    if (home.check_whole_or_gone("4", "once")) home.check_is_gone("4");
    home.check_is("2", "kept");
    home.check_is("3", "other");
  });
}

TEST_CASE("an rm that is killed at any system call removes one message or none", "[slow][kill]") {
  if (!may_trace()) return;
  const Template before;
  kill_everywhere(before, {"rm", "2"}, [](Home& home, const RunResult& result) {
    if (result.status == 0) home.check_is_gone("2");
    home.check_whole_or_gone("2", "kept");
    home.check_is("3", "other");
    home.check_is("4", "once");
  });
}

TEST_CASE("another end that is killed at any system call loses no message", "[slow][kill]") {
  if (!may_trace()) return;
  const Template before;
  kill_everywhere(before, {"extend", "2", "4", "--ttl", "5h"}, [](Home& home, const RunResult&) {
    home.check_is("2", "kept");
    home.check_is("3", "other");
    home.check_is("4", "once");
    home.check_is_gone("4");
  });
}

TEST_CASE("a purge that is killed at any system call is made good by the next one",
          "[slow][kill]") {
  if (!may_trace()) return;
  const Template before;
  const auto count = [](const Home& home) { return live_slots(home.window_keys()).size(); };
  kill_everywhere(before, {"purge"}, [&](Home& home, const RunResult&) {
    CHECK(home.run({"purge"}).status == 0);
    CHECK(count(home) == 3);
    home.check_is("2", "kept");
    home.check_is("3", "other");
    home.check_is("4", "once");
  });
}
