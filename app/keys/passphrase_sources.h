#pragma once

#include "mayfly/key.h"
#include "tool/tool.h"

namespace mayfly::app {

/// The passphrase from the source that the options name; nothing if they name none. One newline at
/// its end is taken off. Throws Error{wrong_key} or Error{source_failed} if the source gives
/// none, and Error{usage} for a passphrase that is not valid.
std::optional<Key> passphrase_of(const Tool& tool, const PassphraseOptions& options);

/// The same from the surroundings: MAYFLY_PASSPHRASE_COMMAND, systemd's credential, or the command
/// that the configuration names.
std::optional<Key> passphrase_from_surroundings(const Tool& tool);

/// Throws Error{usage} for a user without one.
void require_passphrase(const LockedUser& user);

/// Whether somebody can be asked.
bool can_ask(const Tool& tool);

/// Asks up to three times, until `is_right` takes the passphrase (so a mistake costs one
/// derivation). Throws Error{wrong_key} then.
void ask_passphrase(const Tool& tool, const std::string& whose,
                    const std::function<bool(const Key&)>& is_right);

/// Throws Error{usage} if the old passphrase and the new one come from one source, which is read to
/// its end.
void require_different_sources(const Tool& tool, const PassphraseOptions& of_new);

/// The questions of a command that takes a new passphrase, if that is asked for: until it is
/// sealed, nothing that is typed is shown. Nothing if a source is named, which then has the
/// terminal to itself.
std::unique_ptr<Questions> questions_for_new_passphrase(const Tool& tool,
                                                        const PassphraseOptions& of_new);

/// A new passphrase: from the source that the options name, else asked for twice. Throws
/// Error{no_terminal}, which names `an_option`, if nobody can be asked.
Key new_passphrase(const Tool& tool, const PassphraseOptions& options,
                   const std::string& an_option = "--new-passphrase-file");

}  // namespace mayfly::app
