#pragma once

#include <optional>
#include <string>
#include <vector>

#include "household.h"
#include "mayfly/vault.h"

namespace mayfly::bench {

/// The message of one comparison, in a file of its own.
struct Workload {
  const Household& household;
  std::filesystem::path message;
  std::size_t size;  ///< bytes
};

/// One way to keep a message and to read it back.
struct Peer {
  std::string name;
  std::string note;              ///< what it does not do, or why it is left out
  bool durable;                  ///< what is stored is on the disk
  std::optional<Command> store;  ///< nothing: it is left out
  std::optional<Command> get;
};

Peer not_installed(const std::string& name);

/// mayfly itself, with one message stored: the vault is at vault_of(household).
Peer mayfly_itself(const Workload& workload, const std::string& program);

std::filesystem::path vault_of(const Household& household);
VaultPlace place_of(const Household& household);
std::filesystem::path key_file_of(const Household& household);

/// The peers, made ready: each can be read from before it is stored to. Those on the vault's schema
/// (sqlite_peers.cc) need mayfly_itself() first.
Peer sqlite3_shell(const Workload& workload);
Peer sqlcipher_shell(const Workload& workload);
Peer age(const Workload& workload);
Peer openssl(const Workload& workload);
Peer pass(const Workload& workload);

/// pass leaves a gpg-agent running; this ends it.
class AgentsEnd {
 public:
  explicit AgentsEnd(const Household& household) : household_(household) {}
  ~AgentsEnd();
  AgentsEnd(const AgentsEnd&) = delete;
  AgentsEnd& operator=(const AgentsEnd&) = delete;

 private:
  const Household& household_;
};

}  // namespace mayfly::bench
