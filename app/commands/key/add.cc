#include "cli/commands.h"
#include "keys/key_source.h"
#include "keys/passphrase_sources.h"
#include "output/json.h"
#include "output/report.h"
#include "tool/places.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

void print_added(Context& context, std::int64_t slot, const std::string& what) {
  print_done(context, Json().add("slot", slot),
             "added slot " + std::to_string(slot) + ", opened by " + what);
}

/// By one of the passphrases, where there are some: a new one takes its salt from them.
UnlockedUser unlock_for_passphrase(Context& context, Vault& vault) {
  const LockedUser locked = find_known_user(context, vault);
  UnlockedUser user = unlock(context, vault, locked);
  const bool enough =
      user.slot_kind() == SlotKind::passphrase || !locked.has_slot(SlotKind::passphrase);
  if (enough || context.options.names_key()) return user;
  auto other = unlock_if_possible(context, vault, locked, KeySearch::presented);
  return other ? std::move(*other) : std::move(user);
}

void add_passphrase(Context& context, const PassphraseOptions& source) {
  require_two_sources(context, source);
  Vault vault = open_vault(context);
  vault.require_original();
  const auto questions = questions_about_new(context, source);
  UnlockedUser user = unlock_for_passphrase(context, vault);
  const std::int64_t slot = user.add_key(new_passphrase(context, source));
  log_access(context, vault);
  print_added(context, slot, "a passphrase");
}

std::int64_t add_file(Context& context, UnlockedUser& user, const std::filesystem::path& file) {
  const bool made = make_key_file(context, file, UserName(user.name()));
  if (made) notice(context, "made the key file " + file.string());
  const std::int64_t slot = user.add_key(Key::of_file(read_key_file(context, file)));
  if (!made) notice(context, "took the key file that is there: " + file.string());
  return slot;
}

void add_key_file(Context& context, const std::string& file) {
  if (file.empty()) throw empty_path("the key file");
  if (file == "-")
    throw Error(ErrorKind::usage, "a key file is to stay: - is none",
                "mayfly key import takes a key from standard input");
  require_folder(context, file);
  Vault vault = open_vault(context);
  vault.require_original();  // before a key file is made
  UnlockedUser user = unlock_user(context, vault);
  const std::int64_t slot = add_file(context, user, file);
  log_access(context, vault);
  print_added(context, slot, file);
}

class AddPassphrase final : public Command {
 public:
  void options(Options& options) override { add_passphrase_options(options, source_, "--new-"); }
  int run(Context& context) override {
    add_passphrase(context, source_);
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
  int run(Context& context) override {
    add_key_file(context, file_.value());
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
