#include "platform/private_group.h"

#include <fstream>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace mayfly::platform;
using namespace mayfly::test;

namespace {

constexpr uid_t kJames = 1000;

struct Accounts {
  TempFolder folder;
  AccountFiles files{folder / "passwd", folder / "group"};

  Accounts(const std::string& users, const std::string& groups) {
    std::ofstream(files.users) << "root:x:0:0::/root:/bin/sh\njames:x:1000:1000::/home/james:\n"
                               << users;
    std::ofstream(files.groups) << "root:x:0:\n" << groups;
  }
  bool are_private(gid_t group) const { return is_private_group(group, kJames, files); }
};

}  // namespace

TEST_CASE("a group is private that is its user's own and holds nobody else", "[private_group]") {
  const std::string members = GENERATE("", "james");
  const Accounts accounts("", "james:x:1000:" + members + "\n");
  CHECK(accounts.are_private(1000));
}

TEST_CASE("a group of others as well is not private", "[private_group]") {
  CHECK_FALSE(Accounts("", "james:x:1000:anna\n").are_private(1000));
  CHECK_FALSE(Accounts("", "james:x:1000:james,anna\n").are_private(1000));
  CHECK_FALSE(Accounts("", "james:x:1000:\nagain:x:1000:anna\n").are_private(1000));
  CHECK_FALSE(Accounts("anna:x:1001:1000::/:\n", "james:x:1000:\n").are_private(1000));
}

TEST_CASE("a group that is not the user's primary one is not private", "[private_group]") {
  CHECK_FALSE(Accounts("", "james:x:1000:\nteam:x:1001:james\n").are_private(1001));
  CHECK_FALSE(Accounts("", "james:x:1000:\n").are_private(0));
}

TEST_CASE("a group or user that the files do not know is not private", "[private_group]") {
  CHECK_FALSE(Accounts("", "").are_private(1000));
  const Accounts accounts("", "other:x:1007:\n");
  CHECK_FALSE(is_private_group(1007, 1007, accounts.files));
  CHECK_FALSE(is_private_group(1000, kJames, {"/nowhere", "/nowhere"}));
}

TEST_CASE("another name of the same user is nobody else", "[private_group]") {
  CHECK(Accounts("jim:x:1000:1000::/:\n", "james:x:1000:\n").are_private(1000));
}
