#include "output/entries.h"

#include "output/format.h"
#include "output/json.h"
#include "output/printable.h"
#include "output/wording.h"
#include "process/secure_text.h"

namespace mayfly::app {
namespace {

/// Bytes that are printed at once.
constexpr std::size_t kPrinted = std::size_t{32} << 10;
constexpr std::size_t kMiB = std::size_t{1} << 20;

std::string human_size(std::size_t bytes) {
  if (bytes < 1024) return formatted("{} B", bytes);
  if (bytes < kMiB) return formatted("{:.1f} KiB", static_cast<double>(bytes) / 1024);
  return formatted("{:.1f} MiB", static_cast<double>(bytes) / kMiB);
}

std::string rest_of_life(const Entry& entry, Instant now) {
  if (entry.damaged) return "damaged";
  return entry.expired ? "expired" : format_duration(entry.expires_at - now);
}

std::int64_t seconds_left(const Entry& entry, Instant now) {
  return std::chrono::floor<std::chrono::seconds>(entry.expires_at - now).count();
}

std::string mark_of(const Entry& entry) {
  std::string mark = entry.burn ? "burn" : "";
  if (entry.reads_left) mark = "x" + std::to_string(*entry.reads_left);
  if (entry.run_only) mark += mark.empty() ? "run" : ",run";
  return mark.empty() ? "-" : mark;
}

constexpr std::string_view kHeadings =
    "    ID  CREATED               EXPIRES IN  MAX SIZE      FLAGS  NAME\n";

void append_row(SecureBytes& out, const Entry& entry, Instant now) {
  append(out, formatted("{:>6}  {}  {:<10}  {:<12}  {:<5}  ", entry.id,
                        entry.damaged ? std::string(20, '-') : table_time(entry.created_at),
                        rest_of_life(entry, now), human_size(entry.max_size), mark_of(entry)));
  if (entry.name) {
    append(out, as_text(printable(*entry.name, false)));
  } else {
    append(out, entry.named ? "(sealed)" : "-");
  }
  append(out, "\n");
}

/// A name in a column: a backslash is always an escape, so that the name can be had back.
void append_escaped(SecureBytes& out, ByteView name) {
  SecureBytes doubled;
  for (const std::uint8_t byte : name) {
    if (byte == '\\') doubled.push_back(byte);
    doubled.push_back(byte);
  }
  append(out, as_text(printable(doubled, false)));
}

std::string flags_of(const Entry& entry) {
  std::string flags;
  const auto add = [&](bool is_set, const std::string& flag) {
    if (is_set) flags += (flags.empty() ? "" : ",") + flag;
  };
  add(entry.burn || entry.reads_left || entry.run_only, mark_of(entry));
  add(entry.damaged, "damaged");
  add(entry.expired, "expired");
  add(entry.named && !entry.name, "sealed");
  return flags.empty() ? "-" : flags;
}

void append_columns(SecureBytes& out, const Entry& entry, Instant now) {
  const auto times = entry.damaged ? std::string("-\t-\t-")
                                   : rfc3339(entry.created_at) + "\t" + rfc3339(entry.expires_at) +
                                         "\t" + std::to_string(seconds_left(entry, now));
  append(out, formatted("{}\t{}\t{}\t{}\t", entry.id, times, entry.max_size, flags_of(entry)));
  if (entry.name) append_escaped(out, *entry.name);
  append(out, "\n");
}

Json as_json(const Entry& entry, const UserName& user, Instant now) {
  Json json;
  json.add("id", entry.id).add("user", user.str());
  if (entry.damaged) {
    json.add("damaged", true);
  } else {
    json.add("created_at", rfc3339(entry.created_at))
        .add("expires_at", rfc3339(entry.expires_at))
        .add("expires_in_seconds", seconds_left(entry, now));
  }
  json.add("max_size", entry.max_size)
      .add("named", entry.named)
      .add("burn", entry.burn)
      .add("expired", entry.expired);
  if (entry.run_only) json.add("run_only", true);
  if (entry.reads_left) json.add("reads_left", *entry.reads_left);
  if (entry.receipt) json.add("receipt", true);
  if (entry.name) json.add("name", *entry.name);
  return json;
}

}  // namespace

void EntryPrinter::append_entry(const Entry& entry, Instant now) {
  const bool first = count_++ == 0;
  switch (form_) {
    case Form::table:
      if (first) append(waiting_, kHeadings);
      return append_row(waiting_, entry, now);
    case Form::json:
      append(waiting_, first ? "{\"messages\":[" : ",");
      return append(waiting_, as_text(as_json(entry, user_, now).text()));
    case Form::tsv:
      return append_columns(waiting_, entry, now);
    case Form::ids:
      return append(waiting_, std::to_string(entry.id) + "\n");
  }
}

void EntryPrinter::add(const Entry& entry, Instant now) {
  append_entry(entry, now);
  if (waiting_.size() >= kPrinted) flush();
}

void EntryPrinter::finish() {
  if (form_ == Form::json) append(waiting_, is_empty() ? "{\"messages\":[]}\n" : "]}\n");
  flush();
}

void EntryPrinter::flush() {
  if (!waiting_.empty()) out_.print(waiting_);
  waiting_.clear();
}

}  // namespace mayfly::app
