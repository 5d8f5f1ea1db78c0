#include <limits>

#include "cli/commands.h"
#include "output/printable.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

Json as_json(const std::vector<std::string>& names) {
  Json users = Json::array();
  for (const std::string& name : names) {
    Json user;
    user.add("user", name);
    users.push(std::move(user));
  }
  Json json;
  json.add("users", std::move(users));
  return json;
}

/// Somebody else may have written a name: it can neither drive a terminal nor forge a line.
std::string as_text(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += printable_line(name) + "\n";
  return text;
}

void list(const Tool& tool) {
  Vault vault = open_vault(tool);
  const auto names = vault.user_names(std::numeric_limits<std::int64_t>::max());
  tool.out.result([&] { return as_json(names); }, [&] { return as_text(names); });
  if (names.empty()) tool.out.notice_to_person("the vault has no users yet");
  log_access(tool, vault);
}

class Users final : public Command {
 public:
  std::string examples() const override {
    return "  mayfly users\n"
           "  mayfly users --vault /srv/ci/vault.db\n";
  }
  int run(const Tool& tool) override {
    list(tool);
    return 0;
  }
};

}  // namespace

std::unique_ptr<Command> make_users() {
  return std::make_unique<Users>();
}

}  // namespace mayfly::app
