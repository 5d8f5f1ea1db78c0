#pragma once

#include "cli/command.h"
#include "mayfly/bundle.h"
#include "tool/tool.h"

namespace mayfly::app {

/// What the options say of the key of a bundle.
struct BundleKeyOptions {
  std::optional<std::string> key_file;
  PassphraseOptions passphrase;
  bool ask = false;  ///< for a passphrase
};

/// --bundle-key-file, --bundle-passphrase and those that name a source of it.
void add_bundle_key_options(Options& options, BundleKeyOptions& target);

/// Throws Error{usage} for two keys, or for one source of two things: `input` says that
/// standard input is taken.
void require_one_bundle_key(const Tool& tool, const BundleKeyOptions& options, bool input);

/// The key of a new bundle: the one that the options name; else the user's key file; else a
/// passphrase that is asked for.
Key key_for_new_bundle(const Tool& tool, const BundleKeyOptions& options);

/// Unlocks a bundle by the same keys, as far as they are of its kind.
void unlock_bundle(const Tool& tool, const BundleKeyOptions& options, BundleReader& bundle);

}  // namespace mayfly::app
