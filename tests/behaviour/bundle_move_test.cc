// export --move: what is in the bundle is not here any more, and what is here is in no bundle.

#include <sys/stat.h>

#include "support/bundle_bytes.h"
#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/key_fixture.h"
#include "support/small_disk.h"
#include "support/window_key_files.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

struct MoveFixture : VaultFixture {
  UnlockedUser james = user("james");

  std::vector<Bundled> bundle(const std::vector<MessageId>& ids) {
    std::vector<Bundled> bundled;
    james.bundle_each(ids, true,
                      [&](BundledMessage, const Bundled& one) { bundled.push_back(one); });
    return bundled;
  }
  std::optional<ErrorKind> move(const std::vector<Bundled>& bundled) {
    return error_kind([&] { james.move_out(bundled, [&] { ++published; }); });
  }

  int published = 0;
};

struct ToolFixture {
  AppRunner runner;

  RunResult mayfly(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--user", "james", "-q"});
    return runner.run(std::move(arguments));
  }
  std::string bundle() { return runner.home / "all.bundle"; }
  /// What is beside the vault's own folders.
  std::vector<std::string> files_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(folder))
      if (file.is_regular_file()) names.push_back(file.path().filename());
    return names;
  }
};

}  // namespace

TEST_CASE_METHOD(MoveFixture, "what is moved is published first, and gone then", "[bundle]") {
  const auto kept = james.store(draft("kept", 1h)).id;
  const auto moved = james.store(draft("moved", 2h)).id;
  const auto burn = james.store(burn_draft("burn")).id;
  const auto before = live_slots(window_keys()).size();
  const auto bundled = bundle({moved, burn});
  james.move_out(bundled, [&] {
    ++published;
    CHECK(live_slots(window_keys()).size() == before);
  });
  CHECK(published == 1);
  CHECK(read(james, kept) == "kept");
  CHECK(read(james, moved) == std::nullopt);
  CHECK(read(james, burn) == std::nullopt);
  CHECK(live_slots(window_keys()).size() == before - 2);
}

TEST_CASE_METHOD(MoveFixture, "a message that was read, removed or changed meanwhile is not moved",
                 "[bundle]") {
  const auto kept = james.store(draft("kept")).id;
  const auto burn = james.store(burn_draft("burn")).id;
  auto bundled = bundle({kept, burn});
  auto expected = ErrorKind::no_such_message;
  SECTION("read") {
    CHECK(read(james, burn) == "burn");
  }
  SECTION("counted") {
    Draft often = draft("often");
    often.reads = 3;
    bundled = bundle({kept, james.store(std::move(often)).id});
    CHECK(bundled.back().reads == 3);
    CHECK(read(james, bundled.back().id) == "often");
    expected = ErrorKind::busy;
  }
  SECTION("removed") {
    james.remove(std::vector{burn});
  }
  SECTION("expired") {
    clock.advance(1h);
  }
  SECTION("of another window") {
    ++bundled.back().window_key;
    expected = ErrorKind::busy;
  }
  SECTION("of another end") {
    bundled.back().expires_at += 1ms;
    expected = ErrorKind::busy;
  }
  CHECK(move(bundled) == expected);
  CHECK(published == 0);
  if (clock.wall() < from_unix_ms(1'795'500'000'000) + 10min) CHECK(read(james, kept) == "kept");
}

TEST_CASE_METHOD(MoveFixture, "if the bundle cannot be published, nothing is removed", "[bundle]") {
  const auto kept = james.store(draft("kept")).id;
  const auto burn = james.store(burn_draft("burn")).id;
  const auto bundled = bundle({kept, burn});
  const auto fail = [] { throw Error(ErrorKind::not_written, "no room"); };
  CHECK(error_kind([&] { james.move_out(bundled, fail); }) == ErrorKind::not_written);
  CHECK(read(james, kept) == "kept");
  CHECK(read(james, burn) == "burn");
}

TEST_CASE_METHOD(MoveFixture, "in an older database, too, what could be read once is destroyed",
                 "[bundle]") {
  const auto burn = james.store(burn_draft("burn")).id;
  const std::string older = bytes_of(database());
  james.store(draft("stored since"));
  std::ofstream(database(), std::ios::binary) << older;
  UnlockedUser restored = user("james");
  const auto before = live_slots(window_keys()).size();
  std::vector<Bundled> bundled;
  restored.bundle_each(std::vector{burn}, true,
                       [&](BundledMessage, const Bundled& one) { bundled.push_back(one); });
  restored.move_out(bundled, [] {});
  CHECK(live_slots(window_keys()).size() == before - 1);
  std::ofstream(database(), std::ios::binary) << older;
  UnlockedUser again = user("james");
  CHECK(read(again, burn) == std::nullopt);
}

TEST_CASE_METHOD(ToolFixture, "a bundle in a file is for its owner alone, and replaces nothing",
                 "[bundle]") {
  REQUIRE(mayfly({"store", "one"}).status == 0);
  REQUIRE(mayfly({"export", "--to", bundle()}).status == 0);
  struct stat status {};
  REQUIRE(::stat(bundle().c_str(), &status) == 0);
  CHECK((status.st_mode & 07777u) == 0600u);
  const std::string before = bytes_of(bundle());
  CHECK(mayfly({"export", "--move", "--to", bundle()}).status == 2);
  CHECK(bytes_of(bundle()) == before);
  CHECK(mayfly({"get", "1"}).out == "one");
  std::filesystem::create_symlink("nowhere", runner.home / "link");
  CHECK(mayfly({"export", "--move", "--to", runner.home / "link"}).status == 2);
  CHECK(!std::filesystem::exists(runner.home / "nowhere"));
  CHECK(mayfly({"export", "--move", "--to", runner.home / "no/folder"}).status == 2);
  CHECK(mayfly({"get", "1"}).out == "one");
}

TEST_CASE_METHOD(ToolFixture, "a bundle for which there is no room is not there, and moves nothing",
                 "[bundle][disk]") {
  const SmallDisk disk{runner.home / "disk", "256k"};
  if (disk.is_missing()) return;
  REQUIRE(runner.run({"--user", "james", "-q", "store"}, std::string(300'000, 'x')).status == 0);
  for (const char* move : {"--quiet", "--move"}) {
    const RunResult result = mayfly({"export", move, "--to", runner.home / "disk/bundle"});
    CAPTURE(result.err);
    CHECK(result.status == 16);
    CHECK(files_in(runner.home / "disk").empty());
    CHECK(mayfly({"get", "1"}).out.size() == 300'000);
  }
  disk.set_read_only(true);
  CHECK(mayfly({"export", "--move", "--to", runner.home / "disk/bundle"}).status == 16);
  CHECK(mayfly({"get", "1"}).out.size() == 300'000);
}

TEST_CASE_METHOD(ToolFixture, "a draft that a kill left behind is taken away by the next export",
                 "[bundle]") {
  REQUIRE(mayfly({"store", "one"}).status == 0);
  const auto left = runner.home / ".mayfly-draft-0123456789abcdef";
  std::ofstream(left) << "mayflyBN and more";
  std::filesystem::permissions(
      left, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  REQUIRE(mayfly({"export", "--to", bundle()}).status == 0);
  CHECK(files_in(runner.home.path()) == std::vector<std::string>{"all.bundle"});
}
