#include "cli/commands.h"
#include "cli/values.h"
#include "commands/message_input.h"
#include "keys/key_source.h"
#include "tool/places.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

void print_key(const Tool& tool, const KeyFile& key, const UserName& user) {
  const SecureBytes text = key.text(user);
  const auto make_json = [&] {
    Json json;
    json.add("user", user.str()).add("key_file", text);
    return json;
  };
  tool.out.result(make_json, [&]() -> ByteView { return text; });
}

/// Only a key that opens something is worth a copy.
void export_key(const Tool& tool, const std::string& file) {
  if (file.empty()) throw empty_path("the file");
  const bool print = file == "-";
  if (!print) require_folder(tool, file);
  if (print) tool.out.require_writable();
  Vault vault = open_vault(tool);
  const LockedUser user = find_known_user(tool, vault);
  if (const auto bar = user.what_bars_all_keys()) throw Error(*bar);
  if (!user.has_slot(SlotKind::key_file)) {
    throw Error(ErrorKind::usage,
                "no key file opens the messages of user '" + user.name().str() + "'",
                "mayfly key add-key-file makes one that does");
  }
  const auto presented = key_of_descriptor(tool);
  const KeyFile key =
      presented ? *presented : read_key_file(tool, key_file_path(tool, user.name()));
  user.unlock(Key::of_file(key));
  if (print) return print_key(tool, key, user.name());
  if (!key.write_new(file, user.name()))
    throw Error(ErrorKind::usage, file + " is there already", "nothing was written");
  tool.out.done(Json().add_path("written_to", file), "wrote the key to " + file);
}

/// If the vault knows the user, the key must open a slot of theirs.
void require_useful(const Tool& tool, const KeyFile& key, const UserName& user) try {
  if (const auto locked = open_vault(tool).find_user(user)) locked->unlock(Key::of_file(key));
} catch (const Error& error) {
  if (error.kind() == ErrorKind::no_vault) return;
  if (error.kind() != ErrorKind::wrong_key) throw;
  throw Error(ErrorKind::wrong_key, error.what(),
              "nothing was written; mayfly key add-key-file adds a slot for a key file");
}

Error key_file_exists(const std::filesystem::path& place) {
  return {ErrorKind::usage, "there is a key file at " + place.string() + " already",
          "nothing was written; move it away, or name another place with --key-file"};
}

void import_key(const Tool& tool, const std::string& file) {
  if (tool.call.options.key_fd)
    throw Error(ErrorKind::usage, "--key-fd names no place to write a key file to",
                "name one with --key-file");
  const UserName user = user_name(tool);
  const auto place = key_file_path(tool, user);
  std::error_code none;
  if (std::filesystem::exists(place, none)) throw key_file_exists(place);
  const KeyFile key = parse_key_file(tool, read_input(tool, file, "key"));
  require_useful(tool, key, user);
  if (!key.write_new(place, user)) throw key_file_exists(place);
  tool.out.done(Json().add_path("written_to", place), "wrote the key to " + place.string());
}

class Export final : public Command {
 public:
  void options(Options& options) override {
    options.add({"file", &file_, "A new file; - or none: standard output", Value::file});
  }
  std::string examples() const override {
    return "  mayfly key export | lp       on paper\n"
           "  mayfly key export /media/stick/mayfly.key\n";
  }
  int run(const Tool& tool) override {
    export_key(tool, file_.value_or("-"));
    return 0;
  }

 private:
  std::optional<std::string> file_;
};

class Import final : public Command {
 public:
  void options(Options& options) override {
    options.add({"file", &file_, "The exported key; - or none: standard input", Value::file});
  }
  std::string examples() const override {
    return "  mayfly key import mayfly.key\n"
           "  ssh laptop mayfly key export | mayfly key import\n";
  }
  int run(const Tool& tool) override {
    import_key(tool, file_.value_or("-"));
    return 0;
  }

 private:
  std::optional<std::string> file_;
};

}  // namespace

std::unique_ptr<Command> make_key_export() {
  return std::make_unique<Export>();
}

std::unique_ptr<Command> make_key_import() {
  return std::make_unique<Import>();
}

}  // namespace mayfly::app
