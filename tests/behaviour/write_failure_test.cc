// Disks that are full or read-only: exit 16, nothing stored, earlier messages still there.

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/real_process.h"
#include "support/skip.h"

using namespace mayfly::test;

namespace {

/// A small file system of its own, where the test may mount one.
class SmallDisk {
 public:
  explicit SmallDisk(const std::filesystem::path& at) : at_(at) {
    std::filesystem::create_directory(at_);
    mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, "size=256k,mode=700") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount(at_.c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  void set_read_only(bool read_only) {
    unsigned long flags = MS_REMOUNT;
    if (read_only) flags |= MS_RDONLY;
    REQUIRE(::mount("tmpfs", at_.c_str(), "tmpfs", flags, "size=256k") == 0);
  }

 private:
  std::filesystem::path at_;
  bool mounted_ = false;
};

struct DiskFixture {
  TempFolder home;
  std::filesystem::path at = home / "disk";
  SmallDisk disk{at};

  bool skipped() const {
    if (disk.mounted()) return false;
    skip("this process may not mount a file system");
    return true;
  }
  RunResult mayfly(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(),
                     {MAYFLY_BINARY, "--vault", at / "vault.db", "--user", "james", "-q"});
    return run_process(std::move(arguments), {input, {{"HOME", home.path()}}, [] {}});
  }
};

void check_not_written(const RunResult& result) {
  CAPTURE(result.err);
  CHECK(result.status == 16);
  CHECK(result.out.empty());
  CHECK(result.err.find("mayfly: error: ") == 0);
}

}  // namespace

TEST_CASE_METHOD(DiskFixture, "a full disk refuses a message and keeps the earlier ones",
                 "[disk]") {
  if (skipped()) return;
  REQUIRE(mayfly({"store", "first"}).out == "1\n");
  check_not_written(mayfly({"store"}, std::string(300 << 10, 'x')));
  CHECK(mayfly({"get"}).out == "first");

  std::ofstream(at / "filler") << std::string(256 << 10, 'x');  // until nothing fits
  check_not_written(mayfly({"store", "second"}));
  CHECK(mayfly({"get"}).out == "first");
  std::filesystem::remove(at / "filler");
  CHECK(mayfly({"store", "third"}).out == "2\n");
}

TEST_CASE_METHOD(DiskFixture, "a disk that is full from the start leaves no half vault", "[disk]") {
  if (skipped()) return;
  std::ofstream(at / "filler") << std::string(256 << 10, 'x');
  check_not_written(mayfly({"store", "x"}));
  CHECK_FALSE(std::filesystem::exists(at / "vault.db"));
  std::filesystem::remove(at / "filler");
  CHECK(mayfly({"store", "x"}).out == "1\n");
}

TEST_CASE_METHOD(DiskFixture, "a read-only disk refuses to store and still reads", "[disk]") {
  if (skipped()) return;
  REQUIRE(mayfly({"store", "kept", "--ttl", "1h"}).status == 0);
  disk.set_read_only(true);
  check_not_written(mayfly({"store", "x"}));
  check_not_written(mayfly({"rm", "1"}));
  CHECK(mayfly({"get"}).out == "kept");
  CHECK(mayfly({"purge"}).status == 0);
  CHECK(mayfly({"verify"}).status == 0);
  disk.set_read_only(false);
  CHECK(mayfly({"get"}).out == "kept");
}

TEST_CASE_METHOD(DiskFixture,
                 "what has expired on a read-only disk is refused by the clock, with a warning",
                 "[disk]") {
  if (skipped()) return;
  // Made a minute ago, so that it has expired now.
  AppRunner past;
  past.variables["HOME"] = home.path();
  past.clock.set_wall(mayfly::SystemClock().wall() - std::chrono::minutes(1));
  for (const std::string ttl : {"30s", "1h"}) {
    const RunResult stored =
        past.run({"store", "-q", "--vault", at / "vault.db", "--user", "james", "--ttl", ttl, ttl});
    REQUIRE(stored.status == 0);
  }
  disk.set_read_only(true);
  const RunResult all =
      run_process({MAYFLY_BINARY, "--vault", at / "vault.db", "--user", "james", "get"},
                  {"", {{"HOME", home.path()}}, [] {}});
  CHECK(all.status == 0);
  CHECK(all.out == "1h");
  CHECK(all.err.find(
            "mayfly: warning: rows of messages that are gone could not be deleted yet: ") == 0);
  CHECK(mayfly({"get", "1"}).status == 3);
  check_not_written(mayfly({"purge"}));
  disk.set_read_only(false);
  // The seconds are real ones, so not how many, but from how many on.
  const std::string purged = mayfly({"purge", "--json"}).out;
  const std::string head = "\"purged\":1,\"windows_destroyed\":0,\"overdue_seconds\":";
  const auto at_head = purged.find(head);
  REQUIRE(at_head != std::string::npos);
  CHECK(std::stoi(purged.substr(at_head + head.size())) >= 30);
}

TEST_CASE("a file size limit is told as a failed write", "[disk]") {
  TempFolder home;
  const Process::Options options{"", {{"HOME", home.path()}}, [] {
                                   const rlimit limit{128 << 10, 128 << 10};
                                   ::setrlimit(RLIMIT_FSIZE, &limit);
                                   ::signal(SIGXFSZ, SIG_IGN);
                                 }};
  CHECK(run_process({MAYFLY_BINARY, "store", "-q", "small"}, options).out == "1\n");
  Process::Options large = options;
  large.input = std::string(200 << 10, 'x');
  check_not_written(run_process({MAYFLY_BINARY, "store", "-q"}, large));
  CHECK(run_process({MAYFLY_BINARY, "get"}, options).out == "small");
}

TEST_CASE("with too few descriptors a command works, or is an error without output", "[disk]") {
  TempFolder home;
  const Process::Options free{"", {{"HOME", home.path()}}};
  REQUIRE(run_process({MAYFLY_BINARY, "store", "-q", "kept"}, free).out == "1\n");
  bool worked = false;
  bool failed = false;
  for (rlim_t most = 3; most < 12; ++most) {
    CAPTURE(most);
    Process::Options few = free;
    few.in_child = [most] {
      const rlimit limit{most, most};
      ::setrlimit(RLIMIT_NOFILE, &limit);
    };
    const RunResult result = run_process({MAYFLY_BINARY, "get", "1"}, few);
    (result.status == 0 ? worked : failed) = true;
    CHECK(result.out == (result.status == 0 ? "kept" : ""));
    const RunResult listed = run_process({MAYFLY_BINARY, "list", "--json"}, few);
    CHECK(listed.out.empty() == (listed.status != 0));
    if (listed.status == 0) CHECK(listed.err.empty());
  }
  CHECK(worked);
  CHECK(failed);
}
