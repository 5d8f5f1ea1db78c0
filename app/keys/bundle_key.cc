#include "keys/bundle_key.h"

#include <algorithm>
#include <array>

#include "cli/commands.h"
#include "cli/values.h"
#include "keys/key_source.h"
#include "keys/passphrase_sources.h"
#include "tool/places.h"

namespace mayfly::app {
namespace {

constexpr const char* kPrefix = "--bundle-";

Key named_key_file(const Tool& tool, const std::string& path) {
  if (path.empty()) throw empty_path("--bundle-key-file");
  return Key::of_file(read_key_file(tool, path));
}

/// The user's own, if there is one.
std::optional<Key> own_key_file(const Tool& tool) {
  if (tool.call.options.key_fd) {
    throw Error(ErrorKind::usage, "a key from a descriptor cannot open a bundle, too",
                "name the bundle's with --bundle-key-file, or a source of a passphrase");
  }
  const auto file = key_file_path(tool, user_name(tool));
  const bool named =
      tool.call.options.key_file || tool.around.environment.get("MAYFLY_KEY_FILE").has_value();
  std::error_code none;
  if (!named && !std::filesystem::exists(file, none)) return std::nullopt;
  return Key::of_file(read_key_file(tool, file));
}

Error nobody_to_ask(const char* what) {
  return {ErrorKind::no_terminal, std::string(what) + " of the bundle, and nobody to ask for it",
          "nothing was changed; name a source of it, for example --bundle-passphrase-file"};
}

Key asked_for(const Tool& tool) {
  if (!can_ask(tool)) throw nobody_to_ask("no key file and no passphrase");
  tool.out.instruct("choose a passphrase for the bundle");
  return new_passphrase(tool, {}, "--bundle-passphrase-file");
}

bool opens(const Tool& tool, BundleReader& bundle, const Key& key) try {
  bundle.unlock(key, tool.call.options.costly_kdf);
  return true;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::wrong_key) throw;
  return false;
}

}  // namespace

void add_bundle_key_options(Options& options, BundleKeyOptions& target) {
  options.add({"--bundle-key-file", &target.key_file, "The bundle's key file (default: the user's)",
               Value::file});
  options.add({"--bundle-passphrase", &target.ask, "Ask for a passphrase of the bundle"});
  add_passphrase_options(options, target.passphrase, kPrefix, "bundle's");
}

void require_one_bundle_key(const Tool& tool, const BundleKeyOptions& options, bool input) {
  const GlobalOptions& own = tool.call.options;
  const auto& [fd, file, command, prefix] = options.passphrase;
  const std::array named{options.key_file.has_value(), options.ask, fd.has_value(),
                         file.has_value(), command.has_value()};
  if (std::ranges::count(named, true) > 1)
    throw Error(ErrorKind::usage, "more than one key of the bundle", "name one of them");
  const bool same_fd = fd && (fd == own.passphrase.fd || fd == own.key_fd);
  const std::array from_standard_input{input, options.passphrase.is_standard_input(),
                                       own.key_is_standard_input()};
  if (same_fd || std::ranges::count(from_standard_input, true) > 1) {
    throw Error(ErrorKind::usage, "one source for two things: bundle, key or passphrase",
                "a source is read to its end; name two");
  }
}

Key key_for_new_bundle(const Tool& tool, const BundleKeyOptions& options) {
  if (options.key_file) return named_key_file(tool, *options.key_file);
  if (auto passphrase = passphrase_of(tool, options.passphrase)) return std::move(*passphrase);
  if (options.ask) return asked_for(tool);
  auto own = own_key_file(tool);
  return own ? std::move(*own) : asked_for(tool);
}

void unlock_bundle(const Tool& tool, const BundleKeyOptions& options, BundleReader& bundle) {
  const bool costly = tool.call.options.costly_kdf;
  if (options.key_file) return bundle.unlock(named_key_file(tool, *options.key_file), costly);
  if (const auto passphrase = passphrase_of(tool, options.passphrase))
    return bundle.unlock(*passphrase, costly);
  if (bundle.kind() == SlotKind::key_file) {
    const auto own = own_key_file(tool);
    if (own) return bundle.unlock(*own, costly);
    throw Error(ErrorKind::wrong_key, Reason::bundle_of_key_file,
                "the bundle is sealed under a key file, and there is none");
  }
  if (!can_ask(tool)) throw nobody_to_ask("no passphrase");
  ask_passphrase(tool, "the bundle", [&](const Key& key) { return opens(tool, bundle, key); });
}

}  // namespace mayfly::app
