#include <algorithm>

#include "cli/commands.h"
#include "output/wording.h"
#include "vaults/references.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

using State = Fate::State;

/// Stable, for programs: mayfly-status(1) lists all of them.
const char* name_of(State state) {
  switch (state) {
    case State::alive:
      return "alive";
    case State::read:
      return "read";
    case State::removed:
      return "removed";
    case State::expired:
      return "expired";
    case State::gone:
      return "gone";
    case State::unknown:
      return "unknown";
    case State::never:
      return "never";
    case State::damaged:
      return "damaged";
  }
  return "";
}

bool is_known(const Fate& fate) {
  return fate.state != State::unknown && fate.state != State::never;
}

/// With what the last reading leaves to be said when `read at` is the state itself.
std::string readings_of(const Fate& fate) {
  std::string text;
  const bool is_state = fate.state == State::read;
  if (fate.reads == 1 && !is_state) text += ", read at " + table_time(fate.read_at.value());
  if (fate.reads > 1)
    text += ", read " + std::to_string(fate.reads) + " times" +
            (is_state ? "" : ", last at " + table_time(fate.read_at.value()));
  if (fate.perhaps_read_at) text += ", perhaps read at " + table_time(*fate.perhaps_read_at);
  return text;
}

std::string words_of(const Fate& fate) {
  switch (fate.state) {
    case State::alive:
      return "alive until " + table_time(fate.expires_at.value());
    case State::read:
      return "read at " + table_time(fate.read_at.value());
    case State::removed:
      return "removed at " + table_time(fate.removed_at.value());
    case State::expired:
      return "expired at " + table_time(fate.expires_at.value());
    case State::gone:
      return "gone, but how and when was not noted";
    case State::unknown:
      return "not known: it has no receipt";
    case State::never:
      return "never was";
    case State::damaged:
      return "damaged: its receipt was altered or is missing";
  }
  return "";
}

Json as_json(const Fate& fate) {
  Json json;
  json.add("id", fate.id).add("state", name_of(fate.state));
  const auto add = [&](const char* key, const std::optional<Instant>& time) {
    if (time) json.add(key, rfc3339(*time));
  };
  add("expires_at", fate.expires_at);
  if (fate.receipt_until) json.add("reads", fate.reads);
  add("read_at", fate.perhaps_read_at ? fate.perhaps_read_at : fate.read_at);
  add("removed_at", fate.removed_at);
  add("receipt_until", fate.receipt_until);
  return json;
}

Json as_json(const std::vector<Fate>& fates) {
  Json messages = Json::array();
  for (const Fate& fate : fates) messages.push(as_json(fate));
  Json json;
  json.add("messages", std::move(messages));
  return json;
}

std::string as_lines(const std::vector<Fate>& fates) {
  std::string lines;
  for (const Fate& fate : fates)
    lines += std::to_string(fate.id) + ": " + words_of(fate) + readings_of(fate) + "\n";
  return lines;
}

/// After all of them were told.
void require_known(const std::vector<Fate>& fates) {
  const auto damaged = std::ranges::find(fates, State::damaged, &Fate::state);
  if (damaged != fates.end()) {
    const std::string id = std::to_string(damaged->id);
    throw Error(ErrorKind::authentication_failed,
                "the receipt of message " + id + " was altered or damaged, or is missing",
                "mayfly verify tells more");
  }
  const auto unknown = std::ranges::find_if_not(fates, is_known);
  if (unknown == fates.end()) return;
  const std::string message = "message " + std::to_string(unknown->id);
  if (unknown->state == State::never)
    throw Error(ErrorKind::no_such_message, message + " never was");
  throw Error(
      ErrorKind::no_such_message, "nothing is known of " + message,
      "it is another user's, or was stored without --receipt, or its receipt's time is over");
}

void status(const Tool& tool, const std::vector<std::string>& words) {
  const auto references = parse_references("reference", words);
  Vault vault = open_vault(tool);
  UnlockedUser user = unlock_user(tool, vault);
  const auto fates = user.fates(resolve_known(user, references));
  tool.out.result([&] { return as_json(fates); }, [&] { return as_lines(fates); });
  log_access(tool, vault);
  require_known(fates);
}

class Status final : public Command {
 public:
  void options(Options& options) override {
    Option references{"reference", &references_, "Ids or names; of a name, the youngest",
                      Value::reference};
    references.required = true;
    options.add(std::move(references));
  }
  std::string examples() const override {
    return "  id=$(mayfly store --burn --receipt --ttl 1h < token)\n"
           "  mayfly status \"$id\"\n"
           "  mayfly status --json door\n";
  }
  int run(const Tool& tool) override {
    status(tool, references_);
    return 0;
  }

 private:
  std::vector<std::string> references_;
};

}  // namespace

std::unique_ptr<Command> make_status() {
  return std::make_unique<Status>();
}

}  // namespace mayfly::app
