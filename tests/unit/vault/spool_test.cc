#include "mayfly/spool.h"

#include "support/catch.h"
#include "support/errors.h"
#include "support/fakes.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::test;
namespace fs = std::filesystem;

namespace {

std::string record_of(std::size_t number) {
  return std::to_string(number) + std::string(number * 37 % 5000, 'r');
}

/// Puts so many in, takes them out, and returns how many came back in their order.
std::size_t through(Spool& spool, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) spool.add(as_bytes(record_of(i)));
  std::size_t same = 0;
  while (const auto record = spool.take()) {
    if (as_text(*record) != record_of(same)) break;
    ++same;
  }
  return same;
}

/// What files of this process say, those without a name among them.
std::string content_of_unnamed_files() {
  std::string content;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code none;
    if (fs::read_symlink(entry, none).string().find("(deleted)") == std::string::npos) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    content.append(std::istreambuf_iterator<char>(file), {});
  }
  return content;
}

}  // namespace

TEST_CASE("what waits in a spool comes back in its order, from memory and from the file",
          "[spool]") {
  TempFolder folder;
  SystemRandom random;
  const auto in_memory = GENERATE(std::size_t{0}, std::size_t{2} << 20, Spool::kInMemory);
  CAPTURE(in_memory);
  Spool spool(folder.path(), random, in_memory);
  CHECK(through(spool, 3000) == 3000);
  CHECK_FALSE(spool.take());
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("an empty spool, an empty record and a large one", "[spool]") {
  TempFolder folder;
  SystemRandom random;
  Spool none(folder.path(), random, 0);
  CHECK_FALSE(none.take());
  Spool spool(folder.path(), random, 0);
  const std::string large(std::size_t{5} << 20, 'l');
  spool.add({});
  spool.add(as_bytes(large));
  spool.add(as_bytes("last"));
  CHECK(spool.take()->empty());
  CHECK(as_text(*spool.take()) == large);
  CHECK(as_text(*spool.take()) == "last");
  CHECK_FALSE(spool.take());
}

TEST_CASE("no plaintext is in the file, and no file is made for little", "[spool]") {
  TempFolder folder;
  SystemRandom random;
  const std::string secret = "a secret that no disk may see";
  const std::string much(std::size_t{1} << 20, 'm');
  SECTION("little") {
    Spool spool(folder / "is not there", random);
    spool.add(as_bytes(secret));
    CHECK(as_text(*spool.take()) == secret);
  }
  SECTION("much") {
    Spool spool(folder.path(), random, 0);
    spool.add(as_bytes(secret));
    spool.add(as_bytes(much));
    const std::string content = content_of_unnamed_files();
    CHECK(content.size() > much.size());
    CHECK(content.find(secret) == std::string::npos);
    CHECK(content.find(std::string(64, 'm')) == std::string::npos);
  }
}

TEST_CASE("a spool that has no room for its file says so", "[spool]") {
  TempFolder folder;
  SystemRandom random;
  Spool spool(folder / "is not there", random, 0);
  const std::string much(std::size_t{1} << 20, 'm');
  CHECK(error_kind([&] { spool.add(as_bytes(much)); }) == ErrorKind::not_written);
}
