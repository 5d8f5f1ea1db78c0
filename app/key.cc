#include "key.h"

#include "command_line.h"
#include "commands.h"

namespace mayfly::app {

const char* name_of(SlotKind kind) {
  switch (kind) {
    case SlotKind::key_file:
      return "key-file";
    case SlotKind::passphrase:
      return "passphrase";
  }
  return "unknown";
}

namespace {

void set_up(CLI::App& command, Context& context) {
  command.require_subcommand(1);
  add_key_list(command, context);
  add_key_add_passphrase(command, context);
  add_key_add_key_file(command, context);
  add_key_change_passphrase(command, context);
  add_key_remove(command, context);
  add_key_rotate(command, context);
  add_key_export(command, context);
  add_key_import(command, context);
}

}  // namespace

void add_key(CLI::App& root, Context& context) {
  add_command(root, "key", "What opens a user's messages: list, add, remove, rotate keys",
              [&context](CLI::App& command) { set_up(command, context); });
}

}  // namespace mayfly::app
