#include "command_line.h"
#include "json_text.h"
#include "key.h"
#include "message_input.h"
#include "places.h"
#include "secure_text.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

void print_key(Context& context, const KeyFile& key, const UserName& user) {
  const SecureBytes text = key.text(user);
  if (!context.options.json) return write_out(context.io, text);
  SecureBytes json = secure_copy(as_bytes(R"({"user":)" + Json(user.str()).dump()));
  append_member(json, "key_file", text);
  append(json, "}\n");
  write_out(context.io, json);
}

/// A key that opens nothing is no copy worth having.
void export_key(Context& context, const std::string& file) {
  const bool print = file == "-";
  if (!print) require_folder(context, file);
  if (print || context.options.json) require_output(context.io);
  Vault vault = open_vault(context);
  const LockedUser user = find_known_user(context, vault);
  if (!user.has_slot(SlotKind::key_file)) {
    throw Error(ErrorKind::usage,
                "no key file opens the messages of user '" + user.name().str() + "'",
                "mayfly key add-key-file makes one that does");
  }
  const KeyFile key = KeyFile::read(key_file_path(context, user.name()));
  user.unlock(Key::of_file(key));
  if (print) return print_key(context, key, user.name());
  if (!key.write_new(file, user.name()))
    throw Error(ErrorKind::usage, file + " is there already", "nothing was written");
  print_done(context, Json{{"written_to", file}}.dump(), "wrote the key to " + file);
}

/// Where the vault knows the user, the key must open a slot of theirs.
void require_useful(Context& context, const KeyFile& key, const UserName& user) try {
  if (const auto locked = open_vault(context).find_user(user)) locked->unlock(Key::of_file(key));
} catch (const Error& error) {
  if (error.kind() == ErrorKind::no_vault) return;
  if (error.kind() != ErrorKind::wrong_key) throw;
  throw Error(ErrorKind::wrong_key, error.what(),
              "nothing was written; mayfly key add-key-file adds a slot for a key file");
}

Error is_there(const std::filesystem::path& place) {
  return {ErrorKind::usage, "there is a key file at " + place.string() + " already",
          "nothing was written; move it away, or name another place with --key-file"};
}

void import_key(Context& context, const std::string& file) {
  if (context.options.json) require_output(context.io);
  const UserName user = user_name(context);
  const auto place = key_file_path(context, user);
  std::error_code none;
  if (std::filesystem::exists(place, none)) throw is_there(place);
  const KeyFile key = KeyFile::parse(read_input(context, file, "key"));
  require_useful(context, key, user);
  if (!key.write_new(place, user)) throw is_there(place);
  print_done(context, Json{{"written_to", place.string()}}.dump(),
             "wrote the key to " + place.string());
}

}  // namespace

void add_key_export(CLI::App& key, Context& context) {
  add_command(key, "export", "Copy the key file: to paper, or for a second machine",
              [&context](CLI::App& command) {
                auto file = std::make_shared<std::string>("-");
                command.add_option("file", *file, "A new file; - or none: standard output");
                command.callback([&context, file] { export_key(context, *file); });
              });
}

void add_key_import(CLI::App& key, Context& context) {
  add_command(key, "import", "Make the user's key file from an exported key",
              [&context](CLI::App& command) {
                auto file = std::make_shared<std::string>("-");
                command.add_option("file", *file, "The exported key; - or none: standard input");
                command.callback([&context, file] { import_key(context, *file); });
              });
}

}  // namespace mayfly::app
