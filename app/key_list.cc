#include <fmt/format.h>

#include <algorithm>

#include "command_line.h"
#include "json_text.h"
#include "key.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

std::string cost_of(const KeySlot& slot) {
  if (slot.damaged) return "damaged";
  if (slot.kind == SlotKind::key_file) return "-";
  const Argon2Cost& cost = slot.cost;
  return fmt::format("Argon2id, {} MiB, {} passes, {} lanes", cost.memory_kib / 1024, cost.passes,
                     cost.lanes);
}

std::string table_of(const std::vector<KeySlot>& slots) {
  std::string table = fmt::format("{:>4}  {:<10}  {:<20}  {}\n", "SLOT", "KIND", "CREATED", "COST");
  for (const KeySlot& slot : slots) {
    const std::string created = rfc3339(slot.created_at);
    table += fmt::format("{:>4}  {:<10}  {} {}Z  {}\n", slot.number, name_of(slot.kind),
                         created.substr(0, 10), created.substr(11, 8), cost_of(slot));
  }
  return table;
}

Json as_json(const KeySlot& slot) {
  Json json{{"slot", slot.number},
            {"kind", name_of(slot.kind)},
            {"created_at", rfc3339(slot.created_at)}};
  if (slot.kind == SlotKind::passphrase && !slot.damaged) {
    json["argon2id"] = {{"memory_kib", slot.cost.memory_kib},
                        {"passes", slot.cost.passes},
                        {"lanes", slot.cost.lanes}};
  }
  if (slot.damaged) json["damaged"] = true;
  return json;
}

std::string as_json(const std::vector<KeySlot>& slots) {
  Json all = Json::array();
  for (const KeySlot& slot : slots) all.push_back(as_json(slot));
  return Json{{"slots", all}}.dump() + "\n";
}

void list(Context& context) {
  require_output(context.io);
  Vault vault = open_vault(context);
  const auto slots = find_known_user(context, vault).slots();
  write_out(context.io, context.options.json ? as_json(slots) : table_of(slots));
  const auto damaged = std::ranges::count_if(slots, &KeySlot::damaged);
  if (damaged == 0) return;
  throw Error(
      ErrorKind::authentication_failed,
      counted(damaged, "key slot") + (damaged == 1 ? " was" : " were") + " altered or damaged",
      "remove what is damaged with mayfly key remove");
}

}  // namespace

void add_key_list(CLI::App& key, Context& context) {
  add_command(key, "list", "List the key slots; needs no key",
              [&context](CLI::App& command) { command.callback([&context] { list(context); }); });
}

}  // namespace mayfly::app
