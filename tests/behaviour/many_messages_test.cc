// Many messages at once: all of them or none, in memory that does not grow, and without keeping
// anybody waiting for whoever writes them.

#include <unistd.h>

#include <array>

#include "support/catch.h"
#include "support/freed_memory.h"
#include "support/real_process.h"
#include "support/skip.h"
#include "support/small_disk.h"
#include "support/vault_fixture.h"
#include "support/window_key_files.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

std::string lines(int count, const std::string& each = "line") {
  std::string text;
  for (int i = 1; i <= count; ++i) text += each + " " + std::to_string(i) + "\n";
  return text;
}

std::string ids(int first, int last) {
  std::string text;
  for (int id = first; id <= last; ++id) text += std::to_string(id) + "\n";
  return text;
}

struct Runner : AppRunner {
  Runner() { variables["MAYFLY_USER"] = "james"; }
  std::string get(int id) { return run({"get", std::to_string(id)}).out; }
};

}  // namespace

TEST_CASE_METHOD(Runner, "each line is a message, and their ids come in the order of the lines",
                 "[many]") {
  const RunResult result = run({"store", "-q", "--lines", "--name", "all"}, lines(3000));
  CHECK(result.status == 0);
  CHECK(result.out == ids(1, 3000));
  CHECK(get(1) == "line 1");
  CHECK(get(2048) == "line 2048");
  CHECK(get(3000) == "line 3000");
  CHECK(run({"get", "all"}).out == "line 3000");
  CHECK(run({"verify"}).status == 0);
}

