// Lists that are read bit by bit: what may happen between the bits.

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <optional>
#include <thread>
#include <utility>

#include "support/app_runner.h"
#include "support/catch.h"
#include "support/raw_database.h"
#include "support/real_process.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

constexpr int kPage = 4096;  // rows

std::vector<Draft> drafts(int count, std::chrono::seconds ttl = 1h) {
  std::vector<Draft> all;
  for (int i = 0; i < count; ++i) all.push_back(draft("text", ttl));
  return all;
}

}  // namespace

TEST_CASE_METHOD(VaultFixture, "a list of several pages has each message once, with its name",
                 "[list]") {
  auto james = user("james");
  auto all = drafts(kPage + 10);
  all[0].name = all[kPage].name = secure_copy(as_bytes("n"));
  james.store_all(std::move(all));
  const auto check = [&](auto&& each_entry, std::int64_t names) {
    MessageId last = 0;
    std::int64_t shown = 0;
    each_entry([&](const Entry& entry) {
      CHECK(entry.id == ++last);
      CHECK_FALSE(entry.expired);
      if (entry.name) ++shown;
    });
    CHECK(last == kPage + 10);
    CHECK(shown == names);
  };
  check([&](auto visit) { james.each_entry(visit); }, 2);
  check([&](auto visit) { open().each_entry(UserName("james"), visit); }, 0);
  open().each_entry(UserName("anna"), [](const Entry&) { FAIL("a message of nobody"); });
}

TEST_CASE_METHOD(VaultFixture, "what expires between two pages is left out, and what is stored",
                 "[list]") {
  auto james = user("james");
  james.store_all(drafts(kPage));
  const MessageId dying = james.store(draft("text", 1min)).id;
  const MessageId last = james.store(draft("text")).id;
  std::vector<MessageId> seen;
  james.each_entry([&](const Entry& entry) {
    if (entry.id == 1) {
      clock.advance(2min);
      user("james").store(draft("later"));
    }
    seen.push_back(entry.id);
  });
  CHECK(seen.size() == kPage + 1);
  CHECK(std::ranges::count(seen, dying) == 0);
  CHECK(seen.back() == last);
}

TEST_CASE_METHOD(VaultFixture, "all messages are read although more are stored meanwhile",
                 "[list]") {
  auto james = user("james");
  james.store_all(drafts(300));
  auto other = user("james");
  int read = 0;
  james.get_all(
      [&](const Message&) {
        ++read;
        other.store(draft("later"));
      },
      [](const Error& error) { FAIL(error.what()); });
  CHECK(read == 300);
}

TEST_CASE_METHOD(VaultFixture, "a row whose id is the largest that there is ends a list",
                 "[list]") {
  auto james = user("james");
  james.store_all(drafts(2));
  RawDatabase(database()).run("UPDATE messages SET id = 9223372036854775807 WHERE id = 2");
  std::vector<MessageId> ids;
  james.each_entry([&](const Entry& entry) { ids.push_back(entry.id); });
  CHECK(ids == std::vector<MessageId>{1, INT64_MAX});
}

namespace {

/// A pipe of a page that nobody reads.
struct UnreadPipe {
  int ends[2] = {-1, -1};

  UnreadPipe() {
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    REQUIRE(::fcntl(ends[1], F_SETPIPE_SZ, 4096) == 4096);
  }
  ~UnreadPipe() {
    for (const int end : ends)
      if (end >= 0) ::close(end);
  }

  /// Until who writes to it waits for a reader, or is about to: a write that is shorter than a page
  /// waits until it fits as a whole.
  void wait_until_full() const {
    const auto end = std::chrono::steady_clock::now() + kLongestWait;
    for (int bytes = 0; bytes < 4090;) {
      if (::ioctl(ends[0], FIONREAD, &bytes) != 0 || std::chrono::steady_clock::now() > end)
        FAIL("the pipe did not become full");
      std::this_thread::yield();
    }
  }
};

}  // namespace

namespace {

/// The program, with some pages of messages, whose output goes into such a pipe.
struct StoppedReader : AppRunner {
  UnreadPipe pipe;
  Process::Options options{"", {{"HOME", home.path()}, {"MAYFLY_USER", "login"}}};
  std::optional<Process> reader;  ///< which ends with this

  StoppedReader() {
    SystemClock system;
    auto vault =
        Vault::open_or_create({this->vault(), home / ".local/state/mayfly"}, system, random);
    auto login = vault.unlock_or_enroll(UserName("login"), key_file("login")).user;
    login.store_all(drafts(2 * kPage));
    login.store(draft("text", 1s));
  }
  void start(std::vector<std::string> words) {
    words.insert(words.begin(), MAYFLY_BINARY);
    Process::Options into_pipe = options;
    into_pipe.in_child = [this] { ::dup2(pipe.ends[1], STDOUT_FILENO); };
    reader.emplace(words, into_pipe);
    pipe.wait_until_full();
  }

  /// What the reader prints from now on.
  std::string rest() {
    ::close(std::exchange(pipe.ends[1], -1));
    std::string text(std::size_t{1} << 16, '\0');
    std::string all;
    for (ssize_t got = 0; (got = ::read(pipe.ends[0], text.data(), text.size())) > 0;)
      all.append(text, 0, static_cast<std::size_t>(got));
    return all;
  }
};

}  // namespace

TEST_CASE_METHOD(StoppedReader, "a list that nobody reads holds up no store and no purge",
                 "[list][race]") {
  start(GENERATE(values<std::vector<std::string>>(
      {{"list", "--json"}, {"list", "--tsv"}, {"list", "--ids"}, {"list"}, {"get", "--all"}})));
  for (std::vector<std::string> call :
       {std::vector<std::string>{"store", "-q", "more"}, std::vector<std::string>{"purge"},
        std::vector<std::string>{"rm", "1"}}) {
    call.insert(call.begin(), {MAYFLY_BINARY, "--lock-wait", "0"});
    const RunResult result = run_process(call, options);
    CAPTURE(result.err);
    CHECK(result.status == 0);
  }
}

TEST_CASE_METHOD(StoppedReader,
                 "a list that fails midway ends in an error, and in JSON that nobody takes for "
                 "whole",
                 "[list][race]") {
  start({"list", "--json"});
  RawDatabase(vault()).run("DELETE FROM key_slots");
  const std::string out = rest();
  const RunResult result = reader->wait();
  CHECK(result.status == 12);
  CHECK(result.err.find("mayfly: error: ") == std::string::npos);  // with --json it is an object
  CHECK(result.err.find("\"code\":\"wrong_key\"") != std::string::npos);
  CHECK(out.starts_with("{\"messages\":[{"));
  CHECK_FALSE(out.ends_with("]}\n"));
}
