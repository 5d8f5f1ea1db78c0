// A message to burn is given another end while a hundred readers ask for it.

#include <deque>

#include "support/catch.h"
#include "support/insistent_process.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

struct ExtensionRace {
  TempFolder home;

  std::vector<std::string> mayfly(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {MAYFLY_BINARY, "--user", "james", "-q"});
    return arguments;
  }
  Process::Options options() { return {"", {{"HOME", home.path()}}}; }
  RunResult run(std::vector<std::string> arguments) {
    return run_process(mayfly(std::move(arguments)), options());
  }
};

}  // namespace

TEST_CASE_METHOD(ExtensionRace, "of a hundred readers one gets it, whoever gives it another end",
                 "[extend][burn][race]") {
  REQUIRE(run({"store", "--burn", "once"}).out == "1\n");
  std::deque<InsistentProcess> readers;
  std::deque<InsistentProcess> extenders;
  for (int i = 0; i < 100; ++i) {
    if (i % 10 == 0)
      extenders.emplace_back(mayfly({"extend", "1", "--ttl", std::to_string(i + 1) + "h"}),
                             options());
    readers.emplace_back(mayfly({"get", "1"}), options());
  }
  int printed = 0;
  for (InsistentProcess& reader : readers) {
    const RunResult result = reader.wait();
    CAPTURE(result.status, result.out, result.err);
    CHECK((result.status == 0 ? result.out == "once" : result.status == 3 && result.out.empty()));
    printed += result.status == 0 ? 1 : 0;
  }
  CHECK(printed == 1);
  for (InsistentProcess& extender : extenders) {
    const RunResult result = extender.wait();
    CAPTURE(result.err);
    CHECK((result.status == 0 || result.status == 3));
  }
  CHECK(run({"get", "1"}).status == 3);
  CHECK(run({"verify"}).status == 0);
}

TEST_CASE_METHOD(ExtensionRace, "a store beside it loses no message to the key that is destroyed",
                 "[extend][race]") {
  REQUIRE(run({"store", "--ttl", "1h", "moved"}).out == "1\n");
  std::deque<InsistentProcess> processes;
  for (int i = 0; i < 20; ++i) {
    processes.emplace_back(mayfly({"store", "--ttl", "1h", "stays"}), options());
    processes.emplace_back(mayfly({"extend", "1", "--ttl", i % 2 == 0 ? "5h" : "1h"}), options());
  }
  for (InsistentProcess& process : processes) CHECK(process.wait().status == 0);
  for (int id = 1; id <= 21; ++id)
    CHECK(run({"get", std::to_string(id)}).out == (id == 1 ? "moved" : "stays"));
}
