#include "platform/namespaces.h"

#include <fstream>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace mayfly::platform;
using namespace mayfly::test;

namespace {

struct Ids {
  TempFolder folder;
  UserIdFiles files{folder / "uid_map", folder / "overflowuid"};

  explicit Ids(const std::string& map) {
    std::ofstream(files.map) << map;
    std::ofstream(files.overflow) << "65534\n";
  }
};

}  // namespace

TEST_CASE("who is not mapped may be the root outside, if that is not mapped", "[user_namespace]") {
  const Ids ids("         0       1000          1\n         1     100000      65536\n");
  CHECK(may_be_root_outside(65534, ids.files));
  CHECK_FALSE(may_be_root_outside(0, ids.files));
  CHECK_FALSE(may_be_root_outside(1000, ids.files));
}

TEST_CASE("the overflow uid is a user like others where root is mapped", "[user_namespace]") {
  CHECK_FALSE(may_be_root_outside(65534, Ids("0 0 4294967295\n").files));
  CHECK_FALSE(may_be_root_outside(65534, Ids("1 1000 1\n0 0 1\n").files));
}

TEST_CASE("what cannot be read says nothing good", "[user_namespace]") {
  const Ids ids("0 1000 1\n");
  CHECK_FALSE(may_be_root_outside(65534, {"/nowhere", ids.files.overflow}));
  CHECK_FALSE(may_be_root_outside(65534, {ids.files.map, "/nowhere"}));
}
