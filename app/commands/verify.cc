#include <algorithm>

#include "cli/commands.h"
#include "cli/values.h"
#include "keys/search.h"
#include "output/hints.h"
#include "output/printable.h"
#include "output/wording.h"
#include "tool/places.h"
#include "vaults/unknown_user.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

/// The user whose messages can be authenticated. Without the key, all the rest can be looked at.
std::optional<UnlockedUser> unlock_for_verify(const Tool& tool, Vault& vault) {
  const UserName user = user_name(tool);
  const auto locked = vault.find_user(user);
  if (!locked) {
    require_no_key_of_another(tool, vault, user);
    if (names_user(tool)) throw no_such_user(vault, user);
    tool.out.notice_to_person("no message is authenticated: the vault has no user '" + user.str() +
                              "'");
    return std::nullopt;
  }
  auto unlocked = unlock_if_possible(tool, vault, *locked);
  if (!unlocked)
    tool.out.notice_to_person("no message is authenticated: no key of user '" + user.str() +
                              "' at hand");
  return unlocked;
}

std::string text_of(const Finding& finding) {
  return printable_line(with_page(finding.text, finding.reason));
}

Json as_json(const VerifyReport& report) {
  Json findings = Json::array();
  for (const Finding& finding : report.findings) {
    Json one;
    one.add("code", finding.code).add("wrong", finding.wrong).add("text", text_of(finding));
    if (finding.message) one.add("id", *finding.message);
    findings.push(std::move(one));
  }
  Json json;
  json.add("findings", std::move(findings))
      .add("messages", report.messages)
      .add("authenticated", report.authenticated);
  return json;
}

std::string as_lines(const VerifyReport& report) {
  std::string lines;
  for (const Finding& finding : report.findings) {
    lines += finding.code + ": " + (finding.wrong ? "" : "note: ") + text_of(finding) + "\n";
  }
  return lines;
}

void verify(const Tool& tool, std::chrono::seconds grace) {
  Vault vault = open_vault(tool, Purpose::look_only);
  auto user = unlock_for_verify(tool, vault);
  const VerifyReport report = vault.verify(user ? &*user : nullptr, grace);
  tool.out.result([&] { return as_json(report); }, [&] { return as_lines(report); });
  const std::string looked_at = counted(report.messages, "message") + ", " +
                                std::to_string(report.authenticated) + " authenticated";
  const auto wrong = std::ranges::count_if(report.findings, &Finding::wrong);
  if (wrong == 0) return tool.out.notice_to_person(looked_at + ": nothing is wrong");
  throw Error(ErrorKind::authentication_failed,
              looked_at + ": " + counted(wrong, "thing") + (wrong == 1 ? " is" : " are") + " wrong",
              "man mayfly-verify says what to do about each");
}

class Verify final : public Command {
 public:
  void options(Options& options) override {
    options.add(
        {"--overdue", &grace_, "Grace for a late purge: 0, 90s, 1h (default: 15m)", Value::time});
  }
  std::string examples() const override {
    return "  mayfly verify\n"
           "  mayfly verify --json --no-input\n";
  }
  int run(const Tool& tool) override {
    verify(tool, grace_ ? parse_wait("--overdue", *grace_) : kOverdueGrace);
    return 0;
  }

 private:
  std::optional<std::string> grace_;
};

}  // namespace

std::unique_ptr<Command> make_verify() {
  return std::make_unique<Verify>();
}

}  // namespace mayfly::app
