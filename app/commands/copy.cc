#include <algorithm>

#include "cli/commands.h"
#include "cli/reference.h"
#include "cli/values.h"
#include "clipboard/clearing.h"
#include "output/messages.h"
#include "output/wording.h"
#include "tool/configuration.h"
#include "vaults/references.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

using std::chrono::milliseconds;

/// One newline at the end is left out: in a terminal it would run what is pasted.
ByteView text_to_paste(const Message& message) {
  const ByteView text = message.text;
  return text.size() > 1 && text.back() == '\n' ? text.first(text.size() - 1) : text;
}

/// Throws Error{usage} for what such a clipboard does not keep, before it is claimed.
void require_fit(const Clipboard& clipboard, const Message& message) {
  const auto refuse = [](const std::string& why, const std::string& hint) {
    throw Error(ErrorKind::usage, why, hint);
  };
  const std::string id = std::to_string(message.id);
  if (std::ranges::count(message.text, 0) > 0)
    refuse("message " + id + " holds a NUL byte, which no clipboard keeps",
           "mayfly get " + id + " -o FILE writes it to a file");
  if (text_to_paste(message).size() > clipboard.max_size())
    refuse("message " + id + " is longer than the " + std::to_string(clipboard.max_size()) +
               " bytes that the terminal takes",
           "mayfly get " + id + " -o FILE writes it to a file");
  if (message.is_used_up() && !clipboard.is_confirmed())
    refuse(
        "message " + id + " can be read once, and nobody can tell whether the terminal copies it",
        "nothing was burned; read it with mayfly get " + id);
}

Message claim(const Tool& tool, Vault& vault, const Reference& reference,
              const Clipboard& clipboard) {
  UnlockedUser user = unlock_user(tool, vault);
  const MessageId id = resolve(user, reference);
  const auto accept = [&](std::span<const Message* const> messages) {
    require_fit(clipboard, *messages.front());
  };
  Message message = std::move(user.get(std::span(&id, 1), accept).front());
  const std::string lost = what_is_lost(std::span(&message, 1), "copied");
  if (!lost.empty()) tool.out.note_change(lost);
  return message;
}

/// How long it stays there: never longer than it lives.
milliseconds time_to_stay(Vault& vault, const Message& message, std::chrono::seconds longest) {
  const auto life = message.expires_at - vault.now();
  return std::clamp<milliseconds>(life, milliseconds{0}, longest);
}

void tell(const Tool& tool, const Message& message, const Clipboard& clipboard, Instant cleared_at,
          milliseconds time) {
  Json json;
  json.add("id", message.id)
      .add("copied_by", clipboard.name())
      .add("cleared_at", rfc3339(cleared_at))
      .add("confirmed", clipboard.is_confirmed());
  if (const std::string remark = clipboard.remark(); !remark.empty()) tool.out.notice(remark);
  tool.out.done(json, "copied message " + std::to_string(message.id) + " by " + clipboard.name() +
                          ", to be cleared in " + format_duration(time));
}

void copy(const Tool& tool, const std::string& word, std::chrono::seconds longest) {
  const Reference reference = parse_reference("reference", word);
  const auto clipboard = find_clipboard(tool);
  ClearingProcess clearing(*clipboard);  // before there is a secret
  Vault vault = open_vault(tool);
  try {
    const Message message = claim(tool, vault, reference, *clipboard);
    const ByteView text = text_to_paste(message);
    const milliseconds time = time_to_stay(vault, message, longest);
    clearing.start(Fingerprint(text, tool.around.random), time);  // first: it must not stay
    clipboard->put(text);
    tell(tool, message, *clipboard, vault.now() + time, time);
  } catch (const Error& error) {
    throw tool.out.after_change(error);
  }
  log_access(tool, vault);
}

class Copy final : public Command {
 public:
  void options(Options& options) override {
    Option message{"reference", &reference_, "The id or the name of a message", Value::reference};
    message.required = true;
    options.add(std::move(message));
    options.add(
        {"--clear-after", &time_, "When to clear the clipboard (default: 45s)", Value::time});
  }
  std::string examples() const override {
    return "  mayfly copy door                     the youngest message of that name\n"
           "  mayfly copy 7 --clear-after 10s      for ten seconds\n";
  }
  int run(const Tool& tool) override {
    copy(tool, reference_.value_or(""),
         time_ ? parse_time("--clear-after", *time_) : clipboard_time(tool));
    return 0;
  }

 private:
  std::optional<std::string> reference_;
  std::optional<std::string> time_;
};

}  // namespace

std::unique_ptr<Command> make_copy() {
  return std::make_unique<Copy>();
}

}  // namespace mayfly::app
