#include "cli/commands.h"
#include "output/json.h"
#include "output/log.h"
#include "output/report.h"
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
                       : failure.hint());
  if (report.messages + report.windows > 0) hint = as_text(report, dry_run) + " all the same";
  throw Error(failure.kind(), failure.what(), hint);
}

/// That nothing is there yet is well, but not where somebody said that there is something: a slip
/// in a crontab would else stay unseen.
void tell_of_no_vault(Context& context, const PurgeReport& report, const fs::path& vault,
                      bool dry_run) {
  const std::string none = "no vault at " + vault.string();
  if (!names_vault(context)) return notice_to_person(context, none);
  throw Error(ErrorKind::no_vault, none,
              report.windows > 0 ? as_text(report, dry_run) + " all the same"
                                 : "there is nothing to purge; name the vault that you mean");
}

/// The same of window keys that somebody named.
void require_named_window_keys(const VaultPlace& place) {
  std::error_code none;
  if (place.window_keys.empty() || fs::exists(place.window_keys, none)) return;
  throw Error(ErrorKind::not_a_vault, "no window-key file at " + place.window_keys.string(),
              "its keys are not destroyed; name the one that you mean");
}

void purge(Context& context, const PurgeOptions& options) {
  if (options.dry_run) require_output(context.io);
  context.vault_options.look_only = options.dry_run;
  const VaultPlace place = vault_place(context);
  const PurgeReport report =
      purge_vault(place, context.clock, context.random, context.vault_options);
  for (const std::string& warning : report.warnings) log_warning(context, warning);
  if (report.failure) fail(report, options.dry_run);
  if (!report.vault_found) tell_of_no_vault(context, report, place.database, options.dry_run);
  require_named_window_keys(place);
  const std::string done = as_text(report, options.dry_run);
  const bool told = context.options.verbose && !context.options.log_file;  // by what follows
  if (report.messages + report.windows > 0 && !told) log_info(context, done);
  if (options.dry_run && !context.options.json) return write_out(context.io, done + "\n");
  print_done(context, as_json(report, place.database, options.dry_run), done);
}

class Purge final : public Command {
 public:
  void options(Options& options) override {
    options.add(
        {"--dry-run", &options_.dry_run, "Tell what there is to purge, and change nothing"});
  }
  int run(Context& context) override {
    purge(context, options_);
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
