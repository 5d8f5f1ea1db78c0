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
};

Draft make_draft(const Tool& tool, StoreOptions& options) {
  Draft draft;
  if (options.ttl) draft.ttl = parse_time("--ttl", *options.ttl);
  if (options.name) draft.name = take(*options.name);
  draft.burn = options.burn;
  if (options.reads) draft.reads = parse_reads("--reads", *options.reads);
  draft.text = read_message(tool, options.source);
  require_storable(draft);
  return draft;
}

/// How often a message can be read, if that is counted.
std::optional<std::uint32_t> reads_of(const Draft& draft) {
  return draft.burn ? std::optional<std::uint32_t>(1) : draft.reads;
}

Json receipt_as_json(const Receipt& receipt, const std::string& user,
                     std::optional<std::uint32_t> reads) {
  const auto ttl =
      std::chrono::duration_cast<std::chrono::seconds>(receipt.expires_at - receipt.created_at);
  Json json;
  json.add("id", receipt.id)
      .add("user", user)
      .add("created_at", rfc3339(receipt.created_at))
      .add("expires_at", rfc3339(receipt.expires_at))
      .add("ttl_seconds", ttl.count());
  if (reads == 1U) json.add("burn", true);
  if (reads > 1U) json.add("reads_left", *reads);
  return json;
}

std::string end_of(std::optional<std::uint32_t> reads) {
  if (!reads) return ", gone in ";
  return reads == 1U ? ", gone once it is read, or in "
                     : ", gone once it is read " + std::to_string(*reads) + " times, or in ";
}

void print_receipt(const Tool& tool, const Receipt& receipt, const std::string& user,
                   std::optional<std::uint32_t> reads) {
  const std::string id = std::to_string(receipt.id);
  tool.out.note_change("the message is stored, as " + id);
  tool.out.result([&] { return receipt_as_json(receipt, user, reads); }, [&] { return id + "\n"; });
  tool.out.notice_to_person("stored as " + id + end_of(reads) +
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
  const auto reads = reads_of(draft);
  const Receipt receipt = access.user.store(std::move(draft));
  log_access(tool, access.vault);
  print_receipt(tool, receipt, access.user.name(), reads);
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
