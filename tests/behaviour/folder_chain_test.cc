// Whoever can exchange a folder on the way to a vault could put another one in its place; nobody is
// stopped for a folder that only they can write to.

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "platform/private_group.h"
#include "support/catch.h"
#include "support/real_process.h"
#include "support/skip.h"

using namespace mayfly::test;
namespace fs = std::filesystem;

namespace {

constexpr uid_t kStranger = 4242;

/// A HOME in a folder of ours, below the test's own.
struct ChainWorld {
  AppRunner runner;
  const fs::path above = runner.home / "above";
  const fs::path home = above / "home";

  ChainWorld() {
    make(home);
    runner.variables["HOME"] = home;
    runner.variables["MAYFLY_USER"] = "james";
  }
  static void make(const fs::path& folder) {
    if (fs::exists(folder)) return;
    make(folder.parent_path());
    fs::create_directory(folder);
    set_mode(folder, 0700);
  }
  static void set_mode(const fs::path& path, mode_t mode) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
  }
  RunResult store() { return runner.run({"store", "-q", "x"}); }

  /// With exit 15, and nothing made.
  bool is_refused(const std::string& reason) {
    const auto count = [&] {
      return std::distance(fs::recursive_directory_iterator(runner.home.path()), {});
    };
    const auto before = count();
    const RunResult result = store();
    UNSCOPED_INFO(result.err);
    return result.status == 15 && result.out.empty() &&
           result.err.find(reason) != std::string::npos && count() == before;
  }
};

bool has_private_group() {
  return mayfly::platform::is_private_group(::getegid(), ::geteuid());
}

/// Lets a stranger write, besides owner and group; the mode then shows what the group has at most.
bool let_stranger_write(const fs::path& folder) {
  std::vector<std::uint8_t> list{2, 0, 0, 0};
  const auto add = [&](std::uint8_t tag, std::uint8_t rights, std::uint32_t id) {
    list.insert(list.end(), {tag, 0, rights, 0});
    for (int i = 0; i < 4; ++i) list.push_back(static_cast<std::uint8_t>(id >> (8 * i)));
  };
  constexpr std::uint32_t kNobody = 0xffffffff;
  add(0x01, 7, kNobody);
  add(0x02, 7, kStranger);
  add(0x04, 7, kNobody);
  add(0x10, 7, kNobody);
  add(0x20, 0, kNobody);
  return ::setxattr(folder.c_str(), "system.posix_acl_access", list.data(), list.size(), 0) == 0;
}

}  // namespace

TEST_CASE_METHOD(ChainWorld, "a folder above that others can write to is refused", "[folders]") {
  set_mode(above, GENERATE(0777u, 0707u, 0703u));
  CHECK(is_refused(above.string() + " can be written to by group or others"));
  set_mode(above, 0755);
  CHECK(store().status == 0);
  set_mode(above, 0777);
  for (const char* command : {"get", "list", "purge", "verify"}) {
    const RunResult result = runner.run({command});
    CHECK(result.status == 15);
    CHECK(result.out.empty());
  }
}

TEST_CASE_METHOD(ChainWorld, "a sticky folder above is fine, as /tmp is", "[folders]") {
  set_mode(above, 01777);
  CHECK(store().status == 0);
  CHECK(runner.run({"get"}).out == "x");
}

TEST_CASE_METHOD(ChainWorld, "a folder above that is another user's is refused", "[folders]") {
  if (::chown(above.c_str(), kStranger, kStranger) != 0) return skip("only root gives files away");
  set_mode(above, GENERATE(0755u, 01777u));
  CHECK(is_refused(above.string() + " belongs to another user (uid 4242)"));
}

TEST_CASE_METHOD(ChainWorld,
                 "folders of a private group may be writable for it, as under umask 002",
                 "[folders]") {
  if (!has_private_group()) return skip("this user has no private group");
  for (const char* name : {"", ".config", ".config/mayfly", ".local", ".local/share"}) {
    make(home / name);
    set_mode(home / name, 0775);
  }
  CHECK(store().status == 0);
  CHECK(runner.run({"get"}).out == "x");
  set_mode(home / ".local/share/mayfly", 0770);
  set_mode(home / ".config/mayfly/keys", 0770);
  set_mode(home / ".local/state/mayfly", 0770);
  CHECK(runner.run({"get"}).out == "x");
  CHECK(runner.run({"verify"}).status == 0);
}

