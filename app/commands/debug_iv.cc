#include "cli/commands.h"
#include "cli/reference.h"
#include "commands/message_input.h"
#include "mayfly/encoding.h"
#include "output/iv_view.h"
#include "vaults/references.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

constexpr std::string_view kSample =
    "Hello Secure World! This sample is five blocks long, so that one can see where.";

struct DebugIvOptions {
  std::optional<std::string> message;
  std::optional<std::string> id;
  std::optional<std::string> blob;
  std::optional<std::string> key;
  std::optional<std::string> aad;
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
                        decoded(from_hex, options.aad.value_or(""), "--aad is not hexadecimal"));
}

IvDemonstration of_message(const Tool& tool, const std::string& word) {
  const Reference reference = parse_reference("--id", word);
  Vault vault = open_vault(tool);
  UnlockedUser user = unlock_user(tool, vault);
  const MessageId id = resolve(user, reference);
  auto demonstration = user.demonstrate_iv(id);
  log_access(tool, vault);
  if (!demonstration) throw no_message(std::to_string(id));
  return std::move(*demonstration);
}

void debug_iv(const Tool& tool, const DebugIvOptions& options) {
  const std::string message = options.message.value_or(std::string(kSample));
  const IvDemonstration demonstration =
      options.blob ? of_blob(options)
      : options.id ? of_message(tool, *options.id)
                   : demonstrate_iv(secure_copy(as_bytes(message)), tool.around.random);
  tool.out.result([&] { return demonstration_as_json(demonstration); },
                  [&] { return demonstration_as_text(demonstration, tool.out.painter()); });
}

class DebugIv final : public Command {
 public:
  void options(Options& options) override {
    const auto message =
        options.add({"message", &options_.message, "What to seal; default: a sample"});
    const auto id = options.add(
        {"--id", &options_.id, "Take a stored message, by its id or name", Value::reference});
    const auto blob =
        options.add({"--blob", &options_.blob, "Take a blob from elsewhere", Value::base64});
    const auto key = options.add({"--key", &options_.key, "The blob's key, 64 bytes", Value::hex});
    const auto aad =
        options.add({"--aad", &options_.aad, "The blob's associated data", Value::hex});
    options.exclude(id, message);
    options.exclude(blob, message);
    options.exclude(blob, id);
    options.need(key, blob);
    options.need(blob, key);
    options.need(aad, blob);
  }
  std::string examples() const override {
    return "  mayfly debug-iv                       a sample\n"
           "  mayfly debug-iv --id door             a message of yours, of that name\n"
           "  mayfly debug-iv --json | jq -r '.readings[].id'\n";
  }
  int run(const Tool& tool) override {
    debug_iv(tool, options_);
    return 0;
  }

 private:
  DebugIvOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_debug_iv() {
  return std::make_unique<DebugIv>();
}

}  // namespace mayfly::app
