// What an error says about changes is true: each command, with each of its calls that open or
// change a file failing in turn, and what is there before and after.

#include <cerrno>
#include <regex>
#include <span>

#include "support/catch.h"
#include "support/copied_home.h"
#include "support/failing_calls.h"
#include "support/home_picture.h"
#include "support/passphrase_world.h"
#include "support/skip.h"

using namespace mayfly::test;
namespace fs = std::filesystem;

namespace {

constexpr std::array kFaults{CallFault{"an I/O error", EIO, true, false},
                             CallFault{"an ill disk", EIO, true, true},
                             CallFault{"a full disk", ENOSPC, false, true}};

bool may_fail_calls() {
  if (MAYFLY_SANITIZED) {
    skip("an instrumented program makes calls of its own");
    return false;
  }
  if (can_make_calls_fail()) return true;
  skip("this process may not have another's calls fail");
  return false;
}

struct Home : CopiedHome {
  void must(const std::vector<std::string>& arguments) {
    const RunResult result = run(arguments);
    CAPTURE(result.err);
    REQUIRE(result.status == 0);
  }
  std::string in_home(std::string text) const {
    const auto at = text.find("$HOME");
    return at == std::string::npos ? text : text.replace(at, 5, home.path());
  }
  FailedRun run_failing(const std::vector<std::string>& arguments, const CallFault& fault, int n) {
    std::vector<std::string> words{MAYFLY_BINARY};
    std::ranges::transform(arguments, std::back_inserter(words),
                           [&](const std::string& word) { return in_home(word); });
    return run_with_fault(words, {"", {{"HOME", home.path()}, {"MAYFLY_USER", "james"}}}, fault, n);
  }
  Picture picture() const {
    Picture picture = picture_of(home.path());
    const fs::path keys = window_keys();
    if (fs::exists(vault()) && !keys.empty()) picture["needed keys"] = needed_keys(vault(), keys);
    return picture;
  }
};

/// One whose james has two messages in a window, one in a window of its own, and one to burn.
struct Used : Home {
  Used() {
    must({"store", "-q", "--ttl", "1h", "kept"});
    must({"store", "-q", "--ttl", "1h", "kept too"});
    must({"store", "-q", "--ttl", "5h", "alone"});
    must({"store", "-q", "--ttl", "3h", "--burn", "once"});
  }
};

struct Passphrase : Used {
  Passphrase() {
    must({"key", "add-passphrase", "-q", "--new-passphrase-command", "echo open sesame"});
  }
};

/// Beside its own key file there is another one, and the key as it was exported.
struct TwoKeys : Used {
  TwoKeys() {
    must({"key", "export", "-q", home / "exported"});
    must({"key", "add-key-file", "-q", home / "second.key"});
  }
};

bool says_unchanged(const std::string& err) {
  return std::regex_search(err, std::regex("nothing was (changed|stored|removed|written|done)"));
}

bool says_changed(const std::string& err) {
  return std::regex_search(
      err, std::regex("all the same|not confirmed|for what was changed|rows are left"));
}

void check_words(const Picture& before, const Picture& after, const RunResult& result) {
  const std::string error =
      result.err.substr(std::min(result.err.find("mayfly: error: "), result.err.size()));
  if (result.status == 0) return;
  INFO(error);
  if (says_unchanged(error)) CHECK(after == before);
  if (after != before) CHECK(says_changed(error));
  CHECK_FALSE((says_unchanged(error) && says_changed(error)));
}

/// Runs the command on copies of a home, with each fault at each call.
template <class Before>
void check_at_each_call(const Before& before, const std::vector<std::string>& arguments,
                        int at_least = 6, std::span<const CallFault> faults = kFaults) {
  const Picture picture = before.picture();
  int failed = 0;
  for (const CallFault& fault : faults) {
    for (int n = 1;; ++n) {
      Home home(before);
      const FailedRun run = home.run_failing(arguments, fault, n);
      CAPTURE(arguments.front(), fault.name, n);
      if (!run.hit) CHECK(run.result.status == 0);
      failed += run.result.status == 0 ? 0 : 1;
      check_words(picture, home.picture(), run.result);
      if (!run.hit) break;
    }
  }
  CHECK(failed >= at_least);
}

}  // namespace

TEST_CASE("what store says of changes is true", "[slow][truthful]") {
  if (!may_fail_calls()) return;
  check_at_each_call(Home(), {"store", "new"});
  const Used used;
  check_at_each_call(used, {"store", "--ttl", "1h", "in a window that is there"});
  check_at_each_call(used, {"store", "--ttl", "9h", "in a new one"});
  check_at_each_call(used, {"store", "--burn", "new"});
}

