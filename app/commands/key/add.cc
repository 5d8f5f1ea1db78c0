#include "cli/commands.h"
#include "cli/values.h"
#include "keys/key_source.h"
#include "keys/passphrase_sources.h"
#include "keys/weak_passphrase.h"
#include "tool/places.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

void print_added(const Tool& tool, SlotNumber slot, const std::string& what) {
  tool.out.done(Json().add("slot", number_of(slot)),
                "added slot " + std::to_string(number_of(slot)) + ", opened by " + what);
}

/// Unlocks by one of the passphrases, if there are some: a new one takes its salt from them.
UnlockedUser unlock_for_passphrase(const Tool& tool, Vault& vault) {
  const LockedUser locked = find_known_user(tool, vault);
  UnlockedUser user = unlock(tool, vault, locked);
  const bool enough =
      user.slot_kind() == SlotKind::passphrase || !locked.has_slot(SlotKind::passphrase);
  if (enough || tool.call.options.names_key()) return user;
  auto other = unlock_if_possible(tool, vault, locked, KeySearch::presented);
  return other ? std::move(*other) : std::move(user);
}

void add_passphrase(const Tool& tool, const PassphraseOptions& source) {
  require_different_sources(tool, source);
  Vault vault = open_vault(tool);
  vault.require_original();
  const auto questions = questions_for_new_passphrase(tool, source);
  UnlockedUser user = unlock_for_passphrase(tool, vault);
  const Key passphrase = new_passphrase(tool, source);
  tell_if_weak(tool, passphrase, user.name());
  const SlotNumber slot = user.add_key(passphrase);
  log_access(tool, vault);
  print_added(tool, slot, "a passphrase");
}

SlotNumber add_file(const Tool& tool, UnlockedUser& user, const std::filesystem::path& file) {
  const bool made = make_key_file(tool, file, UserName(user.name()));
  if (made) tool.out.notice("made the key file " + file.string());
  const SlotNumber slot = user.add_key(Key::of_file(read_key_file(tool, file)));
  if (!made) tool.out.notice("took the key file that is there: " + file.string());
  return slot;
}

void add_key_file(const Tool& tool, const std::string& file) {
  if (file.empty()) throw empty_path("the key file");
  if (file == "-")
    throw Error(ErrorKind::usage, "a key file must stay: - is not one",
                "mayfly key import takes a key from standard input");
  require_folder(tool, file);
  Vault vault = open_vault(tool);
  vault.require_original();  // before a key file is made
  UnlockedUser user = unlock_user(tool, vault);
  const SlotNumber slot = add_file(tool, user, file);
  log_access(tool, vault);
  print_added(tool, slot, file);
}

class AddPassphrase final : public Command {
 public:
  void options(Options& options) override {
    add_passphrase_options(options, source_, "--new-", "new one");
  }
  std::string examples() const override {
    return "  mayfly key add-passphrase\n"
           "  mayfly key add-passphrase --new-passphrase-command 'pass show mayfly'\n";
  }
  int run(const Tool& tool) override {
    add_passphrase(tool, source_);
    return 0;
  }

 private:
  PassphraseOptions source_;
};

class AddKeyFile final : public Command {
 public:
  void options(Options& options) override {
    options.add({.names = "file", .target = &file_, .text = "The key file", .required = true});
  }
  std::string examples() const override {
    return "  mayfly key add-key-file /media/stick/mayfly.key\n"
           "  mayfly key add-key-file laptop.key --passphrase-file old.txt\n";
  }
  int run(const Tool& tool) override {
    add_key_file(tool, file_.value());
    return 0;
  }

 private:
  std::optional<std::string> file_;
};

}  // namespace

std::unique_ptr<Command> make_key_add_passphrase() {
  return std::make_unique<AddPassphrase>();
}

std::unique_ptr<Command> make_key_add_key_file() {
  return std::make_unique<AddKeyFile>();
}

}  // namespace mayfly::app
