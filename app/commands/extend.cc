#include "cli/commands.h"
#include "cli/reference.h"
#include "output/receipt.h"
#include "output/wording.h"
#include "tool/lifetime.h"
#include "vaults/references.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct ExtendOptions {
  std::vector<std::string> references;
  LifetimeOptions lifetime;
};

Json as_json(const std::vector<Receipt>& receipts, const std::string& user) {
  Json messages = Json::array();
  for (const Receipt& receipt : receipts) messages.push(receipt_as_json(receipt, user));
  Json json;
  json.add("messages", std::move(messages));
  return json;
}

void print_receipts(const Tool& tool, const std::vector<Receipt>& receipts,
                    const std::string& user) {
  tool.out.note_change("the new end holds all the same");
  if (tool.out.json()) tool.out.print(as_json(receipts, user).line());
  for (const Receipt& receipt : receipts)
    tool.out.notice_to_person("message " + std::to_string(receipt.id) + ": gone in " +
                              format_duration(receipt.expires_at - receipt.created_at));
}

void extend(const Tool& tool, const ExtendOptions& options) {
  const auto references = parse_references("reference", options.references);
  if (!options.lifetime.ttl && !options.lifetime.until)
    throw Error(ErrorKind::usage, "no new end", "give --ttl or --until");
  const Lifetime lifetime = read_lifetime(tool, options.lifetime);
  Vault vault = open_vault(tool, Purpose::write_soon);
  UnlockedUser user = unlock_user(tool, vault);
  const auto receipts = user.extend(resolve(user, references), lifetime);
  log_access(tool, vault);
  print_receipts(tool, receipts, user.name());
}

class Extend final : public Command {
 public:
  void options(Options& options) override {
    Option references{"reference", &options_.references, "Ids or names; of a name, the youngest",
                      Value::reference};
    references.required = true;
    options.add(std::move(references));
    add_lifetime_options(options, options_.lifetime, "How long it lives from now: 90s, 1h30m, 2d");
  }
  std::string examples() const override {
    return "  mayfly extend 7 --ttl 2h\n"
           "  mayfly extend door --until 'tomorrow 18:00'\n";
  }
  int run(const Tool& tool) override {
    extend(tool, options_);
    return 0;
  }

 private:
  ExtendOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_extend() {
  return std::make_unique<Extend>();
}

}  // namespace mayfly::app
