#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "cli/commands.h"
#include "cli/program_words.h"
#include "cli/values.h"
#include "run/child_signal.h"
#include "run/handover.h"
#include "run/program.h"
#include "run/stay.h"
#include "vaults/references.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct RunOptions {
  DeliveryWords deliveries;
  bool mask = false;
  bool until_expiry = false;
  std::optional<std::string> grace;
};

constexpr std::chrono::seconds kGrace{5};

/// What was taken out of the vault for the program.
struct Taken {
  std::string burned;                   ///< ids, each with a blank before it
  std::chrono::milliseconds life{0};    ///< until the first of the messages ends
  std::optional<MaskForms> forms = {};  ///< of what is to be hidden
};

std::vector<char*> words_of_program(const Tool& tool) {
  const auto words = program_words(tool.call.arguments);
  if (!words.empty()) return {words.begin(), words.end()};
  throw Error(ErrorKind::usage, "no program",
              "it stands after --: mayfly run --env VAR=REF -- PROGRAM");
}

/// What is asked for is there to be asked for.
void require_messages(const RunOptions& options, bool any) {
  if (any) return;
  for (const auto& [given, name] :
       {std::pair(options.mask, "--mask"), {options.until_expiry, "--until-expiry"}})
    if (given)
      throw Error(ErrorKind::usage, std::string(name) + " needs a message",
                  "hand one over: --env, --fd, --file or --stdin");
}

/// The descriptors from which a key or a passphrase comes.
std::vector<int> key_sources(const GlobalOptions& options) {
  std::vector<int> sources;
  if (options.key_fd) sources.push_back(parse_descriptor("--key-fd", *options.key_fd));
  if (options.passphrase.fd)
    sources.push_back(parse_descriptor("--passphrase-fd", *options.passphrase.fd));
  if (options.passphrase.is_standard_input()) sources.push_back(STDIN_FILENO);
  return sources;
}

std::string path_of_process() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? "/bin:/usr/bin" : path;  // the default of execvp(3)
}

/// A message that is wanted in two ways is asked for once: it may burn.
std::vector<MessageId> without_repetition(std::vector<MessageId> ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

MaskForms forms_of_messages(const std::vector<Message>& messages) {
  std::vector<SecureBytes> secrets;
  for (const Message& message : messages) secrets.push_back(message.text);
  return forms_of(secrets);
}

std::vector<MessageId> resolve_each(UnlockedUser& user, const std::vector<Delivery>& deliveries) {
  std::vector<MessageId> ids;
  for (const Delivery& delivery : deliveries) ids.push_back(resolve(user, delivery.reference));
  return ids;
}

/// Everything that may be wrong with a message for a program is seen before it is claimed.
Taken take_messages(const Tool& tool, const RunOptions& options, Handover& handover) {
  Taken taken;
  Vault vault = open_vault(tool);
  UnlockedUser user = unlock_user(tool, vault);
  const auto ids = resolve_each(user, handover.deliveries());
  const auto once = without_repetition(ids);
  user.hand_on(once, [&](const std::vector<Message>& messages) {
    std::vector<const Message*> each;
    for (const MessageId id : ids) each.push_back(&*std::ranges::find(messages, id, &Message::id));
    if (options.mask) taken.forms = forms_of_messages(messages);
    handover.take(each);
    for (const Message& one : messages)
      if (one.burn) taken.burned += " " + std::to_string(one.id);
  });
  taken.life = *handover.expires_at() - vault.now();
  log_access(tool, vault);
  return taken;
}

void tell_of_terminal(const Tool& tool) {
  const Io& io = tool.around.io;
  if (!io.out_is_terminal && !io.err_is_terminal) return;
  tool.out.notice_always("what goes to the terminal is not masked; in a pipe or a file it is");
}

/// Why it is not there any more.
Error with_loss(const Error& error, const std::string& burned) {
  if (burned.empty()) return error;
  return {error.kind(), error.what(),
          "lost, since it was destroyed before it was handed on: message" + burned};
}

class Run final : public Command {
 public:
  void options(Options& options) override {
    options.add(
        {"--env", &options_.deliveries.env, "Give it a message as a variable", Value::variable});
    options.add(
        {"--fd", &options_.deliveries.fd, "Give it a message at this descriptor", Value::number});
    options.add({"--file", &options_.deliveries.file, "Give it a file in memory; its path in VAR",
                 Value::variable});
    options.add({"--stdin", &options_.deliveries.standard_input,
                 "Give it a message as standard input", Value::reference});
    options.add(
        {"--mask", &options_.mask, "Hide the messages in what it writes to pipes and files"});
    const auto until = options.add(
        {"--until-expiry", &options_.until_expiry, "End it when the first of them expires"});
    const auto grace = options.add(
        {"--grace", &options_.grace, "From SIGTERM to SIGKILL then (default: 5s)", Value::time});
    options.need(grace, until);
  }
  std::string examples() const override {
    return "  mayfly run --env TOKEN=deploy -- ./deploy.sh\n"
           "  mayfly run --file KEY=door -- sh -c 'ssh -i \"$KEY\" host'\n"
           "  mayfly run --fd 3=42 --until-expiry -- server\n";
  }
  int run(const Tool& tool) override;

 private:
  RunOptions options_;
};

int Run::run(const Tool& tool) {
  const ChildSignal on_child;
  const auto grace = options_.grace ? parse_wait("--grace", *options_.grace) : kGrace;
  const auto words = words_of_program(tool);
  auto deliveries = parse_deliveries(options_.deliveries);
  require_messages(options_, !deliveries.empty());
  const auto sources = key_sources(tool.call.options);
  const std::string program = find_program(words.front(), path_of_process());
  const Inherited* inherited = tool.around.inherited;
  std::optional<Handover> handover(std::in_place, std::move(deliveries), words, inherited);
  Taken taken;
  if (!handover->deliveries().empty()) taken = take_messages(tool, options_, *handover);
  if (options_.mask) tell_of_terminal(tool);
  const auto become = [&] {
    try {
      if (inherited != nullptr) inherited->restore();
      on_child.restore();
      handover->give(sources);
      handover->become(program);
    } catch (const Error& error) {
      throw with_loss(error, taken.burned);
    }
  };
  const bool is_first = ::getpid() == 1;
  if (!options_.mask && !options_.until_expiry && !is_first) become();
  Stay stay{{}, grace, taken.forms ? &*taken.forms : nullptr, tool.around.io, is_first};
  if (options_.until_expiry) stay.life = taken.life;
  return stay_with(stay, become, [&] { handover.reset(); });
}

}  // namespace

std::unique_ptr<Command> make_run() {
  return std::make_unique<Run>();
}

}  // namespace mayfly::app
