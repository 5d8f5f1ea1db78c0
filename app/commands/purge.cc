#include "cli/commands.h"
#include "output/hints.h"
#include "output/wording.h"
#include "tool/places.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

namespace fs = std::filesystem;

struct PurgeOptions {
  bool dry_run = false;
};

Json as_json(const PurgeReport& report, const fs::path& vault, bool dry_run) {
  Json json;
  json.add("vaults", report.vault_found ? 1 : 0)
      .add_path("vault", vault)
      .add("purged", report.messages)
      .add("windows_destroyed", report.windows)
      .add("overdue_seconds", std::chrono::floor<std::chrono::seconds>(report.overdue).count());
  if (dry_run) json.add("dry_run", true);
  return json;
}

std::string as_text(const PurgeReport& report, bool dry_run) {
  std::string text =
      (dry_run ? "would purge " : "purged ") + counted(report.messages, "expired message");
  if (report.windows > 0) text += " and " + counted(report.windows, "window key");
  if (report.overdue >= std::chrono::seconds{1})
    text += ", up to " + format_duration(report.overdue) + " late";
  return text;
}

/// What was done is done, whatever could not be.
[[noreturn]] void fail(const PurgeReport& report, bool dry_run) {
  const Error& failure = *report.failure;
  std::string hint(report.rows_left
                       ? "rows are left that nobody can read; they go with a later purge"
                       : hint_of(failure));
  if (report.messages + report.windows > 0) hint = as_text(report, dry_run) + " all the same";
  throw Error(failure.kind(), failure.what(), hint);
}

/// It is fine if there is no vault yet, except if somebody named one: else a slip in a crontab
/// would not be seen.
void tell_of_no_vault(const Tool& tool, const PurgeReport& report, const fs::path& vault,
                      bool dry_run) {
  const std::string none = "no vault at " + vault.string();
  if (!names_vault(tool)) return tool.out.notice_to_person(none);
  throw Error(ErrorKind::no_vault, none,
              report.windows > 0 ? as_text(report, dry_run) + " all the same"
                                 : "there is nothing to purge; name the vault that you mean");
}

/// The same for window keys that somebody named.
void require_named_window_keys(const VaultPlace& place) {
  std::error_code none;
  if (place.window_keys.empty() || fs::exists(place.window_keys, none)) return;
  throw Error(ErrorKind::not_a_vault, "no window-key file at " + place.window_keys.string(),
              "its keys are not destroyed; name the one that you mean");
}

void purge(const Tool& tool, const PurgeOptions& options) {
  if (options.dry_run) tool.out.require_writable();
  const VaultPlace place = vault_place(tool);
  const PurgeReport report =
      purge_vault(place, tool.around.clock, tool.around.random,
                  vault_options_for(tool, options.dry_run ? Purpose::look_only : Purpose::any));
  for (const Warning& warning : report.warnings)
    tool.out.warn(with_page(warning.text, warning.reason));
  if (report.failure) fail(report, options.dry_run);
  if (!report.vault_found) tell_of_no_vault(tool, report, place.database, options.dry_run);
  require_named_window_keys(place);
  const std::string done = as_text(report, options.dry_run);
  const bool told = tool.call.options.verbose && !tool.call.options.log_file;  // by what follows
  if (report.messages + report.windows > 0 && !told) tool.out.info(done);
  const Json json = as_json(report, place.database, options.dry_run);
  options.dry_run ? tool.out.would_do(json, done) : tool.out.done(json, done);
}

class Purge final : public Command {
 public:
  void options(Options& options) override {
    options.add(
        {"--dry-run", &options_.dry_run, "Tell what there is to purge, and change nothing"});
  }
  std::string examples() const override {
    return "  mayfly purge\n"
           "  mayfly purge --dry-run\n"
           "  mayfly purge --vault /srv/ci/vault.db --log-file /srv/ci/purge.log\n";
  }
  int run(const Tool& tool) override {
    purge(tool, options_);
    return 0;
  }

 private:
  PurgeOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_purge() {
  return std::make_unique<Purge>();
}

}  // namespace mayfly::app
