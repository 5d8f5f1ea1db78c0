#include <algorithm>

#include "cli/commands.h"
#include "output/format.h"
#include "output/json.h"
#include "output/wording.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

std::string cost_of(const KeySlot& slot) {
  if (slot.damaged) return "damaged";
  if (slot.newer) return "of a newer mayfly";
  if (slot.kind == SlotKind::key_file) return "-";
  const Argon2Cost& cost = slot.cost;
  return formatted("Argon2id, {} MiB, {} passes, {} lanes", cost.memory_kib / 1024, cost.passes,
                   cost.lanes);
}

std::string table_of(const std::vector<KeySlot>& slots) {
  std::string table = formatted("{:>4}  {:<10}  {:<20}  {}\n", "SLOT", "KIND", "CREATED", "COST");
  for (const KeySlot& slot : slots) {
    table += formatted("{:>4}  {:<10}  {}  {}\n", number_of(slot.number), name_of(slot.kind),
                       table_time(slot.created_at), cost_of(slot));
  }
  return table;
}

Json as_json(const KeySlot& slot) {
  Json json;
  json.add("slot", number_of(slot.number))
      .add("kind", name_of(slot.kind))
      .add("created_at", rfc3339(slot.created_at));
  if (slot.kind == SlotKind::passphrase && !slot.damaged) {
    Json cost;
    cost.add("memory_kib", slot.cost.memory_kib)
        .add("passes", slot.cost.passes)
        .add("lanes", slot.cost.lanes);
    json.add("argon2id", std::move(cost));
  }
  if (slot.damaged) json.add("damaged", true);
  if (slot.newer) json.add("newer", true);
  return json;
}

Json as_json(const std::vector<KeySlot>& slots) {
  Json all = Json::array();
  for (const KeySlot& slot : slots) all.push(as_json(slot));
  Json json;
  json.add("slots", std::move(all));
  return json;
}

void list(const Tool& tool) {
  Vault vault = open_vault(tool);
  const auto slots = find_known_user(tool, vault).slots();
  tool.out.result([&] { return as_json(slots); }, [&] { return table_of(slots); });
  const auto damaged = std::ranges::count_if(slots, &KeySlot::damaged);
  if (damaged == 0) return;
  throw Error(
      ErrorKind::authentication_failed,
      counted(damaged, "key slot") + (damaged == 1 ? " was" : " were") + " altered or damaged",
      "remove what is damaged with mayfly key remove");
}

class List final : public Command {
 public:
  std::string examples() const override {
    return "  mayfly key list\n"
           "  mayfly key list --json\n";
  }
  int run(const Tool& tool) override {
    list(tool);
    return 0;
  }
};

}  // namespace

std::unique_ptr<Command> make_key_list() {
  return std::make_unique<List>();
}

}  // namespace mayfly::app
