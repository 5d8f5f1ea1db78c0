#include "cli/commands.h"
#include "cli/values.h"
#include "commands/message_input.h"
#include "output/json.h"
#include "output/wording.h"
#include "process/secure_text.h"
#include "vaults/new_user.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct StoreOptions {
  MessageSource source;
  std::optional<std::string> ttl;
  std::optional<std::string> name;
  bool burn = false;
  std::optional<std::string> reads;
  bool run_only = false;
};

Draft make_draft(const Tool& tool, StoreOptions& options) {
  Draft draft;
  if (options.ttl) draft.ttl = parse_time("--ttl", *options.ttl);
  if (options.name) draft.name = take(*options.name);
  draft.burn = options.burn;
  draft.run_only = options.run_only;
  if (options.reads) draft.reads = parse_reads("--reads", *options.reads);
  draft.text = read_message(tool, options.source);
  require_storable(draft);
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

Json receipt_as_json(const Receipt& receipt, const std::string& user, const Reading& reading) {
  const auto ttl =
      std::chrono::duration_cast<std::chrono::seconds>(receipt.expires_at - receipt.created_at);
  Json json;
  json.add("id", receipt.id)
      .add("user", user)
      .add("created_at", rfc3339(receipt.created_at))
      .add("expires_at", rfc3339(receipt.expires_at))
      .add("ttl_seconds", ttl.count());
  if (reading.times == 1U) json.add("burn", true);
  if (reading.times > 1U) json.add("reads_left", *reading.times);
  if (reading.run_only) json.add("run_only", true);
  return json;
}

std::string end_of(const Reading& reading) {
  if (!reading.times) return ", gone in ";
  return reading.times == 1U
             ? ", gone once it is read, or in "
             : ", gone once it is read " + std::to_string(*reading.times) + " times, or in ";
}

void print_receipt(const Tool& tool, const Receipt& receipt, const std::string& user,
                   const Reading& reading) {
  const std::string id = std::to_string(receipt.id);
  tool.out.note_change("the message is stored, as " + id);
  tool.out.result([&] { return receipt_as_json(receipt, user, reading); },
                  [&] { return id + "\n"; });
  tool.out.notice_to_person("stored as " + id + end_of(reading) +
                            format_duration(receipt.expires_at - receipt.created_at));
}

void store(const Tool& tool, StoreOptions& options) {
  // Before anything is read or asked for.
  if (options.ttl) parse_time("--ttl", *options.ttl);
  if (options.reads) parse_reads("--reads", *options.reads);
  // The passphrase comes before a message that is typed: a mistake there must not cost the message.
  const bool typed = is_typed(tool, options.source);
  const Purpose purpose = typed ? Purpose::any : Purpose::write_soon;
  std::optional<VaultAccess> known;
  if (typed) known = open_for_known_user(tool, purpose);
  Draft draft = make_draft(tool, options);
  VaultAccess access = known ? std::move(*known) : open_for_store(tool, purpose);
  const Reading reading = reading_of(draft);
  const Receipt receipt = access.user.store(std::move(draft));
  log_access(tool, access.vault);
  print_receipt(tool, receipt, access.user.name(), reading);
}

class Store final : public Command {
 public:
  void options(Options& options) override {
    options.add({"message", &options_.source.argument, "The message; - or none: standard input"});
    options.add({"--file", &options_.source.file, "Take the message from this file", Value::path});
    options.add(
        {"--ttl", &options_.ttl, "How long it lives: 90s, 1h30m, 2d (default: 10m)", Value::time});
    options.add({"--name", &options_.name, "A name to get it by; kept sealed", Value::name});
    const auto burn =
        options.add({"--burn", &options_.burn, "Destroy it when it has been read once"});
    const auto reads = options.add(
        {"--reads", &options_.reads, "Destroy it when it has been read N times", Value::number});
    options.exclude(burn, reads);
    options.add({"--run-only", &options_.run_only, "For programs: run hands it on, get refuses"});
  }
  int run(const Tool& tool) override {
    store(tool, options_);
    return 0;
  }

 private:
  StoreOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_store() {
  return std::make_unique<Store>();
}

}  // namespace mayfly::app
