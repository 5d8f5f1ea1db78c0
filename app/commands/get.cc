#include "cli/commands.h"
#include "cli/reference.h"
#include "cli/values.h"
#include "commands/message_sink.h"
#include "output/messages.h"
#include "vaults/message_wait.h"
#include "vaults/references.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct GetOptions {
  std::vector<std::string> references;
  std::optional<std::string> name;
  bool latest = false;
  bool all = false;
  std::optional<std::string> wait;
  std::optional<std::string> file;
  bool qr = false;
  MessagePrinter::Style style;

  /// Whether it is said which messages are meant.
  bool names_any() const { return !references.empty() || name || latest; }
};

/// The ids that were asked for, by number or name; nothing if all are.
std::optional<std::vector<MessageId>> wanted(UnlockedUser& user, const GetOptions& options) {
  if (!options.references.empty())
    return resolve(user, parse_references("reference", options.references));
  if (options.name) {
    if (options.name->empty())
      throw Error(ErrorKind::usage, "--name is empty", "a variable of a script may be unset");
    const Reference reference{std::nullopt, secure_copy(as_bytes(*options.name))};
    // Without --all the youngest: a script that rotated it means that.
    return options.all ? resolve_all(user, reference) : std::vector{resolve(user, reference)};
  }
  if (!options.latest) return std::nullopt;
  const auto latest = user.latest();
  if (!latest && options.wait) throw Error(ErrorKind::no_such_message, "no message");
  return latest ? std::vector{*latest} : std::vector<MessageId>{};
}

bool is_counted(const Entry& entry) {
  return entry.burn || entry.reads_left;
}

/// They are left alone, so that nobody reads them by accident.
void tell_of_those_left(const Tool& tool, UnlockedUser& user) {
  if (!tool.out.notices_go_to_person()) return;
  std::string counted, for_programs;
  user.each_entry([&](const Entry& entry) {
    if (entry.expired || !(is_counted(entry) || entry.run_only)) return;
    (entry.run_only ? for_programs : counted) += " " + std::to_string(entry.id);
  });
  if (!counted.empty())
    tool.out.notice_to_person(
        "left alone, since their readings are counted; to be read by mayfly get ID:" + counted);
  if (!for_programs.empty())
    tool.out.notice_to_person("left alone, since they are for programs (mayfly run):" +
                              for_programs);
}

Error more_than_one() {
  return {ErrorKind::usage,
          "there is more than one message, and nothing says which: neither an id nor a name",
          "--all prints every one; a variable of a script may be empty"};
}

/// Prints all live messages. Those that were altered are reported, and keep nobody from the others.
/// In a script, more than one must be asked for: an id may be missing.
void get_all(const Tool& tool, UnlockedUser& user, bool one_alone, MessageSink& sink) {
  std::vector<Error> damage;
  std::size_t count = 0;
  const auto print = [&](Message message) {
    if (one_alone && ++count > 1) throw more_than_one();
    sink.take(std::move(message));  // which prints the first when the second comes, or none does
  };
  user.get_all(print, [&](const Error& error) { damage.push_back(error); });
  sink.finish();
  if (damage.empty()) return;
  for (std::size_t i = 0; i + 1 < damage.size(); ++i) tool.out.error(damage[i]);
  throw Error(damage.back());
}

/// Readings that are counted are taken already.
void print_each(Output& out, std::vector<Message> messages, MessageSink& sink) try {
  const std::string lost = what_is_lost(messages, "printed");
  if (!lost.empty()) out.note_change(lost);
  for (Message& message : messages) sink.take(std::move(message));
  sink.finish();
} catch (const Error& error) {
  throw out.after_change(error);
}

void print_wanted(const Tool& tool, UnlockedUser& user, const GetOptions& options,
                  MessageSink& sink) {
  sink.begin(user.name());
  if (const auto ids = wanted(user, options)) {
    sink.require_reader();  // a message to burn is lost if nobody takes it
    const auto accept = [&](std::span<const Message* const> messages) { sink.accept(messages); };
    print_each(tool.out, user.get(*ids, accept), sink);
  } else {
    get_all(tool, user, !options.all && !sink.is_terminal(), sink);
  }
  if (options.references.empty() && !options.name) tell_of_those_left(tool, user);
}

void look(const Tool& tool, const GetOptions& options, HeldKey* key, MessageSink& sink) {
  Vault vault = open_vault(tool);
  UnlockedUser user = key == nullptr ? unlock_user(tool, vault) : key->unlock(tool, vault);
  try {
    print_wanted(tool, user, options, sink);
  } catch (const Error& error) {
    // If a copy was restored, that is perhaps why.
    if (error.kind() == ErrorKind::no_such_message && key == nullptr) log_access(tool, vault);
    throw;
  }
  log_access(tool, vault);
}

void require_named(const GetOptions& options) {
  if (options.names_any() || (!options.wait && !options.qr)) return;
  throw Error(
      ErrorKind::usage,
      std::string(options.wait ? "--wait" : "--qr") + " needs to know which message is meant",
      "name it by its id or name, or --latest");
}

void get(const Tool& tool, const GetOptions& options) {
  parse_references("reference", options.references);  // wrong whatever the vault holds
  require_named(options);
  const auto longest = options.wait ? parse_wait("--wait", *options.wait) : std::chrono::seconds{};
  const auto sink = open_sink(tool, options.style, options.file.value_or("-"), options.qr);
  if (!options.wait) return look(tool, options, nullptr, *sink);
  HeldKey key;
  wait_for_message(tool, longest, [&](const Tool& once) { look(once, options, &key, *sink); });
}

class Get final : public Command {
 public:
  void options(Options& options) override {
    const auto ids = options.add(
        {"reference", &options_.references, "Ids or names: all, or none", Value::reference});
    const auto name =
        options.add({"--name", &options_.name, "The youngest of this name", Value::message_name});
    const auto latest = options.add({"--latest", &options_.latest, "The youngest alone"});
    const auto all =
        options.add({"--all", &options_.all, "Every one, or with --name every one of that name"});
    options.exclude(name, ids);
    options.exclude(latest, ids);
    options.exclude(all, ids);
    options.exclude(all, latest);
    options.add(
        {"--wait", &options_.wait, "Until there is such a message, at most so long", Value::time});
    const auto file = options.add({"-o,--output", &options_.file,
                                   "Into this new file, which only you can read", Value::file});
    const auto qr = options.add({"--qr", &options_.qr, "As a QR code, by the program qrencode"});
    options.exclude(qr, file);
    options.exclude(qr, all);
    options.add({"-0,--null", &options_.style.end_with_nul, "End each message with a NUL byte"});
    options.add(
        {"--raw", &options_.style.raw, "Print control characters to a terminal as they are"});
  }
  std::string examples() const override {
    return "  mayfly get door                       the youngest message of that name\n"
           "  mayfly get 7 > report.pdf             message 7, byte for byte\n"
           "  mayfly get --all --json | jq .        every one that is not to burn\n";
  }
  int run(const Tool& tool) override {
    get(tool, options_);
    return 0;
  }

 private:
  GetOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_get() {
  return std::make_unique<Get>();
}

}  // namespace mayfly::app
