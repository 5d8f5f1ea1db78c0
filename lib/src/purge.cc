#include "purge.h"

#include "window_key_place.h"

namespace mayfly {
namespace {

using window_keys::WindowKeyFile;
using window_keys::WindowKeys;

/// Does what can be done, and keeps the error of what cannot.
template <class Work>
void attempt(PurgeReport& report, Work&& work) try {
  work();
} catch (const Error& error) {
  if (!report.failure) report.failure = error;
}

void look(VaultState& vault) {
  const std::int64_t now = vault.begin_access();
  if (vault.windows) note_windows(vault.purged, vault.windows->look_for_ended(), now);
  note_messages(vault.purged, vault.messages.expired(now), now);
  if (!vault.windows && vault.purged.messages > 0) vault.purged.failure = vault.windows_failure;
}

/// The ended windows of one file, of whatever vault.
void purge_file(PurgeReport& report, const std::filesystem::path& path, Clock& clock,
                RandomSource& random, const VaultOptions& options) {
  auto file = WindowKeyFile::open(path, {}, disk_of(options));
  if (!file) return;
  WindowKeys windows(std::move(*file), clock, random, options.busy_timeout);
  const std::int64_t now = windows.begin_access(!options.look_only);
  note_windows(report, options.look_only ? windows.look_for_ended() : windows.destroy_ended(), now);
}

/// Those of all files: one that is ill keeps no other from it.
void purge_files(PurgeReport& report, const VaultPlace& place, Clock& clock, RandomSource& random,
                 const VaultOptions& options) {
  for (const auto& path : window_key_files(place))
    attempt(report, [&] { purge_file(report, path, clock, random, options); });
}

void add_rows(PurgeReport& report, const PurgeReport& rows, bool look_only) {
  report.messages += rows.messages;
  if (!look_only) report.windows += rows.windows;  // else they were seen before
  report.overdue = std::max(report.overdue, rows.overdue);
  if (!report.failure) report.failure = rows.failure;
}

}  // namespace

void purge_all(VaultState& vault) {
  if (vault.options.look_only) return look(vault);
  PurgeReport& report = vault.purged;
  const std::int64_t now = vault.begin_access();
  report.failure.reset();
  if (vault.windows) {
    attempt(report, [&] { note_windows(report, vault.windows->destroy_ended(), now); });
  } else if (!vault.windows_lost) {
    report.failure = vault.windows_failure;
  }
  attempt(report, [&] {
    if (!vault.messages.any_expired(vault.now())) return;
    vault.window_keys();  // without a vault time nobody knows what has expired
    vault.write([](std::int64_t) {});
  });
}

PurgeReport purge_vault(const VaultPlace& place, Clock& clock, RandomSource& random,
                        VaultOptions options) {
  PurgeReport report;
  // Keys first, and without a look at the database, which may be gone, damaged or locked.
  attempt(report, [&] { purge_files(report, place, clock, random, options); });
  attempt(report, [&] {
    try {
      Vault vault = Vault::open(place, clock, random, options);
      add_rows(report, vault.purge(), options.look_only);
      if (!report.failure) report.warnings = vault.warnings();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::no_vault) throw;
      report.vault_found = false;
    }
  });
  return report;
}

}  // namespace mayfly
