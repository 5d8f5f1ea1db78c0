#include "vault/upkeep.h"

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

void look(Session& session) {
  const Instant now = session.begin_access();
  if (session.keys) note_windows(session.purged, session.keys->look_for_ended(), now);
  note_messages(session.purged, session.store->read()->expired(now), now);
  const auto& failure = session.keys.failure();
  if (failure && session.purged.messages > 0) session.purged.failure = failure->error;
}

/// The ended windows of one file, of whatever vault.
void purge_file(PurgeReport& report, const std::filesystem::path& path, Clock& clock,
                RandomSource& random, const VaultOptions& options, Patience& patience) {
  const MayWrite may_write = options.look_only ? MayWrite::no : MayWrite::yes;
  const auto windows = window_keys::open_key_file(
      path, {}, {}, {clock, random, disk_of(options), patience}, may_write);
  if (!windows) return;
  const Instant now = windows->begin_access(may_write);
  note_windows(report, options.look_only ? windows->look_for_ended() : windows->destroy_ended(),
               now);
}

/// The same for all files. A damaged one does not keep the others from being purged.
void purge_files(PurgeReport& report, const VaultPlace& place, Clock& clock, RandomSource& random,
                 const VaultOptions& options, Patience& patience) {
  for (const auto& path : window_key_files(place))
    attempt(report, [&] { purge_file(report, path, clock, random, options, patience); });
}

void add_rows(PurgeReport& report, const PurgeReport& rows, bool look_only) {
  report.messages += rows.messages;
  report.receipts += rows.receipts;
  if (!look_only) report.windows += rows.windows;  // else they were seen before
  report.overdue = std::max(report.overdue, rows.overdue);
  if (!report.failure) report.failure = rows.failure;
  report.rows_left = rows.rows_left;
}

/// Keys to burn that no message needs, and messages whose window key is gone for ever.
struct Remains {
  std::set<Generation> keys;
  std::set<Generation> rows;

  bool empty() const { return keys.empty() && rows.empty(); }
};

/// What was left by a process that was killed between key and row, or that had no room to delete a
/// row. If the files are of different ages, nothing counts as left: what one of them lacks may come
/// back.
Remains remains_of(Session& session, storage::Reader& rows) {
  KeyAccess& keys = session.keys;
  keys.compare_ages(rows);
  if (!keys || keys.database_is_older() || keys.are_older()) return {};
  const auto in_rows = rows.generations();
  Remains remains{keys->generations(Which::counted), in_rows};
  std::erase_if(remains.keys, [&](Generation one) { return in_rows.contains(one); });
  const auto in_keys = keys->generations(Which::all);
  const Generation given = keys->counters().generation;
  const auto is_altered = [&](Generation one) { return one < Generation{1} || one > given; };
  std::erase_if(remains.rows,
                [&](Generation one) { return in_keys.contains(one) || is_altered(one); });
  return remains;
}

void remove_remains(Session& session, storage::Writer& rows) {
  const Remains remains = remains_of(session, rows);
  if (!remains.keys.empty()) session.purged.windows += session.keys->destroy(remains.keys).count;
  for (const Generation generation : remains.rows)
    session.purged.messages += rows.remove_of(generation);
}

bool has_work(Session& session) {
  const auto rows = session.store->read();
  const Instant now = session.keys.now();
  return rows->any_expired(now) || rows->any_receipt_over(now) ||
         !remains_of(session, *rows).empty();
}

/// Rows, and what window keys they leave.
void purge_rows(Session& session) {
  if (!has_work(session)) return;
  session.keys.require();  // without a vault time nobody knows what has expired
  try {
    session.write([&](Writing& writing) {
      remove_remains(session, writing.rows());
      session.purged.receipts += writing.rows().remove_receipts_over(writing.now());
    });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_written) throw;
    session.purged.rows_left = error;  // of what has no keys any more
  }
}

}  // namespace

void purge_all(Session& session) {
  if (session.options.look_only) return look(session);
  PurgeReport& report = session.purged;
  session.patience().begin();
  const auto access = session.access();
  const Instant now = session.begin_access();
  report.failure.reset();
  report.rows_left.reset();
  if (session.keys) {
    attempt(report, [&] { note_windows(report, session.keys->destroy_ended(), now); });
  } else if (!session.keys.are_lost()) {
    report.failure = session.keys.failure()->error;
  }
  attempt(report, [&] { purge_rows(session); });
  if (!report.failure) report.failure = report.rows_left;
}

PurgeReport purge_vault(const VaultPlace& place, Clock& clock, RandomSource& random,
                        VaultOptions options) {
  PurgeReport report;
  // Keys first, and without a look at the database, which may be gone, damaged or locked.
  if (!options.patience) options.share_patience();  // a process that hangs is waited for once
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
