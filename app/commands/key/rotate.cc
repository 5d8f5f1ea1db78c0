#include <span>

#include "cli/commands.h"
#include "output/json.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct RotateOptions {
  std::vector<std::string> key_files;
  bool drop_others = false;
};

std::string as_text(const Rotation& rotation) {
  std::string text = "sealed " + counted(rotation.messages, "message") + " and " +
                     counted(std::ssize(rotation.kept), "slot") + " anew";
  for (const std::int64_t slot : rotation.dropped) text += ", dropped slot " + std::to_string(slot);
  return text;
}

void rotate(Context& context, const RotateOptions& options) {
  Vault vault = open_vault(context);
  const LockedUser locked = find_known_user(context, vault);
  auto users =
      unlock_with_each_key(context, vault, locked, options.key_files, !options.drop_others);
  std::vector<Key> others;
  others.reserve(users.size() - 1);
  for (const UnlockedUser& user : std::span(users).subspan(1))
    others.push_back(Key::of_kek(user.kek()));
  const Rotation rotation = users.front().rotate(others, options.drop_others);
  forget_useless_key(context, vault);
  log_access(context, vault);
  Json json;
  json.add("messages", rotation.messages)
      .add("kept", json_numbers(rotation.kept))
      .add("dropped", json_numbers(rotation.dropped));
  print_done(context, json, as_text(rotation));
}

class Rotate final : public Command {
 public:
  void options(Options& options) override {
    options.add({"--with-key-file", &options_.key_files,
                 "Key files of other slots: all keys are needed", Value::file});
    Option drop_others{"--drop-others", &options_.drop_others,
                       "Remove, for good, slots whose keys are missing"};
    drop_others.destroys = true;
    options.add(std::move(drop_others));
  }
  int run(Context& context) override {
    rotate(context, options_);
    return 0;
  }

 private:
  RotateOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_key_rotate() {
  return std::make_unique<Rotate>();
}

}  // namespace mayfly::app
