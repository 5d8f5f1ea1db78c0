#include "peers.h"

#include <exception>
#include <stdexcept>

namespace mayfly::bench {
namespace {

namespace fs = std::filesystem;

/// The first word of `text` that begins with `prefix`.
std::string word_of(const std::string& text, const std::string& prefix) {
  const auto begin = text.find(prefix);
  if (begin == std::string::npos) throw std::runtime_error("no " + prefix + " in: " + text);
  return text.substr(begin, text.find_first_of(" \n", begin) - begin);
}

}  // namespace

fs::path vault_of(const Household& household) {
  return household.home() / ".local/share/mayfly/vault.db";
}

VaultPlace place_of(const Household& household) {
  return {vault_of(household), household.home() / ".local/state/mayfly"};
}

fs::path key_file_of(const Household& household) {
  return household.home() / ".config/mayfly/keys/bench.key";
}

Peer not_installed(const std::string& name) {
  return {name, "not installed", true, {}, {}};
}

Peer mayfly_itself(const Workload& workload, const std::string& program) {
  const Command store{{program, "store", "--user", "bench", "--ttl", "1h"}, workload.message};
  workload.household.run(store);
  return {"mayfly", "", true, store, Command{{program, "get", "--user", "bench", "1"}}};
}

Peer age(const Workload& workload) {
  const auto program = find_program("age");
  const auto key_maker = find_program("age-keygen");
  if (!program || !key_maker) return not_installed("age");
  const std::string key = workload.household.home() / "age.key";
  const std::string sealed = workload.household.home() / "message.age";
  workload.household.run({{*key_maker, "-o", key}});
  const std::string recipient =
      word_of(workload.household.output_of({{*key_maker, "-y", key}}), "age1");
  const Command store{{*program, "-r", recipient, "-o", sealed, workload.message}};
  workload.household.run(store);
  return {"age -r", "", false, store, Command{{*program, "-d", "-i", key, sealed}}};
}

Peer openssl(const Workload& workload) {
  const auto program = find_program("openssl");
  if (!program) return not_installed("openssl enc");
  const std::string sealed = workload.household.home() / "message.cbc";
  const std::vector<std::string> enc{
      *program, "enc", "-aes-256-cbc", "-K", std::string(64, 'a'), "-iv", std::string(32, 'b'),
      "-in"};
  Command store{enc};
  store.words.insert(store.words.end(), {workload.message, "-out", sealed});
  Command get{enc};
  get.words.insert(get.words.end(), {sealed, "-d"});
  workload.household.run(store);
  return {"openssl enc", "no authentication", false, store, get};
}

Peer pass(const Workload& workload) {
  const auto program = find_program("pass");
  const auto gpg = find_program("gpg");
  if (!program || !gpg) return not_installed("pass");
  const Household& household = workload.household;
  fs::create_directory(household.home() / "gnupg");
  fs::permissions(household.home() / "gnupg", fs::perms::owner_all);
  household.run({{*gpg, "--batch", "--passphrase", "", "--quick-generate-key", "bench@localhost",
                  "default", "default", "never"}});
  household.run({{*program, "init", "bench@localhost"}});
  const Command store{{*program, "insert", "-m", "-f", "bench"}, workload.message};
  household.run(store);
  return {"pass", "", false, store, Command{{*program, "show", "bench"}}};
}

AgentsEnd::~AgentsEnd() {
  const auto program = find_program("gpgconf");
  if (!program || !fs::exists(household_.home() / "gnupg")) return;
  try {
    household_.run({{*program, "--kill", "gpg-agent"}});
    household_.run({{*program, "--remove-socketdir"}});
  } catch (const std::exception&) {
    // It ends itself, when its folder is removed.
  }
}

}  // namespace mayfly::bench
