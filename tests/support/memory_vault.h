#pragma once

#include <map>
#include <string>

#include "mayfly/vault.h"
#include "storage/memory/memory_store.h"
#include "support/fakes.h"
#include "vault/session.h"
#include "window_keys/memory/memory_key_store.h"

namespace mayfly::test {

/// A vault that is in no file: for use cases that need no disk.
struct InMemoryVault {
  ManualClock clock;
  SystemRandom random;
  std::shared_ptr<storage::MemoryVault> rows = new_rows();
  std::shared_ptr<window_keys::MemoryKeys> keys = window_keys::new_memory_keys("vault", clock);

  /// As another process opens it; by another name it is a copy.
  Vault open(VaultOptions options = {}, const std::string& name = "vault") {
    auto session = std::make_shared<Session>(std::make_unique<storage::MemoryStore>(rows),
                                             patience_of(options), clock, random, options);
    session->keys.set(std::make_unique<window_keys::MemoryKeyStore>(keys, name, clock, random));
    return vault_over(std::move(session));
  }

  /// The key of that name, the same each time.
  Key key(const std::string& name) {
    if (!names_.contains(name)) names_.emplace(name, KeyFile::generate(random));
    return Key::of_file(names_.at(name));
  }

  UnlockedUser user(const std::string& name) { return open().enroll(UserName(name), key(name)); }

 private:
  std::shared_ptr<storage::MemoryVault> new_rows() {
    auto vault = std::make_shared<storage::MemoryVault>();
    vault->vault_id.resize(kVaultIdSize);
    random.fill(vault->vault_id);
    return vault;
  }

  std::map<std::string, KeyFile> names_;
};

}  // namespace mayfly::test
