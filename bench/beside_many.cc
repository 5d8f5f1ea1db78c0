#include "beside_many.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "mayfly/vault.h"
#include "peers.h"
#include "race.h"
#include "table.h"
#include "vault_place.h"

namespace mayfly::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kBatch = 100'000;

/// Through the library, in the vault that mayfly_itself() made.
void fill(const Household& household, std::int64_t count) {
  SystemClock clock;
  SystemRandom random;
  Vault vault = Vault::open(place_of(household), clock, random);
  UnlockedUser user = vault.unlock(UserName("bench"), key_file_of(household)).value();
  for (std::int64_t left = count; left > 0; left -= kBatch) {
    const auto batch = static_cast<std::size_t>(std::min(left, kBatch));
    user.store_all(drafts_of(batch, std::chrono::hours(24)));
  }
}

/// In a process of its own: the memory that it takes must not be ours when we spawn what we
/// measure.
void fill_apart(const Household& household, std::int64_t count) {
  static_cast<void>(std::fflush(stdout));
  const pid_t pid = ::fork();
  if (pid == 0) {
    try {
      fill(household, count);
      ::_exit(0);
    } catch (const std::exception& error) {
      fmt::print(stderr, "error: {}\n", error.what());
      ::_exit(1);
    }
  }
  int status = 0;
  if (pid < 0 || ::waitpid(pid, &status, 0) != pid || status != 0) {
    throw std::runtime_error("could not fill a vault");
  }
}

}  // namespace

void beside_many(const fs::path& folder, const std::string& program, std::int64_t count,
                 int rounds) {
  const Household few(folder / "few");
  const Household many(folder / "many");
  const fs::path message = folder / "message";
  Peer beside_few = mayfly_itself({few, message, 64}, program);
  Peer beside_many = mayfly_itself({many, message, 64}, program);
  fill_apart(few, 10 - 1);
  fill_apart(many, count - 1);
  beside_few.get->words.back() = "5";
  beside_many.get->words.back() = std::to_string(count / 2);

  const std::string name = fmt::format("beside {}", count);
  print_times("store 64 bytes",
              race({{name, "", many, beside_many.store}, {"beside 10", "", few, beside_few.store}},
                   rounds));
  print_times(
      "get by id",
      race({{name, "", many, beside_many.get}, {"beside 10", "", few, beside_few.get}}, rounds));
}

}  // namespace mayfly::bench
