#pragma once

#include "cli/command.h"
#include "cli/invocation.h"

namespace mayfly::app {

/// Every command, in the order of the help.
std::span<const CommandSpec> commands();

/// The values of --color.
std::span<const char* const> color_choices();

/// The options that every command takes, before or after its name.
void add_global_options(Options& options, GlobalOptions& target);

/// --passphrase-fd, -file and -command, or --new-passphrase-fd and so on. `whose` is as in "Take
/// the passphrase from".
void add_passphrase_options(Options& options, PassphraseOptions& target, const char* prefix = "--",
                            const char* whose = "passphrase");

// Each is defined in the file of its command.
std::unique_ptr<Command> make_complete();
std::unique_ptr<Command> make_completion();
std::unique_ptr<Command> make_config();
std::unique_ptr<Command> make_copy();
std::unique_ptr<Command> make_debug_iv();
std::unique_ptr<Command> make_export();
std::unique_ptr<Command> make_extend();
std::unique_ptr<Command> make_get();
std::unique_ptr<Command> make_help();
std::unique_ptr<Command> make_import();
std::unique_ptr<Command> make_init();
std::unique_ptr<Command> make_key_add_key_file();
std::unique_ptr<Command> make_key_add_passphrase();
std::unique_ptr<Command> make_key_change_passphrase();
std::unique_ptr<Command> make_key_export();
std::unique_ptr<Command> make_key_import();
std::unique_ptr<Command> make_key_list();
std::unique_ptr<Command> make_key_remove();
std::unique_ptr<Command> make_key_rotate();
std::unique_ptr<Command> make_list();
std::unique_ptr<Command> make_lock();
std::unique_ptr<Command> make_purge();
std::unique_ptr<Command> make_rm();
std::unique_ptr<Command> make_run();
std::unique_ptr<Command> make_status();
std::unique_ptr<Command> make_store();
std::unique_ptr<Command> make_unlock();
std::unique_ptr<Command> make_users();
std::unique_ptr<Command> make_verify();
std::unique_ptr<Command> make_version();

}  // namespace mayfly::app