TEST_CASE_METHOD(ChainWorld, "all folders that a group of others can write to are told at once",
                 "[folders]") {
  const std::vector<fs::path> shared{home, home / ".local/share", home / ".config"};
  for (const fs::path& folder : shared) {
    make(folder);
    set_mode(folder, 0775);
    if (::chown(folder.c_str(), static_cast<uid_t>(-1), kStranger) != 0)
      return skip("only root gives files away");
  }
  CHECK(is_refused("mayfly: error: " + shared[0].string() + ", " + shared[1].string() + " and " +
                   shared[2].string() + " can be written to by group or others\n"));
  CHECK(is_refused("chmod go-w -- " + shared[0].string() + " " + shared[1].string() + " " +
                   shared[2].string() + "\n"));
  for (const fs::path& folder : shared) set_mode(folder, 0755);
  CHECK(store().status == 0);
}

TEST_CASE_METHOD(ChainWorld, "a private group does not hide a stranger in an access list",
                 "[folders]") {
  if (!has_private_group()) return skip("this user has no private group");
  if (!let_stranger_write(home)) return skip("this file system has no access lists");
  CHECK(is_refused(home.string() + " can be written to by group or others"));
}

TEST_CASE_METHOD(ChainWorld, "a link is as safe as the folder that it leads to", "[folders]") {
  make(above / "real/data");
  fs::create_directory_symlink(above / "real/data", home / ".local");
  set_mode(above / "real", 0777);
  CHECK(is_refused((above / "real").string() + " can be written to"));
  set_mode(above / "real", 0700);
  CHECK(store().status == 0);
  set_mode(above / "real", 0777);
  CHECK(runner.run({"get"}).status == 15);
}

TEST_CASE_METHOD(ChainWorld, "a path by way of two dots is followed to where it leads",
                 "[folders]") {
  make(above / "open/inside");
  set_mode(above / "open", 0777);
  const auto vault = above / "open/inside/../../home/x.db";
  CHECK(runner.run({"store", "-q", "--vault", vault, "x"}).status == 0);
  CHECK(runner.run({"get", "--vault", home / "x.db"}).out == "x");
}

TEST_CASE_METHOD(ChainWorld,
                 "the way to the window keys is looked at when they are made, and by verify",
                 "[folders]") {
  make(above / "state/deep");
  runner.variables["XDG_STATE_HOME"] = above / "state/deep";
  set_mode(above / "state", 0777);
  CHECK(is_refused((above / "state").string() + " can be written to"));
  set_mode(above / "state", 0700);
  REQUIRE(store().status == 0);
  set_mode(above / "state", 0777);
  CHECK(runner.run({"verify"}).status == 15);
}

TEST_CASE_METHOD(ChainWorld, "the way to a key is looked at when it is made", "[folders]") {
  make(above / "keys/deep");
  set_mode(above / "keys", 0777);
  const auto key = above / "keys/deep/k";
  CHECK(runner.run({"store", "-q", "--key-file", key, "x"}).status == 15);
  CHECK_FALSE(fs::exists(runner.home / "above/home/.local"));
  REQUIRE(store().status == 0);
  CHECK(runner.run({"key", "export", key}).status == 15);
  CHECK_FALSE(fs::exists(key));
}

TEST_CASE_METHOD(ChainWorld, "in a user namespace without the machine's root its folders are safe",
                 "[folders]") {
  constexpr uid_t kOrdinary = 4244;
  for (const fs::path& path : {runner.home.path(), above, home})
    if (::chown(path.c_str(), kOrdinary, kOrdinary) != 0) return skip("only root gives files away");
  const auto run = [&](const char* map) {
    return run_process({MAYFLY_BINARY, "store", "-q", "x"},
                       {"", {{"HOME", home}, {"MAYFLY_USER", "james"}}, [map] {
                          if (::setgroups(0, nullptr) != 0 || ::setgid(kOrdinary) != 0 ||
                              ::setuid(kOrdinary) != 0 || ::unshare(CLONE_NEWUSER) != 0)
                            ::_exit(99);
                          std::ofstream("/proc/self/uid_map") << map;
                        }});
  };
  const RunResult result = run("0 4244 1\n");
  if (result.status == 99 || result.status == 127)
    return skip("no user namespace can be made here");
  UNSCOPED_INFO(result.err);
  CHECK(result.out == "1\n");
}
