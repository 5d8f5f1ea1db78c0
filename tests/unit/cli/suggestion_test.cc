#include "cli/suggestion.h"

#include "support/catch.h"

using mayfly::app::closest;

TEST_CASE("closest finds the word that was meant", "[suggestion]") {
  const std::vector<std::string> known{"store", "get", "list", "rm", "purge", "debug-iv"};
  CHECK(closest("stor", known) == "store");
  CHECK(closest("sotre", known) == "store");
  CHECK(closest("gt", known) == "get");
  CHECK(closest("debugiv", known) == "debug-iv");
  CHECK(closest("purgee", known) == "purge");
}

TEST_CASE("two letters in each other's place are one mistake", "[suggestion]") {
  const std::vector<std::string> known{"store", "get", "list", "key", "rm", "run"};
  CHECK(closest("gte", known) == "get");
  CHECK(closest("egt", known) == "get");
  CHECK(closest("lsit", known) == "list");
  CHECK(closest("kye", known) == "key");
  CHECK(closest("rnu", known) == "run");
  CHECK(closest("sotr", known) == "store");
  CHECK_FALSE(closest("teg", known));
  CHECK_FALSE(closest("mr", known));
}

TEST_CASE("closest stays silent where nothing is near", "[suggestion]") {
  CHECK_FALSE(closest("frobnicate", {"store", "get"}));
  CHECK_FALSE(closest("x", {"store"}));
  CHECK_FALSE(closest("store", {}));
}