TEST_CASE("what get and rm say of changes is true", "[slow][truthful]") {
  if (!may_fail_calls()) return;
  const Used used;
  check_at_each_call(used, {"get", "4"});
  check_at_each_call(used, {"rm", "1"});
  check_at_each_call(used, {"rm", "3"});
  check_at_each_call(used, {"rm", "1", "3"});
  check_at_each_call(used, {"rm", "--all"});
}

TEST_CASE("what export and import say of changes is true", "[slow][truthful][bundle]") {
  if (!may_fail_calls()) return;
  Used used;
  used.must({"export", "-q", "--to", used.home / "bundle"});
  check_at_each_call(used, {"export", "--to", "$HOME/new"});
  check_at_each_call(used, {"export", "--move", "--to", "$HOME/new"});
  check_at_each_call(used, {"export", "1", "4", "--move", "--to", "$HOME/new"});
  check_at_each_call(used, {"import", "$HOME/bundle"});
  fs::remove_all(used.home / ".local");
  check_at_each_call(used, {"import", "$HOME/bundle"});
}

TEST_CASE("what purge says of changes is true", "[slow][truthful]") {
  if (!may_fail_calls()) return;
  Home due;
  due.clock.set_wall(mayfly::SystemClock().wall() - std::chrono::hours(1));
  due.must({"store", "-q", "--ttl", "1s", "due"});
  due.must({"store", "-q", "--ttl", "1s", "--burn", "due"});
  due.must({"store", "-q", "--ttl", "5h", "kept"});
  check_at_each_call(due, {"purge"}, 1);
}

TEST_CASE("what init says of changes is true", "[slow][truthful]") {
  if (!may_fail_calls()) return;
  check_at_each_call(Home(), {"init"});
  check_at_each_call(Used(), {"init", "-q", "--user", "anna"});
  Home without_window_keys;
  without_window_keys.must({"init", "-q"});
  fs::remove(without_window_keys.window_keys());
  check_at_each_call(without_window_keys, {"init", "-q", "--user", "anna"});
  check_at_each_call(without_window_keys, {"store", "-q", "new"});
}

TEST_CASE("what init --replace-user says of changes is true", "[slow][truthful]") {
  if (!may_fail_calls()) return;
  const Used used;
  fs::rename(used.key_file("james"), used.home / "lost.key");
  check_at_each_call(used, {"init", "-q", "--replace-user", "--yes"});
}

TEST_CASE("what init --adopt says of changes is true", "[slow][truthful]") {
  if (!may_fail_calls()) return;
  const Used used;
  fs::create_directory(used.home / "copy");
  fs::copy(used.vault(), used.home / "copy/vault.db");
  check_at_each_call(used, {"init", "--adopt", "--vault", "$HOME/copy/vault.db"}, 3);
}

TEST_CASE("what key says of changes is true", "[slow][truthful]") {
  if (!may_fail_calls()) return;
  const TwoKeys two;
  check_at_each_call(two, {"key", "add-key-file", "$HOME/third.key"});
  check_at_each_call(two, {"key", "remove", "2"});
  check_at_each_call(two, {"key", "rotate", "--with-key-file", "$HOME/second.key"});
  check_at_each_call(two, {"key", "rotate", "--drop-others"});
  check_at_each_call(two, {"key", "export", "$HOME/copy.key"});
  check_at_each_call(two, {"key", "import", "--key-file", "$HOME/new.key", "$HOME/exported"});
}

TEST_CASE("what key says of changes of passphrases is true", "[slow][truthful]") {
  if (!may_fail_calls()) return;
  // Each run is a derivation or two, so there is one fault.
  const auto once = std::span(kFaults).first(1);
  Passphrase home;
  write_secret(home.home / "old", "open sesame");
  write_secret(home.home / "new", "other");
  check_at_each_call(home,
                     {"key", "change-passphrase", "--passphrase-file", "$HOME/old",
                      "--new-passphrase-file", "$HOME/new"},
                     6, once);
}

TEST_CASE("init of a user who is there makes nothing", "[truthful]") {
  Home home;
  home.must({"init", "-q"});
  fs::remove(home.window_keys());
  const Picture before = home.picture();
  const RunResult result = home.run({"init", "-q"});
  CHECK(result.status == 2);
  CHECK(says_unchanged(result.err));
  CHECK(home.picture() == before);
}
