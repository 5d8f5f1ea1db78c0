#include "cli/commands.h"
#include "cli/values.h"
#include "commands/message_input.h"
#include "output/json.h"
#include "output/wording.h"
#include "process/secure_text.h"
#include "tool/configuration.h"
#include "vaults/new_user.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct StoreOptions {
  MessageSource source;
  std::optional<std::string> ttl;
  std::optional<std::string> name;
  bool burn = false;
};

std::chrono::seconds lifetime_of(const Tool& tool, const StoreOptions& options) {
  if (!options.ttl) return default_ttl(tool);
  const auto ttl = parse_time("--ttl", *options.ttl);
  require_allowed_ttl(tool, "--ttl", ttl);
  return ttl;
}

Draft make_draft(const Tool& tool, StoreOptions& options) {
  Draft draft;
  draft.ttl = lifetime_of(tool, options);
  if (options.name) draft.name = take(*options.name);
  draft.burn = options.burn;
  draft.text = read_message(tool, options.source);
  require_storable(draft);
  return draft;
}

Json receipt_as_json(const Receipt& receipt, const std::string& user, bool burn) {
  const auto ttl =
      std::chrono::duration_cast<std::chrono::seconds>(receipt.expires_at - receipt.created_at);
  Json json;
  json.add("id", receipt.id)
      .add("user", user)
      .add("created_at", rfc3339(receipt.created_at))
      .add("expires_at", rfc3339(receipt.expires_at))
      .add("ttl_seconds", ttl.count());
  if (burn) json.add("burn", true);
  return json;
}

void print_receipt(const Tool& tool, const Receipt& receipt, const std::string& user, bool burn) {
  const std::string id = std::to_string(receipt.id);
  tool.out.note_change("the message is stored, as " + id);
  tool.out.result([&] { return receipt_as_json(receipt, user, burn); }, [&] { return id + "\n"; });
  tool.out.notice_to_person("stored as " + id +
                            (burn ? ", gone once it is read, or in " : ", gone in ") +
                            format_duration(receipt.expires_at - receipt.created_at));
}

void store(const Tool& tool, StoreOptions& options) {
  lifetime_of(tool, options);  // before anything is read or asked for
  // The passphrase comes before a message that is typed: a mistake there must not cost the message.
  const bool typed = is_typed(tool, options.source);
  const Purpose purpose = typed ? Purpose::any : Purpose::write_soon;
  std::optional<VaultAccess> known;
  if (typed) known = open_for_known_user(tool, purpose);
  Draft draft = make_draft(tool, options);
  VaultAccess access = known ? std::move(*known) : open_for_store(tool, purpose);
  const Receipt receipt = access.user.store(std::move(draft));
  log_access(tool, access.vault);
  print_receipt(tool, receipt, access.user.name(), options.burn);
}

class Store final : public Command {
 public:
  void options(Options& options) override {
    options.add({"message", &options_.source.argument, "The message; - or none: standard input"});
    options.add({"--file", &options_.source.file, "Take the message from this file", Value::path});
    options.add(
        {"--ttl", &options_.ttl, "How long it lives: 90s, 1h30m, 2d (default: 10m)", Value::time});
    options.add({"--name", &options_.name, "A name to get it by; kept sealed", Value::name});
    options.add({"--burn", &options_.burn, "Destroy it when it has been read once"});
  }
  std::string examples() const override {
    return "  echo 4711 | mayfly store --ttl 5m\n"
           "  mayfly store --name door --burn           # type it, then Ctrl-D\n"
           "  id=$(mayfly store -q --file token.txt)\n";
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
