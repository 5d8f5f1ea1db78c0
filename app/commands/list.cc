#include <algorithm>

#include "cli/commands.h"
#include "keys/search.h"
#include "output/format.h"
#include "output/printable.h"
#include "output/wording.h"
#include "process/secure_text.h"
#include "tool/places.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

/// The messages, with their names if the key is at hand, and else without: a list needs no key.
std::vector<Entry> entries_of(const Tool& tool, Vault& vault, const UserName& user) {
  try {
    const LockedUser locked = find_known_user(tool, vault);
    auto unlocked = unlock_if_possible(tool, vault, locked, KeySearch::without_cost);
    if (unlocked) return unlocked->list();
    tool.out.info("names are not shown: no key at hand");
    return vault.list(user);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::wrong_key || tool.call.options.passphrase.any()) throw;
    tool.out.info(std::string("names are not shown: ") + error.what());
    return vault.list(user);
  }
}

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

void append_name(SecureBytes& table, const Entry& entry) {
  if (!entry.named) return append(table, "-");
  if (!entry.name) return append(table, "(sealed)");
  append(table, as_text(printable(*entry.name, false)));
}

SecureBytes table_of(const std::vector<Entry>& entries, Instant now) {
  SecureBytes table;
  append(table, formatted("{:>6}  {:<20}  {:<10}  {:<12}  {:<5}  {}\n", "ID", "CREATED",
                          "EXPIRES IN", "MAX SIZE", "FLAGS", "NAME"));
  for (const Entry& entry : entries) {
    append(table, formatted("{:>6}  {}  {:<10}  {:<12}  {:<5}  ", entry.id,
                            entry.damaged ? std::string(20, '-') : table_time(entry.created_at),
                            rest_of_life(entry, now), human_size(entry.max_size),
                            entry.burn ? "burn" : "-"));
    append_name(table, entry);
    append(table, "\n");
  }
  return table;
}

Json as_json(const Entry& entry, const UserName& user, Instant now) {
  const auto left = std::chrono::floor<std::chrono::seconds>(entry.expires_at - now);
  Json json;
  json.add("id", entry.id).add("user", user.str());
  if (entry.damaged) {
    json.add("damaged", true);
  } else {
    json.add("created_at", rfc3339(entry.created_at))
        .add("expires_at", rfc3339(entry.expires_at))
        .add("expires_in_seconds", left.count());
  }
  json.add("max_size", entry.max_size)
      .add("named", entry.named)
      .add("burn", entry.burn)
      .add("expired", entry.expired);
  if (entry.name) json.add("name", *entry.name);
  return json;
}

Json as_json(const std::vector<Entry>& entries, const UserName& user, Instant now) {
  Json messages = Json::array();
  for (const Entry& entry : entries) messages.push(as_json(entry, user, now));
  Json json;
  json.add("messages", std::move(messages));
  return json;
}

/// A person is told of an empty list on standard error; a script reads nothing.
SecureBytes table_or_notice(const Tool& tool, const std::vector<Entry>& entries,
                            const UserName& user, Instant now) {
  if (!entries.empty()) return table_of(entries, now);
  tool.out.notice_to_person("no messages of user '" + user.str() + "'");
  return {};
}

/// A damaged message keeps nobody from the others.
void require_undamaged(const std::vector<Entry>& entries) {
  const auto damaged = std::ranges::find_if(entries, &Entry::damaged);
  if (damaged == entries.end()) return;
  const std::string id = std::to_string(damaged->id);
  const std::string text = "message " + id + " was altered or damaged: its times are impossible";
  if (damaged->id > 0)
    throw Error(ErrorKind::authentication_failed, Reason::damaged_message, text, id);
  throw Error(ErrorKind::authentication_failed, text, "its id was altered, too");
}

void list(const Tool& tool) {
  Vault vault = open_vault(tool);
  const UserName user = user_name(tool);
  const std::vector<Entry> entries = entries_of(tool, vault, user);
  const Instant now = vault.now();
  tool.out.result([&] { return as_json(entries, user, now); },
                  [&] { return table_or_notice(tool, entries, user, now); });
  log_access(tool, vault);
  require_undamaged(entries);
}

class List final : public Command {
 public:
  std::string examples() const override {
    return "  mayfly list\n"
           "  mayfly list --json --user james\n";
  }
  int run(const Tool& tool) override {
    list(tool);
    return 0;
  }
};

}  // namespace

std::unique_ptr<Command> make_list() {
  return std::make_unique<List>();
}

}  // namespace mayfly::app
