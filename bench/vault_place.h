#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "mayfly/vault.h"
#include "support/fakes.h"

namespace mayfly::bench {

inline constexpr std::size_t kMessageSize = 100;  ///< bytes: of a message if no other size is named

/// Where a vault with the one user "bench" is.
struct BenchPlace {
  std::filesystem::path folder;
  std::filesystem::path key_file;

  std::filesystem::path database() const { return folder / "vault.db"; }
  VaultPlace place() const { return {database(), folder / "state"}; }
};

/// An open vault, under a clock that stands still until it is moved.
struct OpenVault {
  explicit OpenVault(const BenchPlace& place);

  test::ManualClock clock;
  SystemRandom random;
  Vault vault;
  UnlockedUser user;
};

Draft draft_of(std::size_t size, std::chrono::seconds ttl);
std::vector<Draft> drafts_of(std::size_t count, std::chrono::seconds ttl);

/// Where the places of this process are made. To be called first.
void use_folder(const std::filesystem::path& folder);

/// A new vault without messages.
BenchPlace make_place(const std::string& name);

/// A copy of the vault at `place`, which nobody may have open. It is on the disk when this returns:
/// what is measured next does not have to write it.
BenchPlace copy_of(const BenchPlace& place, const std::string& name);

/// The vault's window-key file.
std::filesystem::path window_keys_of(const BenchPlace& place);

/// A million live messages: the first half lives ten minutes, the second a day. Made once.
const BenchPlace& million_live();
inline constexpr std::int64_t kMillion = 1'000'000;

}  // namespace mayfly::bench
