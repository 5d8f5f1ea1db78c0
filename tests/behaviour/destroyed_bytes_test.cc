// After a purge neither ciphertext nor IV nor window key of the dead is in any file of the vault.

#include <bitset>
#include <cstring>
#include <random>
#include <unordered_set>

#include "storage/sqlite/inspection.h"
#include "support/attacker.h"
#include "support/catch.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

using Prefix = std::uint64_t;

Prefix prefix_at(const char* at) {
  Prefix prefix = 0;
  std::memcpy(&prefix, at, sizeof prefix);
  return prefix;
}

/// What a search looks for: eight bytes each, since no two that are random are the same.
struct Needles {
  std::unordered_set<Prefix> prefixes;
  std::bitset<1 << 16> may_begin;  // by the first two bytes: most places need no look at the set

  void add(std::string_view secret) {
    for (std::size_t at = 0; at + sizeof(Prefix) <= secret.size(); at += sizeof(Prefix))
      insert(prefix_at(secret.data() + at));
  }

  void insert(Prefix prefix) {
    prefixes.insert(prefix);
    may_begin.set(prefix & 0xffff);
  }

  /// How many of them there are in the files of that folder, at any offset.
  std::size_t found_in(const fs::path& folder) const {
    std::unordered_set<Prefix> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      const std::string file = bytes_of(entry);
      const char* data = file.data();
      for (std::size_t at = 0; at + sizeof(Prefix) <= file.size(); ++at) {
        const Prefix prefix = prefix_at(data + at);
        if (may_begin[prefix & 0xffff] && prefixes.contains(prefix)) found.insert(prefix);
      }
    }
    return found.size();
  }
};

std::vector<Draft> random_drafts(std::size_t count) {
  std::mt19937 engine(20261124);
  std::vector<Draft> drafts;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = 1 + engine() % 65536;
    drafts.push_back(draft(std::string(size, static_cast<char>('a' + i % 26)),
                           std::chrono::seconds(1 + engine() % 3600)));
  }
  return drafts;
}

/// The first and the last 16 bytes of each sealed message and three in between, and all window
/// keys.
Needles secrets_of(VaultFixture& vault) {
  Needles needles;
  storage::Database db(vault.database());
  storage::each_message(db, [&](MessageId, const storage::MessageRow* row) {
    const std::string_view sealed = as_text(row->sealed);
    for (std::size_t part = 0; part < 5; ++part)
      needles.add(sealed.substr((sealed.size() - 16) * part / 4, 16));
  });
  for (const SecureBytes& key : keys_in(vault.window_keys())) needles.add(as_text(key));
  return needles;
}

}  // namespace

TEST_CASE_METHOD(VaultFixture,
                 "of a thousand dead messages no ciphertext, IV or window key is in any file",
                 "[destroyed-bytes]") {
  TestDisk disk;
  const auto again = [&] {
    return Vault::open_or_create(place(), clock, random, {10s, false, &disk, nullptr});
  };
  again()
      .unlock_or_enroll(UserName("james"), key_file("james"))
      .user.store_all(random_drafts(1000));
  const Needles needles = secrets_of(*this);
  REQUIRE(needles.prefixes.size() > 5000);
  // All are there, except a few that lie across the end of an SQLite page.
  CHECK(needles.found_in(folder.path()) > needles.prefixes.size() - 100);
  clock.advance(1h + 8min);
  const PurgeReport report = again().purge();
  CHECK(report.messages == 1000);
  CHECK(report.windows > 0);
  CHECK_FALSE(report.failure);
  CHECK(needles.found_in(folder.path()) == 0);
}
