#include <span>

#include "command_line.h"
#include "json_text.h"
#include "key.h"
#include "vault_access.h"

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
  if (context.options.json) require_output(context.io);
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
  const Json json{
      {"messages", rotation.messages}, {"kept", rotation.kept}, {"dropped", rotation.dropped}};
  print_done(context, json.dump(), as_text(rotation));
}

}  // namespace

void add_key_rotate(CLI::App& key, Context& context) {
  add_command(key, "rotate", "Make a new user key, and seal all messages under it",
              [&context](CLI::App& command) {
                auto options = std::make_shared<RotateOptions>();
                command
                    .add_option("--with-key-file", options->key_files,
                                "Key files of other slots: each slot's key is needed")
                    ->type_name("FILE");
                add_flag(command, "--drop-others", options->drop_others,
                         "Remove, for good, the slots whose keys are not presented");
                command.callback([&context, options] { rotate(context, *options); });
              });
}

}  // namespace mayfly::app
