#include "platform/draft_file.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/private_file.h"
#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::platform;
using namespace mayfly::test;

namespace {

namespace fs = std::filesystem;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

/// What is left of a process that is killed while it makes a file: the draft and SQLite's journal.
fs::path abandoned_draft(const fs::path& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    const DraftFile draft(path);
    create_private_file(draft.draft().string() + "-journal");
    ::_exit(0);  // no destructor runs
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  for (const auto& entry : fs::directory_iterator(path.parent_path())) {
    if (!entry.path().string().ends_with("-journal")) return entry.path();
  }
  return {};
}

}  // namespace

TEST_CASE("a draft is gone unless it was published", "[draft]") {
  TempFolder folder;
  { const DraftFile draft(folder / "a"); }
  CHECK(files_in(folder.path()) == 0);
  DraftFile draft(folder / "a");
  CHECK(files_in(folder.path()) == 1);
  CHECK(draft.publish());
  CHECK(fs::exists(folder / "a"));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a draft does not replace a file that is there", "[draft]") {
  TempFolder folder;
  write_new_private_file(folder / "a", as_bytes("first"));
  DraftFile draft(folder / "a");
  CHECK_FALSE(draft.publish());
  CHECK(bytes_of(folder / "a") == "first");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a draft that a kill left behind is removed by the next one, with its journal",
          "[draft]") {
  TempFolder folder;
  const fs::path left = abandoned_draft(folder / "a");
  REQUIRE(fs::exists(left));
  REQUIRE(files_in(folder.path()) == 2);
  const DraftFile next(folder / "b");
  CHECK_FALSE(fs::exists(left));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a draft that somebody works on stays", "[draft]") {
  TempFolder folder;
  const DraftFile first(folder / "a");
  const DraftFile second(folder / "a");
  CHECK(fs::exists(first.draft()));
  CHECK(fs::exists(second.draft()));
}

TEST_CASE("what is not a draft of ours stays, whatever it is called", "[draft]") {
  TempFolder folder;
  const std::string name = ".mayfly-draft-0123456789abcde";
  write_new_private_file(folder / "target", as_bytes("keep"));
  fs::create_symlink(folder / "target", folder / (name + "0"));
  fs::create_hard_link(folder / "target", folder / (name + "1"));
  fs::create_directory(folder / (name + "2"));
  REQUIRE(::mkfifo((folder / (name + "3")).c_str(), 0600) == 0);
  write_new_private_file(folder / name, as_bytes("one digit too few"));
  write_new_private_file(folder / (name + "x"), as_bytes("not a digit"));
  write_new_private_file(folder / (name + "00"), as_bytes("one digit too many"));
  write_new_private_file(folder / "a-new", as_bytes("somebody's"));
  write_new_private_file(folder / (name + "f"), as_bytes("precious"));
  const std::size_t before = files_in(folder.path());
  { const DraftFile draft(folder / "a"); }
  CHECK(files_in(folder.path()) == before);
}

TEST_CASE("a draft in a folder that is missing is not written", "[draft]") {
  TempFolder folder;
  CHECK(error_kind([&] { DraftFile draft(folder / "none/a"); }) == ErrorKind::not_written);
}
