#include "mayfly/account.h"

#include <fstream>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::test;

TEST_CASE("an account is found by its number", "[account]") {
  TempFolder folder;
  std::ofstream(folder / "passwd") << "root:x:0:0:root:/root:/bin/sh\n"
                                      "# no entry\n"
                                      "james:x:1000:1007:James:/home/james:/bin/sh\n"
                                      "nohome:x:1001:1001:::\n";
  const auto james = account_of(1000, folder / "passwd");
  REQUIRE(james);
  CHECK(james->name == "james");
  CHECK(james->home == "/home/james");
  CHECK(james->group == 1007);
  CHECK(account_of(1001, folder / "passwd")->home.empty());
}

TEST_CASE("who is not in the file, or has none, is not known", "[account]") {
  TempFolder folder;
  CHECK_FALSE(account_of(1000, folder / "none"));
  std::ofstream(folder / "passwd") << "root:x:0:0:root:/root:/bin/sh\n";
  CHECK_FALSE(account_of(1000, folder / "passwd"));
}
