#include "command_line.h"
#include "commands.h"
#include "debug_iv_view.h"
#include "mayfly/encoding.h"
#include "message_input.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

constexpr std::string_view kSample =
    "Hello Secure World! This sample is five blocks long, so that one can see where.";

struct DebugIvOptions {
  std::string message{kSample};
  std::vector<std::string> id;
  std::optional<std::string> blob;
  std::optional<std::string> key;
  std::string aad;
};

template <class Decode>
SecureBytes decoded(Decode decode, const std::string& text, const char* what) {
  auto bytes = decode(text);
  if (!bytes) throw Error(ErrorKind::usage, what);
  return std::move(*bytes);
}

IvDemonstration of_blob(const DebugIvOptions& options) {
  return demonstrate_iv(decoded(from_base64, *options.blob, "--blob is not base64"),
                        decoded(from_hex, options.key.value_or(""), "--key is not hexadecimal"),
                        decoded(from_hex, options.aad, "--aad is not hexadecimal"));
}

IvDemonstration of_message(Context& context, const std::vector<std::string>& words) {
  const MessageId id = parse_ids(words).front();
  Vault vault = open_vault(context);
  auto user = unlock_user(context, vault);
  auto demonstration = user ? user->demonstrate_iv(id) : std::nullopt;
  log_access(context, vault);
  if (!demonstration) throw no_message(words.front());
  return std::move(*demonstration);
}

void debug_iv(Context& context, const DebugIvOptions& options) {
  wipe_argument(context, options.message);
  wipe_argument(context, options.key.value_or(""));
  const IvDemonstration demonstration =
      options.blob ? of_blob(options)
      : !options.id.empty()
          ? of_message(context, options.id)
          : demonstrate_iv(secure_copy(as_bytes(options.message)), context.random);
  write_out(context.io, context.options.json
                            ? demonstration_as_json(demonstration)
                            : demonstration_as_text(demonstration, Painter(wants_color(context))));
}

void set_up(CLI::App& command, Context& context) {
  auto options = std::make_shared<DebugIvOptions>();
  CLI::Option* message =
      command.add_option("message", options->message, "What to seal; default: a sample");
  CLI::Option* id = command.add_option("--id", options->id, "Take a stored message of the user's")
                        ->type_name("ID")
                        ->expected(1)
                        ->excludes(message);
  CLI::Option* blob = command.add_option("--blob", options->blob, "Take a blob from elsewhere")
                          ->type_name("BASE64")
                          ->excludes(message)
                          ->excludes(id);
  CLI::Option* key = command.add_option("--key", options->key, "The blob's key, 64 bytes")
                         ->type_name("HEX")
                         ->needs(blob);
  blob->needs(key);
  command.add_option("--aad", options->aad, "The blob's associated data")
      ->type_name("HEX")
      ->needs(blob);
  command.callback([&context, options] { debug_iv(context, *options); });
}

}  // namespace

void add_debug_iv(CLI::App& root, Context& context) {
  add_command(root, "debug-iv", "Show what goes wrong when a blob's IV is not taken off",
              [&context](CLI::App& command) { set_up(command, context); });
}

}  // namespace mayfly::app
