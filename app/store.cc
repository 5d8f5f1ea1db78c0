#include "command_line.h"
#include "commands.h"
#include "enrolment.h"
#include "json_text.h"
#include "message_input.h"
#include "report.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

struct StoreOptions {
  MessageSource source;
  std::string ttl;
  std::optional<std::string> name;
  bool burn = false;
};

Draft make_draft(Context& context, StoreOptions& options) {
  Draft draft;
  if (!options.ttl.empty()) draft.ttl = parse_ttl(options.ttl);
  if (options.name) {
    draft.name = secure_copy(as_bytes(*options.name));
    wipe_argument(context, *options.name);
  }
  draft.burn = options.burn;
  draft.text = read_message(context, options.source);
  require_storable(draft);
  return draft;
}

std::string receipt_as_json(const Receipt& receipt, const std::string& user, bool burn) {
  const auto ttl =
      std::chrono::duration_cast<std::chrono::seconds>(receipt.expires_at - receipt.created_at);
  Json json{{"id", receipt.id},
            {"user", user},
            {"created_at", rfc3339(receipt.created_at)},
            {"expires_at", rfc3339(receipt.expires_at)},
            {"ttl_seconds", ttl.count()}};
  if (burn) json["burn"] = true;
  return json.dump() + "\n";
}

void print_receipt(Context& context, const Receipt& receipt, const std::string& user, bool burn) {
  const std::string id = std::to_string(receipt.id);
  try {
    write_out(context.io, context.options.json ? receipt_as_json(receipt, user, burn) : id + "\n");
  } catch (const Error& error) {
    // Not exit 16, which promises that nothing was stored.
    throw Error(ErrorKind::unexpected, std::string(error.what()),
                "the message is stored, as " + id);
  }
  notice_to_person(context, "stored as " + id +
                                (burn ? ", gone once it is read, or in " : ", gone in ") +
                                format_duration(receipt.expires_at - receipt.created_at));
}

void store(Context& context, StoreOptions& options) {
  require_output(context.io);
  // Who types the message gives the passphrase first: a mistake there costs no message.
  std::optional<VaultAccess> known;
  if (is_typed(context, options.source)) known = open_for_known_user(context);
  Draft draft = make_draft(context, options);
  VaultAccess access = known ? std::move(*known) : open_for_store(context);
  const Receipt receipt = access.user.store(std::move(draft));
  log_access(context, access.vault);
  print_receipt(context, receipt, access.user.name(), options.burn);
}

void set_up(CLI::App& command, Context& context) {
  auto options = std::make_shared<StoreOptions>();
  command.add_option("message", options->source.argument, "The message; - or none: standard input");
  command.add_option("--file", options->source.file, "Take the message from this file")
      ->type_name("PATH");
  command
      .add_option_function<std::string>(
          "--ttl",
          [options](const std::string& text) {
            options->ttl = text;
            parse_ttl(text);
          },
          "How long it lives: 90s, 10m, 1h30m, 2d, 1w (default: 10m)")
      ->type_name("TIME");
  command.add_option("--name", options->name, "A name to get it by; kept sealed")
      ->type_name("NAME");
  add_flag(command, "--burn", options->burn, "Destroy it when it has been read once");
  command.callback([&context, options] { store(context, *options); });
}

}  // namespace

void add_store(CLI::App& root, Context& context) {
  add_command(root, "store", "Seal a message and keep it until it expires",
              [&context](CLI::App& command) { set_up(command, context); });
}

}  // namespace mayfly::app
