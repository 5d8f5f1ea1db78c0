// What the system's watch is told of, and when it looks by itself. A wait of no time tells whether
// something has come by then.

#include "process/file_watch.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/catch.h"
#include "support/longest_wait.h"
#include "support/skip.h"

using namespace mayfly::test;
using mayfly::app::FileWatch;

namespace {

constexpr std::chrono::nanoseconds kNow{0};

struct WatchedVault {
  WatchedVault() { runner.run({"store", "-q", "hello"}); }

  /// Whether this kernel and this file system tell of changes; otherwise the test is skipped.
  bool is_told() {
    watch.begin(runner.vault());
    if (!watch.is_told()) skip("the file system of the temporary folder does not tell of changes");
    return watch.is_told();
  }

  AppRunner runner;
  FileWatch watch;
};

void write(const std::filesystem::path& file) {
  std::ofstream(file) << "something";
}

}  // namespace

TEST_CASE_METHOD(WatchedVault, "a watch is told of each message that is stored", "[watch]") {
  if (!is_told()) return;
  CHECK_FALSE(watch.wait(kNow));
  for (int i = 0; i < 3; ++i) {
    runner.run({"store", "-q", "hello"});
    CHECK(watch.wait(kLongestWait));
  }
}

TEST_CASE_METHOD(WatchedVault, "looks at the vault wake nobody, though they keep its clock",
                 "[watch]") {
  if (!is_told()) return;
  for (const char* command : {"get", "list", "verify", "purge"}) {
    runner.clock.advance(std::chrono::seconds{5});
    CHECK(runner.run({command}).status == 0);
    CHECK_FALSE(watch.wait(kNow));
  }
}

TEST_CASE_METHOD(WatchedVault, "files beside the vault wake nobody", "[watch]") {
  if (!is_told()) return;
  for (const char* name : {"other", "vault.db2", "vault.db.windows", "vault.db-lock", "vault"})
    write(runner.vault().parent_path() / name);
  CHECK_FALSE(watch.wait(kNow));
}

TEST_CASE_METHOD(WatchedVault, "a vault that comes, goes or is replaced wakes", "[watch]") {
  if (!is_told()) return;
  const auto other = runner.vault().parent_path() / "other";
  SECTION("goes") {
    std::filesystem::remove(runner.vault());
  }
  SECTION("comes") {
    std::filesystem::remove(runner.vault());
    CHECK(watch.wait(kLongestWait));
    write(runner.vault());
  }
  SECTION("is replaced") {
    write(other);
    std::filesystem::rename(other, runner.vault());
  }
  CHECK(watch.wait(kLongestWait));
}

TEST_CASE_METHOD(WatchedVault, "what changes between begin and wait is not missed", "[watch]") {
  if (!is_told()) return;
  write(runner.vault());
  watch.begin(runner.vault());
  CHECK(watch.wait(kLongestWait));
}

TEST_CASE_METHOD(WatchedVault, "a folder that goes and comes is watched again", "[watch]") {
  if (!is_told()) return;
  const auto folder = runner.vault().parent_path();
  const bool moved = GENERATE(true, false);
  if (moved) {
    std::filesystem::rename(folder, runner.home / "away");
  } else {
    std::filesystem::remove_all(folder);
  }
  CHECK(watch.wait(kLongestWait));
  while (watch.is_told()) watch.wait(kNow);
  std::filesystem::create_directories(folder);
  watch.begin(runner.vault());
  CHECK(watch.is_told());
  write(runner.vault());
  CHECK(watch.wait(kLongestWait));
}

TEST_CASE_METHOD(WatchedVault, "when the kernel drops events, something may have changed",
                 "[watch]") {
  if (!is_told()) return;
  std::size_t most = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  if (most == 0 || most > 100'000) return skip("the kernel's queue of events is long");
  const auto one = runner.vault().parent_path() / "one";
  const auto other = runner.vault().parent_path() / "other";
  write(one);
  for (std::size_t i = 0; i <= most / 2; ++i) {
    std::filesystem::rename(one, other);
    std::filesystem::rename(other, one);
  }
  CHECK(watch.wait(kLongestWait));
}

TEST_CASE("where no watch can be had it looks by itself", "[watch]") {
  TempFolder folder;
  FileWatch watch;
  SECTION("no folder yet") {
    watch.begin(folder / "none/vault.db");
  }
  SECTION("a file system that does not tell of all changes") {
    watch.begin("/proc/vault.db");
  }
  SECTION("no descriptors left") {
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const rlimit few{0, before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    watch.begin(folder / "vault.db");
    ::setrlimit(RLIMIT_NOFILE, &before);
  }
  CHECK_FALSE(watch.is_told());
  CHECK(watch.wait(kNow));  // as far as it knows
}
