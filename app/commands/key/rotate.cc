#include <span>

#include "cli/commands.h"
#include "output/wording.h"
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
  for (const SlotNumber slot : rotation.dropped)
    text += ", dropped slot " + std::to_string(number_of(slot));
  return text;
}

void rotate(const Tool& tool, const RotateOptions& options) {
  Vault vault = open_vault(tool);
  const LockedUser locked = find_known_user(tool, vault);
  auto users = unlock_with_each_key(tool, vault, locked, options.key_files, !options.drop_others);
  std::vector<Key> others;
  others.reserve(users.size() - 1);
  for (const UnlockedUser& user : std::span(users).subspan(1))
    others.push_back(Key::of_kek(user.kek()));
  const Rotation rotation = users.front().rotate(others, options.drop_others);
  forget_useless_key(tool, vault);
  log_access(tool, vault);
  Json json;
  json.add("messages", rotation.messages)
      .add("kept", json_numbers(rotation.kept))
      .add("dropped", json_numbers(rotation.dropped));
  tool.out.done(json, as_text(rotation));
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
  std::string examples() const override {
    return "  mayfly key rotate\n"
           "  mayfly key rotate --with-key-file /media/stick/mayfly.key\n";
  }
  int run(const Tool& tool) override {
    rotate(tool, options_);
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
