#include "output/hints.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/commands.h"
#include "mayfly/text.h"
#include "output/printable.h"

namespace mayfly::app {
namespace {

/// {} stands for what the Reason is about, and {path} for the same as a word for a shell.
struct Sentence {
  Reason reason;
  std::string_view text;
};

constexpr auto kSentences = std::to_array<Sentence>({
    {Reason::no_vault, "mayfly init or the first store makes one; --vault names another"},
    {Reason::older_format,
     "any command that may change something updates it, for example mayfly purge"},
    {Reason::foreign_journal,
     "any command that changes something sets it back, for example mayfly purge"},
    {Reason::no_window_keys,
     "put the file back, or name it with --window-keys; without it no message can be read, and "
     "mayfly rm --all gives them up"},
    {Reason::stranded_messages,
     "put the file back, name it with --window-keys, or give these messages up with mayfly rm"},
    {Reason::copy_of_vault,
     "name the original with --vault, or run mayfly init --adopt --vault {path} to go on with this "
     "copy in its place"},
    {Reason::perhaps_a_copy, "if it is not a copy, run mayfly init --adopt --vault {path}"},
    {Reason::clock_differs, "mayfly(1), VAULT TIME"},

    {Reason::no_message,
     "it never existed, has expired, or was read or removed; mayfly list shows the messages that "
     "are left"},
    {Reason::no_message_to_remove,
     "nothing was removed; mayfly list shows the messages that are left"},
    {Reason::message_without_key,
     "it was read or removed, or the vault is a copy or damaged: see mayfly verify"},
    {Reason::damaged_message, "remove it with mayfly rm {}"},
    {Reason::burn_message, "read it with mayfly get {}"},
    {Reason::run_only_message, "hand it to one: mayfly run --stdin {} -- PROGRAM"},

    {Reason::no_key_file,
     "a key file that is lost cannot be made again; mayfly key list shows the slots"},
    {Reason::not_a_key_file, "name a key file; a key in a pipe is read with --key-fd"},
    {Reason::key_opens_nothing, "name the key file with --key-file, or the user with --user"},
    {Reason::unlocked_key_opens_nothing, "run mayfly unlock again"},
    {Reason::no_passphrase, "mayfly key add-passphrase adds one"},
    {Reason::wrong_passphrase,
     "{}one newline at its end was taken off; mayfly key list shows the slots"},
    {Reason::costly_passphrase, "nothing was computed; if you chose that cost, add --costly-kdf"},

    {Reason::only_to_be_moved, "nothing was exported; --move takes it away from here, too"},
    {Reason::bundle_of_key_file,
     "nothing was imported; --bundle-key-file names the one that the bundle was sealed with"},
    {Reason::bundle_of_passphrase,
     "nothing was imported; --bundle-passphrase-file names a file with it"},

    {Reason::no_such_slot, "mayfly key list shows the slots"},
    {Reason::impossible_slot, "remove it with mayfly key remove"},
    {Reason::differing_slots,
     "a key that opens one of the slots can remove another: mayfly key remove"},
    {Reason::altered_slots, "restore the vault from a copy; mayfly key list shows the slots"},
    {Reason::newer_slots, "update mayfly; mayfly key list shows the slots"},
    {Reason::some_newer_slots,
     "nothing was changed; update mayfly, or remove what is not needed with mayfly key remove"},
    {Reason::slot_not_presented,
     "present it too: a passphrase, or --with-key-file; --drop-others removes the slot"},
    {Reason::slots_not_presented,
     "present them too: a passphrase, or --with-key-file; --drop-others removes the slots"},
    {Reason::uncertain_change,
     "see mayfly key list for what was changed; keep the old keys and the new ones"},
});
static_assert(kSentences.size() == static_cast<std::size_t>(Reason::last), "one for each Reason");

std::string sentence_of(Reason reason, const std::string& about) {
  std::string text(std::ranges::find(kSentences, reason, &Sentence::reason)->text);
  const auto put = [&](std::string_view mark, const std::string& word) {
    const auto at = text.find(mark);
    if (at != std::string::npos) text.replace(at, mark.size(), word);
  };
  put("{}", about);
  put("{path}", shell_word(about));
  return text;
}

constexpr std::string_view kProgram = "mayfly ";

/// One that works with a vault; the help does not.
bool is_command(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_of(" ;,"));
  const auto spec = std::ranges::find(commands(), word, &CommandSpec::name);
  return spec != commands().end() && spec->needs != Needs::nothing &&
         text.find("--help") == std::string_view::npos;
}

/// " --vault V", unless `command` says it itself.
std::string option_for(std::string_view command, const char* name,
                       const std::optional<std::string>& value) {
  const bool is_said = command.find(name) != std::string_view::npos;
  return value && !is_said ? " " + as_typed(name, *value) : "";
}

std::string options_for(const GlobalOptions& options, std::string_view command) {
  return option_for(command, "--vault", options.vault) +
         option_for(command, "--window-keys", options.window_keys) +
         option_for(command, "--user", options.user);
}

}  // namespace

std::string hint_of(const Error& error) {
  if (error.reason() == Reason::none) return std::string(error.hint());
  return sentence_of(error.reason(), error.about());
}

Error with_hint(const Error& error) {
  return {error.kind(), error.what(), hint_of(error)};
}

std::string with_page(const std::string& text, Reason reason) {
  return reason == Reason::none ? text : text + " (" + sentence_of(reason, "") + ")";
}

std::string as_typed(const std::string& option, const std::string& value) {
  return option + (value.starts_with('-') ? "=" : " ") + shell_word(value);
}

std::string as_pasted(const GlobalOptions& options, const std::string& hint) {
  std::string text;
  std::string_view rest = hint;
  for (auto at = rest.find(kProgram); at != std::string_view::npos; at = rest.find(kProgram)) {
    text += rest.substr(0, at + kProgram.size() - 1);
    rest.remove_prefix(at + kProgram.size() - 1);
    const std::string_view command = rest.substr(1, rest.find(';'));
    if (is_command(command)) text += options_for(options, command);
  }
  text += rest;
  return printable_line(text) == text ? text : "";
}

}  // namespace mayfly::app