TEST_CASE_METHOD(Runner, "an error in line 70,001 stores nothing, and its number is told",
                 "[many]") {
  std::string text;
  for (int i = 1; i <= 70'000; ++i) text += "{\"message\":\"" + std::to_string(i) + "\"}\n";
  const std::string wrong = GENERATE("{\"message\":\"\"}", "{\"mesage\":\"x\"}", "not JSON",
                                     "{\"message\":\"x\",\"ttl\":\"1,5h\"}",
                                     "{\"message\":\"x\",\"name\":\"\\u0007\"}", "");
  const RunResult result = run({"store", "-q", "--json-lines"}, text + wrong + "\n" + lines(3));
  CAPTURE(wrong, result.err);
  CHECK(result.status == 2);
  CHECK(result.out.empty());
  CHECK(result.err.find("line 70001: ") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(vault()));
}

TEST_CASE_METHOD(Runner, "a message that expires before it is stored stores none", "[many]") {
  VaultFixture f;
  UnlockedUser james = f.user("james");
  int given = 0;
  const auto next = [&]() -> std::optional<Draft> {
    Draft one = draft("x");
    if (++given == 500) one.until = f.clock.wall();
    return one;
  };
  CHECK_THROWS_AS(james.store_each(next), Error);
  CHECK(given == 500);
  CHECK(james.list().empty());
  CHECK(james.store(draft("next")).id == 1);
  CHECK(live_slots(f.window_keys()).size() == 1);
}

TEST_CASE("what store_each() is given is stored in its order, also if it is nothing", "[many]") {
  VaultFixture f;
  UnlockedUser james = f.user("james");
  CHECK(james.store_each([] { return std::optional<Draft>(); }).count == 0);
  CHECK_THROWS_AS(james.store_each([&]() -> std::optional<Draft> {
    Draft replacing = draft("x");
    replacing.name = secure_copy(as_bytes("name"));
    replacing.replace = true;
    return replacing;
  }),
                  Error);
  int given = 0;
  const StoredMessages stored = james.store_each([&]() -> std::optional<Draft> {
    if (given == 300) return std::nullopt;
    ++given;
    return draft(std::to_string(given), given % 2 == 0 ? 1h : 2h);
  });
  CHECK(stored.first == 1);
  CHECK(stored.count == 300);
  for (const MessageId id : {1, 150, 300})
    CHECK(as_text(james.get(id)->text) == std::to_string(id));
  CHECK(live_slots(f.window_keys()).size() == 2);
}

TEST_CASE("nobody waits for whoever writes the lines", "[many][race]") {
  TempFolder home;
  const std::map<std::string, std::string> environment{{"HOME", home.path()},
                                                       {"MAYFLY_USER", "james"}};
  const auto store = [&](const std::string& text) {
    return run_process({MAYFLY_BINARY, "store", "-q", text, "--lock-wait", "0"}, {"", environment});
  };
  REQUIRE(store("first").out == "1\n");
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  Process slow({MAYFLY_BINARY, "store", "-q", "--lines"}, {"", environment, [&] {
                                                             ::dup2(ends[0], 0);
                                                             ::close(ends[0]);
                                                             ::close(ends[1]);
                                                           }});
  ::close(ends[0]);
  const std::string more_than_a_pipe_holds = lines(20'000);  // so some of it was read
  REQUIRE(::write(ends[1], more_than_a_pipe_holds.data(), more_than_a_pipe_holds.size()) ==
          std::ssize(more_than_a_pipe_holds));
  CHECK(store("second").out == "2\n");
  REQUIRE(::write(ends[1], "last", 4) == 4);
  ::close(ends[1]);
  const RunResult result = slow.wait();
  CHECK(result.status == 0);
  CHECK(result.out == ids(3, 20'003));
}

TEST_CASE("memory does not grow with the number of messages", "[many][slow]") {
  if (MAYFLY_SANITIZED) return skip("a sanitizer has memory of its own");
  TempFolder home;
  // Not from memory of the test's own, which would count until the program is executed.
  const auto peak = [&](int count) {
    const std::string lines = "yes " + std::string(90, 'x') + " | head -n " + std::to_string(count);
    const RunResult result =
        run_process({"sh", "-c", lines + " | " MAYFLY_BINARY " store -q --lines | tail -n 1"},
                    {"", {{"HOME", home.path()}}});
    CHECK(result.status == 0);
    CHECK(std::stoi(result.out) >= count);
    return result.peak_memory;
  };
  const std::size_t of_few = peak(200'000);
  const std::size_t of_many = peak(600'000);
  CAPTURE(of_few, of_many);
  CHECK(of_many < std::size_t{60} << 20);
  CHECK(of_many < of_few + (std::size_t{4} << 20));
}

TEST_CASE("a line of more than 64 MiB is refused before all of it is read", "[many]") {
  if (MAYFLY_SANITIZED) return skip("a sanitizer has memory of its own");
  TempFolder home;
  const RunResult result =
      run_process({"sh", "-c", "(echo one; cat /dev/zero) | " MAYFLY_BINARY " store -q --lines"},
                  {"", {{"HOME", home.path()}}});
  CHECK(result.status == 2);
  CHECK(result.out.empty());
  CHECK(result.err.find("line 2: the message is larger than 64 MiB") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(home / ".local"));
}

TEST_CASE_METHOD(Runner, "a full disk stores none of them", "[many]") {
  const SmallDisk disk(home / "disk", "2m");
  if (disk.is_missing()) return;
  vault_options.busy_timeout = 50ms;
  const std::string database = home / "disk/vault.db";
  REQUIRE(run({"store", "-q", "--vault", database, "kept"}).status == 0);
  const RunResult result =
      run({"store", "-q", "--vault", database, "--lines"}, lines(20'000, std::string(100, 'x')));
  CAPTURE(result.err);
  CHECK(result.status == 16);
  CHECK(result.out.empty());
  CHECK(run({"get", "--vault", database, "--all"}).out == "kept");
}

TEST_CASE_METHOD(Runner,
                 "a file with more than is kept in memory waits sealed, in the vault's folder",
                 "[many]") {
  REQUIRE(run({"store", "-q", "first"}).status == 0);
  const std::string text = lines(20'000, std::string(1000, 'x'));
  CHECK(run({"store", "-q", "--lines"}, text).out == ids(2, 20'001));
  CHECK(get(2) == std::string(1000, 'x') + " 1");
  CHECK(get(20'001) == std::string(1000, 'x') + " 20000");
  for (const auto& file : std::filesystem::directory_iterator(vault().parent_path()))
    CHECK(file.path().filename().string().starts_with("vault.db"));
}

TEST_CASE_METHOD(Runner, "no line is left in freed memory", "[many][traces]") {
  if (!FreedMemory::can_be_seen()) return skip("a sanitizer has a heap of its own");
  REQUIRE(run({"store", "-q", "first"}).status == 0);
  const std::string secret = "a line that is a secret, and long";
  const bool json = GENERATE(false, true);
  const std::string input =
      json ? "{\"message\":\"" + secret + "\",\"name\":\"" + secret + "\"}\n" : secret + "\n";
  const std::string many = input + lines(json ? 0 : 3000) + input;
  RunResult result{};
  const FreedMemory freed(secret);
  result = run({"store", "-q", json ? "--json-lines" : "--lines"}, many);
  CHECK(FreedMemory::found() == 0);
  CHECK(result.status == 0);
}

TEST_CASE_METHOD(Runner, "what a command prints is kept byte for byte, if it succeeds",
                 "[command]") {
  REQUIRE(run({"store", "-q", "first"}).status == 0);
  CHECK(run({"store", "-q", "--command", R"(printf 'a\0b\n')"}).out == "2\n");
  CHECK(get(2) == std::string("a\0b\n", 4));
  CHECK(run({"store", "-q", "--command", "head -c 100000 /dev/zero"}).out == "3\n");
  CHECK(get(3).size() == 100'000);
  for (const std::string command :
       {"echo no; exit 3", "true", "kill -9 $$", "exit 127", "head -c 67108865 /dev/zero", ""}) {
    CAPTURE(command);
    const RunResult result = run({"store", "-q", "--command", command});
    CHECK(result.status == 2);
    CHECK(result.out.empty());
  }
  CHECK(run({"get", "4"}).status == 3);
}
