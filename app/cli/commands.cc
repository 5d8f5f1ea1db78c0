#include "cli/commands.h"

#include <array>

namespace mayfly::app {
namespace {

constexpr Needs kForJson = Needs::output_for_json;

constexpr std::array kKeyCommands{
    CommandSpec{"list", "List the key slots; needs no key", Needs::output, make_key_list},
    CommandSpec{"add-passphrase", "Add a slot that a new passphrase opens", kForJson,
                make_key_add_passphrase},
    CommandSpec{"add-key-file", "Add a slot for a key file; makes one if missing", kForJson,
                make_key_add_key_file},
    CommandSpec{"change-passphrase", "Put a new passphrase in the old one's place", kForJson,
                make_key_change_passphrase},
    CommandSpec{
        "remove", "Remove a slot, by the key of another", kForJson, make_key_remove, {}, true},
    CommandSpec{"rotate", "Make a new user key, and seal all messages anew", kForJson,
                make_key_rotate},
    CommandSpec{"export", "Copy the key: to paper, or for another machine", kForJson,
                make_key_export},
    CommandSpec{"import", "Make the user's key file from an exported key", kForJson,
                make_key_import},
};

constexpr std::array kCommands{
    CommandSpec{"store", "Seal a message and keep it until it expires", Needs::output, make_store},
    CommandSpec{"get", "Print messages; without ids, all live ones", Needs::output, make_get},
    CommandSpec{.name = "run",
                .summary = "Hand messages to a program, and start it",
                .needs = kForJson,
                .make = make_run,
                .takes_program = true},
    CommandSpec{"copy", "Copy a message to the clipboard, for a while", kForJson, make_copy},
    CommandSpec{"list", "List the live messages; needs no key", Needs::output, make_list},
    CommandSpec{"status", "Tell what became of messages with a receipt", Needs::output,
                make_status},
    CommandSpec{"rm", "Remove messages before they expire", kForJson, make_rm, {}, true},
    CommandSpec{"extend", "Give messages a later end, or an earlier one", kForJson, make_extend},
    CommandSpec{"purge",
                "Destroy what has expired in your vault; for cron",
                kForJson,
                make_purge,
                {},
                true},
    CommandSpec{"export", "Seal messages into a bundle, to import elsewhere", kForJson,
                make_export},
    CommandSpec{"import", "Store again what a bundle holds", Needs::output, make_import},
    CommandSpec{"verify", "Look for what is wrong; changes nothing", Needs::output, make_verify},
    CommandSpec{"debug-iv", "Show what goes wrong if an IV is not taken off", kForJson,
                make_debug_iv},
    CommandSpec{"init", "Make the vault, the user and a key", kForJson, make_init},
    CommandSpec{"key", "What opens messages: list, add, remove, rotate", kForJson, nullptr,
                kKeyCommands},
    CommandSpec{"unlock", "Give the passphrase once, for some minutes", kForJson, make_unlock},
    CommandSpec{"lock", "Forget the key that was unlocked", kForJson, make_lock},
    CommandSpec{"users", "List the users of the vault; needs no key", Needs::output, make_users},
    CommandSpec{"config", "Show each setting, and where it comes from", Needs::output, make_config},
    CommandSpec{"help", "Print the help of a command, or this", Needs::nothing, make_help},
    CommandSpec{"version", "Print the versions of mayfly and its libraries", Needs::nothing,
                make_version},
    CommandSpec{"completion", "Print what bash, zsh or fish completes with", Needs::output,
                make_completion},
    CommandSpec{.name = "__complete",
                .summary = "Answer a shell",
                .needs = Needs::output,
                .make = make_complete,
                .hidden = true},
};

constexpr std::array kWhen{"auto", "always", "never"};

}  // namespace

std::span<const CommandSpec> commands() {
  return kCommands;
}

std::span<const char* const> color_choices() {
  return kWhen;
}

void add_global_options(Options& options, GlobalOptions& target) {
  options.add({"--vault", &target.vault, "The vault's file (MAYFLY_VAULT)", Value::file});
  options.add(
      {"--user", &target.user, "Whose messages (MAYFLY_USER; default: login name)", Value::user});
  options.add(
      {"--key-file", &target.key_file, "The user's key file (MAYFLY_KEY_FILE)", Value::file});
  options.add({"--key-fd", &target.key_fd, "Take the user's key from this open descriptor",
               Value::descriptor});
  add_passphrase_options(options, target.passphrase);
  options.add({"--window-keys", &target.window_keys,
               "The vault's window-key file (MAYFLY_WINDOW_KEYS)", Value::file});
  options.add({"--json", &target.json, "Print JSON, errors too"});
  options.add({"-q,--quiet", &target.quiet, "Say nothing but errors"});
  options.add({"-v,--verbose", &target.verbose, "Say what is done"});
  options.add({"--log-file", &target.log_file, "Log to this file as well", Value::file});
  options.add({"--lock-wait", &target.lock_wait,
               "How long to wait for other processes (default: 1m)", Value::time});
  options.add({"--no-input", &target.no_input, "Never ask at the terminal"});
  options.add(
      {"--costly-kdf", &target.costly_kdf, "Take passphrases of more than 4 times the cost"});
  Option color{"--color", &target.color, "Colors: auto, always or never", Value::when};
  color.choices = kWhen;
  options.add(color);
}

void add_passphrase_options(Options& options, PassphraseOptions& target, const char* prefix,
                            const char* whose) {
  target.prefix = prefix;
  const std::string name = std::string(prefix) + "passphrase";
  const std::string what = std::string("Take the ") + whose + " from ";
  options.add({name + "-fd", &target.fd, what + "this open descriptor", Value::descriptor});
  options.add({name + "-file", &target.file, what + "this file", Value::file});
  options.add(
      {name + "-command", &target.command, what + "what this command prints", Value::command});
}

}  // namespace mayfly::app
