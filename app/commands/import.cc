#include <cerrno>
#include <filesystem>
#include <system_error>

#include "cli/commands.h"
#include "cli/values.h"
#include "keys/bundle_key.h"
#include "output/wording.h"
#include "process/open_file.h"
#include "process/replayed_input.h"
#include "vaults/new_user.h"

namespace mayfly::app {
namespace {

struct ImportOptions {
  std::optional<std::string> file;
  BundleKeyOptions key;

  bool from_standard_input() const { return file.value_or("-") == "-"; }
};

void require_no_terminal(const Tool& tool, const ImportOptions& options) {
  if (!options.from_standard_input() || !tool.around.io.in_is_terminal) return;
  throw Error(ErrorKind::usage, "no bundle: standard input is a terminal",
              "name a file, or pipe one in, as mayfly export writes it");
}

std::unique_ptr<OpenFile> open_bundle(const std::string& file) {
  const auto refuse = [&](int error_number) {
    throw Error(ErrorKind::usage,
                "could not read " + file + ": " + std::generic_category().message(error_number));
  };
  auto opened = std::make_unique<OpenFile>(file.c_str());
  if (!*opened) refuse(errno);
  if (std::filesystem::is_directory(file)) refuse(EISDIR);
  return opened;
}

BundleReader read_header(const Tool& tool, ReplayedInput& input) {
  return BundleReader([&](std::span<std::uint8_t> out) {
    if (tool.out.shows_progress()) tool.out.tick();
    return input.read(out);
  });
}

/// The bundle from its beginning, once all of it has come and is as it was written: before that,
/// no vault is opened, and nobody waits for whoever sends it.
BundleReader verified(const Tool& tool, const ImportOptions& options, ReplayedInput& input) {
  BundleReader first = read_header(tool, input);
  unlock_bundle(tool, options.key, first);
  first.verify();
  input.rewind();
  BundleReader again = read_header(tool, input);
  again.unlock(first.kek());
  return again;
}

void tell_of_expired(const Tool& tool, const Imported& imported) {
  if (imported.expired == 0) return;
  const std::string what = counted(imported.expired, "message");
  if (imported.stored.count == 0) {
    throw Error(ErrorKind::no_such_message,
                "the bundle is too late: its " + what + (imported.expired == 1 ? " has" : " have") +
                    " expired",
                "nothing was imported");
  }
  tool.out.notice("left out, since their time is over: " + what);
}

/// They follow each other.
template <class Visit>
void each_id(const StoredMessages& stored, const Visit& visit) {
  for (std::int64_t i = 0; i < stored.count; ++i) visit(stored.first + i);
}

Json as_json(const Imported& imported, const std::string& user) {
  Json ids = Json::array();
  each_id(imported.stored, [&](MessageId id) { ids.push(id); });
  Json json;
  json.add("imported", imported.stored.count)
      .add("expired", imported.expired)
      .add("user", user)
      .add("ids", std::move(ids));
  return json;
}

std::string as_lines(const Imported& imported) {
  std::string lines;
  each_id(imported.stored, [&](MessageId id) { lines += std::to_string(id) + "\n"; });
  return lines;
}

void print(const Tool& tool, const Imported& imported, const std::string& user) {
  const std::string what = counted(imported.stored.count, "message");
  tool.out.note_change(what + " imported all the same");
  tool.out.result([&] { return as_json(imported, user); }, [&] { return as_lines(imported); });
  tool.out.notice_to_person("imported " + what);
}

void import_bundle(const Tool& tool, const ImportOptions& options) {
  if (options.file && options.file->empty()) throw empty_path("the file");
  require_no_terminal(tool, options);
  require_one_bundle_key(tool, options.key, options.from_standard_input());
  const auto file = options.from_standard_input() ? nullptr : open_bundle(*options.file);
  ReplayedInput input(file ? file->fd() : tool.around.io.in);
  BundleReader bundle = verified(tool, options, input);
  const auto arrived = tool.around.clock.since_boot();
  VaultAccess access = open_for_store(tool, Purpose::write_soon);
  std::int64_t count = 0;
  const auto progress = [&] { tool.out.count("imported", ++count); };
  const Imported imported = access.user.import(bundle, arrived, progress);
  log_access(tool, access.vault);
  tell_of_expired(tool, imported);
  print(tool, imported, access.user.name());
}

class Import final : public Command {
 public:
  void options(Options& options) override {
    options.add({"file", &options_.file, "The bundle; - or none: standard input", Value::file});
    add_bundle_key_options(options, options_.key);
  }
  std::string examples() const override {
    return "  mayfly import all.bundle\n"
           "  ssh host mayfly export 'ci/*' --key-file k | mayfly import --key-file k\n"
           "  mayfly import door.bundle --bundle-passphrase-file pass\n";
  }
  int run(const Tool& tool) override {
    import_bundle(tool, options_);
    return 0;
  }

 private:
  ImportOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_import() {
  return std::make_unique<Import>();
}

}  // namespace mayfly::app
