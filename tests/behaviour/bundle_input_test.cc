// export and import at their streams: pipes, terminals, closed ones, and what no mayfly wrote.

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "support/bundle_bytes.h"
#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/home_picture.h"
#include "support/real_process.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMuchMemory = std::size_t{64} << 20;

struct BundleFixture {
  TempFolder home;

  RunResult run(
      std::vector<std::string> arguments, const std::string& input = "",
      const std::function<void()>& in_child = [] {}) {
    arguments.insert(arguments.begin(), {MAYFLY_BINARY, "--user", "james", "-q"});
    return run_process(std::move(arguments), {input, {{"HOME", home.path()}}, in_child});
  }
  Key key() { return Key::of_file(KeyFile::read(home / ".config/mayfly/keys/james.key")); }

  /// A file of that many bytes, all zeros but its beginning; it takes no room on the disk.
  std::string large_file(const std::string& beginning, off_t size) {
    const std::string path = home / "large";
    std::ofstream(path, std::ios::binary) << beginning;
    REQUIRE(::truncate(path.c_str(), size) == 0);
    return path;
  }

  /// Standard input becomes that file.
  static std::function<void()> from(const std::string& path) {
    return [path] { ::dup2(::open(path.c_str(), O_RDONLY), STDIN_FILENO); };
  }
};

}  // namespace

TEST_CASE_METHOD(BundleFixture, "three gigabytes that are no bundle are refused with little memory",
                 "[bundle][race]") {
  REQUIRE(run({"store", "one"}).status == 0);
  const std::string bundle = run({"export"}).out;
  constexpr off_t kSize = off_t{3} << 30;
  struct Case {
    std::string beginning;
    int status;
  };
  // zeros; a header alone; a header and a chunk
  for (const Case& one : {Case{"", 14}, {bundle.substr(0, kBundleHeader), 13}, {bundle, 13}}) {
    const std::string path = large_file(one.beginning, kSize);
    for (const RunResult& result : {run({"import", path}), run({"import"}, "", from(path))}) {
      CAPTURE(result.err);
      CHECK(result.status == one.status);
      CHECK(result.out.empty());
      // A sanitizer has memory of its own.
      CHECK((MAYFLY_SANITIZED || result.peak_memory < kMuchMemory));
      CHECK(result.cpu_time < 1s);
    }
  }
}

TEST_CASE_METHOD(BundleFixture,
                 "a bundle that is cut at its very end is refused with little memory",
                 "[bundle][race]") {
  REQUIRE(run({"store"}, std::string(kMaxMessageSize, 'x')).status == 0);
  const std::string path = home / "cut";
  REQUIRE(run({"export", "--to", path}).status == 0);
  const auto size = std::filesystem::file_size(path);
  CHECK(run({"import", path}).status == 0);
  std::filesystem::resize_file(path, size - 1);
  const RunResult result = run({"import", path});
  CHECK(result.status == 13);
  // A sanitizer has memory of its own.
  CHECK((MAYFLY_SANITIZED || result.peak_memory < kMuchMemory));
}

TEST_CASE_METHOD(BundleFixture, "a bundle that is refused leaves a home as it was", "[bundle]") {
  AppRunner sender;
  REQUIRE(sender.run({"store", "-q", "one"}).status == 0);
  const std::string bundle = sender.run({"export"}).out;
  AppRunner receiver;
  std::filesystem::copy(sender.key_file("login"), receiver.home / "key");
  const Picture before = picture_of(receiver.home.path());
  for (const std::string& wrong : {std::string(), std::string(200, '\0'), bundle.substr(0, 20),
                                   bundle.substr(0, 150), bundle + "x", bundle + bundle}) {
    const RunResult result = receiver.run({"import", "--key-file", receiver.home / "key"}, wrong);
    CAPTURE(result.err);
    CHECK(result.status != 0);
    CHECK(result.out.empty());
    CHECK(picture_of(receiver.home.path()) == before);
  }
  CHECK(receiver.run({"import", "-q", "--key-file", receiver.home / "key"}, bundle).out == "1\n");
  CHECK(receiver.run({"get", "1", "--key-file", receiver.home / "key"}).out == "one");
}

TEST_CASE_METHOD(BundleFixture, "a bundle goes through a pipe, however slowly it comes",
                 "[bundle]") {
  AppRunner sender;
  const std::string text(300'000, 'x');
  REQUIRE(sender.run({"store", "-q"}, text).status == 0);
  const std::string bundle = sender.run({"export"}).out;
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  std::jthread writer([&] {
    for (std::size_t at = 0; at < bundle.size(); at += 1000) {
      const std::size_t size = std::min<std::size_t>(1000, bundle.size() - at);
      if (::write(ends[1], bundle.data() + at, size) < 0) break;
    }
    ::close(ends[1]);
  });
  sender.in_override = ends[0];
  CHECK(sender.run({"import"}).out == "2\n");
  ::close(ends[0]);
  sender.in_override = -1;
  CHECK(sender.run({"get", "2"}).out == text);
}

TEST_CASE_METHOD(BundleFixture, "nobody waits for whoever sends a bundle", "[bundle]") {
  AppRunner sender;
  REQUIRE(sender.run({"store", "-q", "one"}).status == 0);
  const std::string bundle = sender.run({"export"}).out;
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  REQUIRE(::write(ends[1], bundle.data(), bundle.size()) > 0);
  AppRunner other;  // which shares the home
  other.variables = sender.variables;
  sender.in_override = ends[0];
  std::jthread importer([&] { sender.run({"import"}); });
  CHECK(other.run({"store", "-q", "two"}).out == "2\n");  // though the end has not come
  ::close(ends[1]);
  importer.join();
  ::close(ends[0]);
  CHECK(other.run({"get", "3"}).out == "one");
}

TEST_CASE_METHOD(BundleFixture, "a bundle is not written to a terminal, nor to nobody",
                 "[bundle]") {
  AppRunner runner;
  REQUIRE(runner.run({"store", "-q", "one"}).status == 0);
  runner.out_is_terminal = true;
  CHECK(runner.run({"export"}).status == 2);
  CHECK(runner.run({"export"}).out.empty());
  runner.out_is_terminal = false;
  runner.in_is_terminal = true;
  CHECK(runner.run({"import"}).status == 2);
  REQUIRE(run({"store", "one"}).status == 0);
  CHECK(run({"export"}, "", [] { ::close(STDOUT_FILENO); }).status == 16);
  CHECK(run({"import"}, "", [] { ::close(STDIN_FILENO); }).status == 2);
  const std::string bundle = run({"export"}).out;
  CHECK(run({"import"}, bundle, [] { ::close(STDOUT_FILENO); }).status == 16);
  CHECK(run({"list", "--json"}).out.find("\"id\":2") == std::string::npos);
  CHECK(run({"export"}, "", [] {
          int ends[2];
          if (::pipe(ends) == 0) ::dup2(ends[1], STDOUT_FILENO);
          ::close(ends[0]);
          ::close(ends[1]);
        }).status == 128 + SIGPIPE);
}
