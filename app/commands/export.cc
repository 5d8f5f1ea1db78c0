#include "cli/commands.h"
#include "cli/reference.h"
#include "cli/values.h"
#include "commands/export_selection.h"
#include "keys/bundle_key.h"
#include "mayfly/whole_file.h"
#include "output/wording.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct ExportOptions {
  std::vector<std::string> references;
  std::optional<std::string> to;
  bool move = false;
  BundleKeyOptions key;

  bool to_file() const { return to && *to != "-"; }
};

void require_target(const Tool& tool, const ExportOptions& options) {
  if (options.to && options.to->empty()) throw empty_path("--to");
  if (options.to_file()) return;
  if (options.move) {
    throw Error(ErrorKind::usage, "--move without a file that the bundle goes to",
                "name one with --to: what is removed here must be on the disk before that");
  }
  if (tool.out.is_terminal()) {
    throw Error(ErrorKind::usage, "a bundle is not text for a terminal",
                "name a file with --to, or pipe it to mayfly import");
  }
  tool.out.require_writable();
  tool.out.require_reader();
}

Error nothing_to_export(const ExportSelection& selection) {
  if (selection.left.empty())
    return {ErrorKind::no_such_message, "there is no message to export", "nothing was written"};
  return {ErrorKind::no_such_message, "there are only messages of which there is to be no copy",
          "nothing was written; --move takes them away from here, too"};
}

void tell_of_left(const Tool& tool, const ExportSelection& selection) {
  if (selection.left.empty()) return;
  std::string ids;
  for (const MessageId id : selection.left) ids += " " + std::to_string(id);
  tool.out.notice(
      "left out, since only --move takes what is counted, has a receipt or is for programs:" + ids);
}

/// Seals what was selected, and returns what that was: what has expired meanwhile is no error.
std::vector<Bundled> write_bundle(const Tool& tool, UnlockedUser& user,
                                  const ExportSelection& selection, const ExportOptions& options,
                                  const ByteSink& sink) {
  BundleWriter bundle(key_for_new_bundle(tool, options.key), tool.around.random, sink);
  std::vector<Bundled> bundled;
  user.bundle_each(selection.ids, options.move,
                   [&](const BundledMessage& message, const Bundled& one) {
                     bundle.add(message);
                     bundled.push_back(one);
                     tool.out.count("exported", std::ssize(bundled));
                   });
  if (bundled.empty()) throw nothing_to_export({});
  bundle.finish();
  return bundled;
}

std::size_t export_to_file(const Tool& tool, UnlockedUser& user, const ExportSelection& selection,
                           const ExportOptions& options) {
  WholeFile file(*options.to);
  const auto bundled =
      write_bundle(tool, user, selection, options, [&](ByteView bytes) { file.write(bytes); });
  file.sync();
  const auto publish = [&] {
    file.publish();
    tool.out.note_made(*options.to);
  };
  options.move ? user.move_out(bundled, publish) : publish();
  return bundled.size();
}

void tell_of_file(const Tool& tool, const ExportOptions& options, const ExportSelection& selection,
                  std::size_t count) {
  const std::string what = counted(static_cast<std::int64_t>(count), "message");
  Json json;
  json.add("exported", count)
      .add("moved", options.move)
      .add("left_out", json_numbers(selection.left))
      .add_path("written_to", *options.to);
  tool.out.done(json, (options.move ? "moved " : "exported ") + what + " to " + *options.to);
}

void export_selected(const Tool& tool, UnlockedUser& user, const ExportSelection& selection,
                     const ExportOptions& options) {
  if (selection.ids.empty()) throw nothing_to_export(selection);
  tell_of_left(tool, selection);
  if (options.to_file())
    return tell_of_file(tool, options, selection, export_to_file(tool, user, selection, options));
  const auto bundled =
      write_bundle(tool, user, selection, options, [&](ByteView bytes) { tool.out.print(bytes); });
  tool.out.notice_to_person("exported " + counted(std::ssize(bundled), "message"));
}

void export_messages(const Tool& tool, const ExportOptions& options) {
  const auto references = parse_references("reference", options.references, Patterns::yes);
  require_target(tool, options);
  require_one_bundle_key(tool, options.key, false);
  Vault vault = open_vault(tool);
  if (options.move) vault.require_original();
  UnlockedUser user = unlock_user(tool, vault);
  const auto selection = select_for_export(user, references, options.move);
  export_selected(tool, user, selection, options);
  log_access(tool, vault);
}

class Export final : public Command {
 public:
  void options(Options& options) override {
    options.add({"reference", &options_.references, "Ids, names or patterns; none: all messages",
                 Value::reference});
    options.add({"--to", &options_.to, "A new file (default: standard output)", Value::file});
    Option move{"--move", &options_.move, "Remove here what is in the file"};
    move.destroys = true;
    options.add(std::move(move));
    add_bundle_key_options(options, options_.key);
  }
  std::string examples() const override {
    return "  mayfly export 'ci/*' --key-file k | ssh host mayfly import --key-file k\n"
           "  mayfly export --move --to all.bundle\n"
           "  mayfly export door --bundle-passphrase --to door.bundle\n";
  }
  int run(const Tool& tool) override {
    export_messages(tool, options_);
    return 0;
  }

 private:
  ExportOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_export() {
  return std::make_unique<Export>();
}

}  // namespace mayfly::app
