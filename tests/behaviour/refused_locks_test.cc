// A file system that cannot lock (NFS without its lock daemon) is not a busy vault.

#include <cerrno>

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/passphrase_world.h"
#include "support/refused_call.h"
#include "support/skip.h"

using namespace mayfly::test;
namespace fs = std::filesystem;

namespace {

struct LocklessWorld : PassphraseWorld {
  int error = GENERATE(ENOLCK, EOPNOTSUPP, ENOSYS, EIO, EINVAL);

  RunResult run(std::vector<std::string> words, void (*refuse)(int)) {
    words.insert(words.begin(), MAYFLY_BINARY);
    return run_process(words, {"", environment(), [&] { refuse(error); }});
  }
  bool says_what_failed(const RunResult& result, const std::string& file) const {
    return is_refused(result, 16, "could not lock " + file + ": " + std::strerror(error));
  }
};

const std::vector<std::vector<std::string>> kReaders{{"get"}, {"list"}, {"verify"}};
const std::vector<std::vector<std::string>> kWriters{{"store", "x"}, {"rm", "1"}};

}  // namespace

TEST_CASE_METHOD(LocklessWorld, "if nothing can be locked, each command says so", "[locks]") {
  REQUIRE(runner.run({"store", "-q", "hello"}).status == 0);
  const std::string before = bytes_of(runner.vault());
  for (const auto& words : kReaders) {
    const RunResult result = run(words, refuse_locks);
    if (result.status == kCannotRefuse) return skip("the kernel refuses no calls for us");
    CAPTURE(words.front(), result.err);
    CHECK(says_what_failed(result, "the vault"));
  }
  for (const auto& words : kWriters) {
    const RunResult result = run(words, refuse_locks);
    CAPTURE(words.front(), result.err);
    CHECK(says_what_failed(result, "the vault"));
  }
  CHECK(bytes_of(runner.vault()) == before);
  CHECK(runner.run({"get"}).out == "hello");
}

TEST_CASE_METHOD(LocklessWorld, "a first store that cannot lock makes no vault", "[locks]") {
  const RunResult result = run({"store", "x"}, refuse_locks);
  if (result.status == kCannotRefuse) return skip("the kernel refuses no calls for us");
  CHECK(says_what_failed(result, runner.vault().string() + "-lock"));
  CHECK_FALSE(fs::exists(runner.vault()));
}

TEST_CASE_METHOD(LocklessWorld, "where SQLite alone cannot lock, nobody waits", "[locks]") {
  REQUIRE(runner.run({"store", "-q", "hello"}).status == 0);
  const std::string before = bytes_of(runner.vault());
  for (const auto& words : {kReaders.front(), kWriters.front(), {"purge"}}) {
    const RunResult result = run(words, refuse_locks_of_sqlite);
    if (result.status == kCannotRefuse) return skip("the kernel refuses no calls for us");
    CAPTURE(words.front(), result.err);
    CHECK(says_what_failed(result, "the vault"));
  }
  CHECK(bytes_of(runner.vault()) == before);
}
