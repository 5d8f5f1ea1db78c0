#include "vault/purge.h"

#include "vault/window_key_place.h"
#include "window_keys/file/open.h"

namespace mayfly {
namespace {

using window_keys::MayWrite;
using window_keys::Which;

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
                RandomSource& random, const VaultOptions& options, Patience& patience) {
  const MayWrite may_write = options.look_only ? MayWrite::no : MayWrite::yes;
  const auto windows = window_keys::open_key_file(
      path, {}, {}, {clock, random, disk_of(options), patience}, may_write);
  if (!windows) return;
  const std::int64_t now = to_unix_ms(windows->begin_access(may_write));
  note_windows(report, options.look_only ? windows->look_for_ended() : windows->destroy_ended(),
               now);
}

/// Those of all files: one that is ill keeps no other from it.
void purge_files(PurgeReport& report, const VaultPlace& place, Clock& clock, RandomSource& random,
                 const VaultOptions& options, Patience& patience) {
  for (const auto& path : window_key_files(place))
    attempt(report, [&] { purge_file(report, path, clock, random, options, patience); });
}

void add_rows(PurgeReport& report, const PurgeReport& rows, bool look_only) {
  report.messages += rows.messages;
  if (!look_only) report.windows += rows.windows;  // else they were seen before
  report.overdue = std::max(report.overdue, rows.overdue);
  if (!report.failure) report.failure = rows.failure;
  report.rows_left = rows.rows_left;
}

std::set<Generation> without(std::set<Generation> all, const std::set<Generation>& others) {
  std::erase_if(all, [&](Generation one) { return others.contains(one); });
  return all;
}

/// Keys to burn that no message needs, and messages whose window key is gone for ever.
struct Remains {
  std::set<Generation> keys;
  std::set<Generation> rows;

  bool empty() const { return keys.empty() && rows.empty(); }
};

/// What a process left that was killed between key and row, or had no room to delete a row. Files
/// of different ages have none: what the one lacks may come back.
Remains remains_of(VaultState& vault) {
  vault.compare_ages();
  if (!vault.windows || vault.database_is_older || vault.window_keys_are_older) return {};
  const auto in_rows = as_generations(vault.messages.generations());
  Remains remains{without(vault.windows->generations(Which::burn), in_rows),
                  without(in_rows, vault.windows->generations(Which::all))};
  const Generation given = vault.windows->counters().generation;
  const auto is_altered = [&](Generation one) { return one < Generation{1} || one > given; };
  std::erase_if(remains.rows, is_altered);
  return remains;
}

void remove_remains(VaultState& vault) {
  const Remains remains = remains_of(vault);
  if (!remains.keys.empty()) vault.purged.windows += vault.windows->destroy(remains.keys).count;
  for (const Generation generation : remains.rows)
    vault.purged.messages += vault.messages.delete_of(number_of(generation));
}

}  // namespace

void purge_all(VaultState& vault) {
  if (vault.options.look_only) return look(vault);
  PurgeReport& report = vault.purged;
  vault.patience.begin();
  const auto access = vault.queue.access();
  const std::int64_t now = vault.begin_access();
  report.failure.reset();
  report.rows_left.reset();
  if (vault.windows) {
    attempt(report, [&] { note_windows(report, vault.windows->destroy_ended(), now); });
  } else if (!vault.windows_lost) {
    report.failure = vault.windows_failure;
  }
  attempt(report, [&] {
    if (!vault.messages.any_expired(vault.now()) && remains_of(vault).empty()) return;
    vault.window_keys();  // without a vault time nobody knows what has expired
    try {
      vault.write([&](std::int64_t) { remove_remains(vault); });
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::not_written) throw;
      report.rows_left = error;  // of what has no keys any more
    }
  });
  if (!report.failure) report.failure = report.rows_left;
}

PurgeReport purge_vault(const VaultPlace& place, Clock& clock, RandomSource& random,
                        VaultOptions options) {
  PurgeReport report;
  // Keys first, and without a look at the database, which may be gone, damaged or locked.
  if (!options.patience) options.share_patience();  // one that hangs is waited for once
  attempt(report, [&] { purge_files(report, place, clock, random, options, *options.patience); });
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
