// A key that an open descriptor hands over: which descriptors may.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.h"
#include "support/passphrase_world.h"

using namespace mayfly::test;

namespace {

/// A home whose user james has a message "hello" that the key file opens, which is kept elsewhere.
struct KeySourceWorld : PassphraseWorld {
  std::string key;

  KeySourceWorld() {
    if (runner.run({"store", "-q", "hello", "--ttl", "1h"}).status != 0)
      throw std::runtime_error("store");
    key = runner.run({"key", "export"}).out;
    std::filesystem::remove(runner.key_file("james"));
  }

  RunResult get(const std::string& fd, const std::function<void()>& in_child) {
    return run_process({MAYFLY_BINARY, "get", "--key-fd", fd}, {"", environment(), in_child});
  }
  std::function<void()> with_file_as(int fd, const std::string& path, int flags = O_RDONLY) {
    return [=] { ::dup2(::open(path.c_str(), flags), fd); };
  }
};

}  // namespace

TEST_CASE_METHOD(KeySourceWorld, "a key is read from a pipe to its end", "[key-source]") {
  Pipe pipe;
  const auto as_descriptor_9 = [&] { ::dup2(pipe.ends[0], 9); };
  Process process({MAYFLY_BINARY, "get", "--key-fd", "9"}, {"", environment(), as_descriptor_9});
  for (const std::string& part : {key.substr(0, 20), key.substr(20)})
    REQUIRE(::write(pipe.ends[1], part.data(), part.size()) == std::ssize(part));
  pipe.close_writer();
  const RunResult result = process.wait();
  CHECK(result.err.empty());
  CHECK(result.out == "hello");
}

TEST_CASE_METHOD(KeySourceWorld, "a shell hands a key over, and the message beside it",
                 "[key-source]") {
  auto variables = environment();
  variables["MAYFLY"] = MAYFLY_BINARY;
  variables["KEY"] = key;
  const auto shell = [&](const std::string& command) {
    return run_process({"bash", "-c", command}, {"", variables});
  };
  CHECK(shell("echo more | \"$MAYFLY\" store -q --key-fd 3 3< <(echo \"$KEY\")").out == "2\n");
  CHECK(shell("echo \"$KEY\" | \"$MAYFLY\" get 2 --key-fd 0").out == "more\n");
  CHECK(is_refused(shell("\"$MAYFLY\" get --key-file <(echo \"$KEY\")"), 12, "not a regular file"));
}

TEST_CASE_METHOD(KeySourceWorld, "a mounted key that is a link, and open to others, is handed over",
                 "[key-source]") {
  const std::string file = runner.home / "data";
  const std::string link = runner.home / "link";
  write_secret(file, key);
  REQUIRE(::chmod(file.c_str(), 0444) == 0);
  std::filesystem::create_symlink(file, link);
  CHECK(get("3", with_file_as(3, link)).out == "hello");
  CHECK(is_refused(runner.run({"get", "--key-file", link}), 15, "is a symbolic link"));
}

TEST_CASE_METHOD(KeySourceWorld, "a descriptor that cannot be read gives no key", "[key-source]") {
  write_secret(runner.home / "key", key);
  CHECK(is_refused(get("9", [] { ::close(9); }), 12, "from descriptor 9: Bad file descriptor"));
  CHECK(is_refused(get("9", with_file_as(9, "/", O_RDONLY | O_DIRECTORY)), 12,
                   "from descriptor 9: "));
  CHECK(is_refused(get("9", with_file_as(9, runner.home / "key", O_WRONLY)), 12,
                   "from descriptor 9: Bad file descriptor"));
  CHECK(is_refused(get("9", with_file_as(9, "/dev/null")), 12, "from descriptor 9: it is empty"));
  CHECK(is_refused(get("9", with_file_as(9, "/dev/zero")), 12, "descriptor 9: "));
  // One of mayfly's own, whatever it is.
  const auto own = runner.home / "log";
  for (int fd = 3; fd < 12; ++fd) {
    const RunResult result =
        run_process({MAYFLY_BINARY, "get", "--log-file", own, "--key-fd", std::to_string(fd)},
                    {"", environment()});
    CHECK(is_refused(result, 12, "could not read the key from descriptor "));
  }
}

TEST_CASE_METHOD(KeySourceWorld, "a FIFO is no key file, and keeps nobody waiting",
                 "[key-source]") {
  const std::string fifo = runner.home / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  const RunResult result = runner.run({"get", "--key-file", fifo});
  CHECK(is_refused(result, 12, "not a regular file"));
  CHECK(result.err.find("a key in a pipe is read with --key-fd") != std::string::npos);
}
