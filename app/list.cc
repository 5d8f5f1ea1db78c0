#include <fmt/format.h>

#include "command_line.h"
#include "commands.h"
#include "json_text.h"
#include "key_choice.h"
#include "log.h"
#include "places.h"
#include "printable.h"
#include "report.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

/// The messages with their names where the key is at hand, without where it is not: a list needs no
/// key.
std::vector<Entry> entries_of(Context& context, Vault& vault, const UserName& user) {
  try {
    const auto locked = vault.find_user(user);
    if (!locked) return {};
    auto unlocked = unlock_if_possible(context, vault, *locked, KeySearch::without_cost);
    if (unlocked) return unlocked->list();
    log_info(context, "names are not shown: no key at hand");
    return vault.list(user);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::wrong_key || context.options.passphrase.any()) throw;
    log_info(context, std::string("names are not shown: ") + error.what());
    return vault.list(user);
  }
}

constexpr std::size_t kMiB = std::size_t{1} << 20;

std::string human_size(std::size_t bytes) {
  if (bytes < 1024) return fmt::format("≤ {} B", bytes);
  if (bytes < kMiB) return fmt::format("≤ {:.1f} KiB", static_cast<double>(bytes) / 1024);
  return fmt::format("≤ {:.1f} MiB", static_cast<double>(bytes) / kMiB);
}

std::string rest_of_life(const Entry& entry, Instant now) {
  return entry.expired ? "expired" : format_duration(entry.expires_at - now);
}

std::string name_of(const Entry& entry) {
  if (!entry.named) return "-";
  return entry.name ? std::string(as_text(printable(*entry.name, false))) : "(sealed)";
}

std::string table_of(const std::vector<Entry>& entries, Instant now) {
  std::string table = fmt::format("{:>6}  {:<20}  {:<10}  {:<12}  {:<5}  {}\n", "ID", "CREATED",
                                  "EXPIRES IN", "SIZE", "FLAGS", "NAME");
  for (const Entry& entry : entries) {
    const auto created = rfc3339(entry.created_at);
    table += fmt::format("{:>6}  {} {}Z  {:<10}  {:<12}  {:<5}  {}\n", entry.id,
                         created.substr(0, 10), created.substr(11, 8), rest_of_life(entry, now),
                         human_size(entry.max_size), entry.burn ? "burn" : "-", name_of(entry));
  }
  return table;
}

Json as_json(const Entry& entry, const UserName& user, Instant now) {
  Json json{{"id", entry.id},
            {"user", user.str()},
            {"created_at", rfc3339(entry.created_at)},
            {"expires_at", rfc3339(entry.expires_at)},
            {"expires_in_seconds",
             std::chrono::floor<std::chrono::seconds>(entry.expires_at - now).count()},
            {"max_size", entry.max_size},
            {"named", entry.named},
            {"burn", entry.burn},
            {"expired", entry.expired}};
  if (entry.name) json["name"] = std::string(as_text(*entry.name));
  return json;
}

void print(Context& context, const std::vector<Entry>& entries, const UserName& user, Instant now) {
  if (context.options.json) {
    Json messages = Json::array();
    for (const Entry& entry : entries) messages.push_back(as_json(entry, user, now));
    write_out(context.io, Json{{"messages", messages}}.dump() + "\n");
  } else if (entries.empty()) {
    notice_to_person(context, "no messages of user '" + user.str() + "'");
  } else {
    write_out(context.io, table_of(entries, now));
  }
}

void list(Context& context) {
  require_output(context.io);
  Vault vault = open_vault(context);
  const UserName user = user_name(context);
  print(context, entries_of(context, vault, user), user, vault.now());
  log_access(context, vault);
}

void set_up(CLI::App& command, Context& context) {
  command.callback([&context] { list(context); });
}

}  // namespace

void add_list(CLI::App& root, Context& context) {
  add_command(root, "list", "List the live messages; needs no key",
              [&context](CLI::App& command) { set_up(command, context); });
}

}  // namespace mayfly::app
