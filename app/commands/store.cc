#include "cli/commands.h"
#include "cli/values.h"
#include "commands/message_input.h"
#include "commands/store_many.h"
#include "output/receipt.h"
#include "output/wording.h"
#include "process/secure_text.h"
#include "tool/lifetime.h"
#include "vaults/new_user.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct StoreOptions {
  MessageSource source;
  ManyOptions many;
  LifetimeOptions lifetime;
  std::optional<std::string> name;
  bool burn = false;
  std::optional<std::string> reads;
  bool run_only = false;
  bool replace = false;
  bool receipt = false;
  std::optional<std::string> receipt_for;
};

std::chrono::seconds parse_receipt_time(const std::string& word) {
  const char* hint = "write it like 90s, 10m, 2d or 1w: from 1 second to 30 days";
  try {
    const auto time = parse_time("--receipt-for", word);
    if (time <= kMaxReceiptTime) return time;
  } catch (const Error& error) {
    throw Error(error.kind(), error.what(), hint);
  }
  throw Error(ErrorKind::usage, "--receipt-for is out of range", hint);
}

/// All of a draft but its text. Before anything is read or asked for.
Draft make_draft(const Tool& tool, StoreOptions& options) {
  const Lifetime lifetime = read_lifetime(tool, options.lifetime);
  Draft draft;
  draft.ttl = lifetime.ttl;
  draft.until = lifetime.until;
  if (options.name) draft.name = take(*options.name);
  draft.burn = options.burn;
  draft.run_only = options.run_only;
  draft.replace = options.replace;
  if (options.reads) draft.reads = parse_reads("--reads", *options.reads);
  draft.receipt = options.receipt;
  if (options.receipt_for) draft.receipt_for = parse_receipt_time(*options.receipt_for);
  return draft;
}

/// How a message can be read.
struct Reading {
  std::optional<std::uint32_t> times;  ///< if that is counted
  bool run_only;
};

Reading reading_of(const Draft& draft) {
  return {draft.burn ? std::optional<std::uint32_t>(1) : draft.reads, draft.run_only};
}

std::string end_of(const Reading& reading) {
  if (!reading.times) return ", gone in ";
  return reading.times == 1U
             ? ", gone once it is read, or in "
             : ", gone once it is read " + std::to_string(*reading.times) + " times, or in ";
}

void print_receipt(const Tool& tool, const Receipt& receipt, const std::string& user,
                   const Reading& reading, bool replace) {
  const std::string id = std::to_string(receipt.id);
  tool.out.note_change("the message is stored, as " + id);
  const auto as_json = [&] {
    Json json = receipt_as_json(receipt, user);
    if (reading.times == 1U) json.add("burn", true);
    if (reading.times > 1U) json.add("reads_left", *reading.times);
    if (reading.run_only) json.add("run_only", true);
    if (receipt.receipt_until) json.add("receipt_until", rfc3339(*receipt.receipt_until));
    if (replace) json.add("replaced", receipt.replaced);
    return json;
  };
  tool.out.result(as_json, [&] { return id + "\n"; });
  const std::string replaced =
      replace ? ", in place of " + counted(receipt.replaced, "message") : "";
  tool.out.notice_to_person("stored as " + id + replaced + end_of(reading) +
                            format_duration(receipt.expires_at - receipt.created_at));
}

void store_one(const Tool& tool, MessageSource& source, Draft draft) {
  // The passphrase comes before a message that is typed: a mistake there must not cost the message.
  const bool typed = is_typed(tool, source);
  const Purpose purpose = typed ? Purpose::any : Purpose::write_soon;
  std::optional<VaultAccess> known;
  if (typed) known = open_for_known_user(tool, purpose);
  draft.text = read_message(tool, source);
  require_storable(draft);
  VaultAccess access = known ? std::move(*known) : open_for_store(tool, purpose);
  const Reading reading = reading_of(draft);
  const bool replace = draft.replace;
  const Receipt receipt = access.user.store(std::move(draft));
  log_access(tool, access.vault);
  print_receipt(tool, receipt, access.user.name(), reading, replace);
}

void store(const Tool& tool, StoreOptions& options) {
  Draft draft = make_draft(tool, options);
  if (!options.many.any()) return store_one(tool, options.source, std::move(draft));
  const std::string file = options.source.file.value_or("-");
  if (file != "-") require_no_other_input(tool);
  store_many(tool, options.many, file, draft);
}

class Store final : public Command {
 public:
  void options(Options& options) override {
    const auto many = add_sources(options);
    add_lifetime_options(options, options_.lifetime,
                         "How long it lives: 90s, 1h30m, 2d (default: 10m)");
    const auto name = options.add(
        {"--name", &options_.name, "A name to get it by; kept sealed", Value::message_name});
    Option replace{"--replace", &options_.replace, "Remove the older ones of that name with it"};
    replace.destroys = true;
    const auto replaces = options.add(std::move(replace));
    options.need(replaces, name);
    for (const auto single : many) options.exclude(replaces, single);
    const auto burn =
        options.add({"--burn", &options_.burn, "Destroy it when it has been read once"});
    const auto reads = options.add(
        {"--reads", &options_.reads, "Destroy it when it has been read N times", Value::number});
    options.exclude(burn, reads);
    options.add({"--run-only", &options_.run_only, "For programs: run hands it on, get refuses"});
    const auto receipt =
        options.add({"--receipt", &options_.receipt, "Keep what became of it, for mayfly status"});
    options.need(options.add({"--receipt-for", &options_.receipt_for,
                              "How long after its end (default: the ttl)", Value::time}),
                 receipt);
  }
  std::string examples() const override {
    return "  printf %s \"$token\" | mayfly store --ttl 30m --name token\n"
           "  mayfly store --prompt --until 18:00\n"
           "  mayfly store --lines --burn < codes.txt\n";
  }
  int run(const Tool& tool) override {
    store(tool, options_);
    return 0;
  }

 private:
  using Number = Options::Number;

  /// Returns those that say that there are many messages.
  std::vector<Number> add_sources(Options& options) {
    MessageSource& source = options_.source;
    ManyOptions& many = options_.many;
    const auto message =
        options.add({"message", &source.argument, "The message; - or none: standard input"});
    const auto file =
        options.add({"--file", &source.file, "Take the message from this file", Value::path});
    const auto prompt =
        options.add({"--prompt", &source.prompt, "Ask for it, twice, without showing it"});
    options.need(options.add({"--once", &source.once, "With --prompt: ask once"}), prompt);
    const auto command = options.add(
        {"--command", &source.command, "Take what this command prints", Value::command});
    const auto lines = options.add({"--lines", &many.lines, "Each line is a message"});
    const auto null = options.add({"-0,--null", &many.null, "Each message ends with a NUL byte"});
    const auto json = options.add(
        {"--json-lines", &many.json_lines, "Each line is an object: message, name, ttl, burn"});
    exclude_each_other(options, {prompt, command, message});
    exclude_each_other(options, {lines, null, json, message});
    for (const auto one : {prompt, command})
      for (const auto other : {file, lines, null, json}) options.exclude(one, other);
    return {lines, null, json};
  }
  static void exclude_each_other(Options& options, std::initializer_list<Number> all) {
    for (const auto* one = all.begin(); one != all.end(); ++one)
      for (const auto* other = all.begin(); other != one; ++other) options.exclude(*one, *other);
  }

  StoreOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_store() {
  return std::make_unique<Store>();
}

}  // namespace mayfly::app
