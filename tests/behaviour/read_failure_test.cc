// A disk that fails: at every read of each command, it gives back parts of the database no more,
// or it confirms nothing.

#include <cerrno>
#include <system_error>

#include "support/app_runner.h"
#include "support/catch.h"
#include "support/failing_vfs.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

struct IllDisk : AppRunner {
  FileFaults faults;
  FailingVfs vfs{faults};

  IllDisk() {
    run({"store", "-q", "--user", "james", "first"});
    run({"store", "-q", "--user", "james", std::string(20'000, 'x')});  // on pages of its own
  }
  ~IllDisk() { faults.disarm(); }
};

/// A disk that confirms nothing.
class UnsureDisk final : public Disk {
 public:
  std::size_t read(int fd, std::span<std::uint8_t> out, std::uint64_t offset) override {
    return system_.read(fd, out, offset);
  }
  void write(int fd, ByteView bytes, std::uint64_t offset) override {
    system_.write(fd, bytes, offset);
  }
  void sync(int fd) override {
    if (unsure) throw std::system_error(EIO, std::generic_category());
    system_.sync(fd);
  }

  bool unsure = false;

 private:
  SystemDisk system_;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_METHOD(IllDisk, "a read that fails is told as such, and as no damage", "[disk]") {
  const std::vector<std::string> command =
      GENERATE(as<std::vector<std::string>>(), std::vector<std::string>{"get", "1"},
               std::vector<std::string>{"get", "2"}, std::vector<std::string>{"get", "1", "2"},
               std::vector<std::string>{"list"}, std::vector<std::string>{"store", "third"},
               std::vector<std::string>{"verify"}, std::vector<std::string>{"key", "list"});
  const bool all = GENERATE(false, true);
  CAPTURE(command, all);
  int failures = 0;
  for (int n = 1;; ++n) {
    CAPTURE(n);
    faults.fail_read(n, all);
    std::vector<std::string> arguments{"--user", "james"};
    arguments.insert(arguments.end(), command.begin(), command.end());
    const RunResult result = run(arguments);
    if (!faults.read_failed()) break;
    ++failures;
    CHECK(result.status == 16);
    CHECK(holds(result.err, "could not read the vault"));
    CHECK_FALSE(holds(result.err, "damaged"));
    CHECK_FALSE(holds(result.err, "mayfly rm"));
    CHECK_FALSE(holds(result.err, "move it away"));
    CHECK_FALSE(holds(result.err, "altered"));
  }
  CHECK(failures > 2);
  faults.disarm();
  CHECK(run({"get", "1", "--user", "james"}).out == "first");
}

TEST_CASE_METHOD(AppRunner, "what was not confirmed is not told to have expired", "[disk]") {
  UnsureDisk disk;
  vault_options.disk = &disk;
  run({"store", "-q", "--user", "james", "x"});
  disk.unsure = true;
  clock.advance(std::chrono::hours{1});
  run({"list", "--user", "james"});
  const RunResult listed = run({"list", "--user", "james"});
  CHECK(listed.status == 0);
  CAPTURE(listed.err);
  CHECK(holds(listed.err, "what is to be destroyed may still be on the disk: could not sync"));
  CHECK_FALSE(holds(listed.err, "expired"));
}
