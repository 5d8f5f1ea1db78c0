#include <algorithm>

#include "command_line.h"
#include "commands.h"
#include "json_text.h"
#include "key_choice.h"
#include "places.h"
#include "printable.h"
#include "report.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

/// The user whose messages can be authenticated. Without the key, all the rest can be looked at.
std::optional<UnlockedUser> witness(Context& context, Vault& vault) {
  const UserName user = user_name(context);
  const auto locked = vault.find_user(user);
  if (!locked) {
    notice(context, "no message is authenticated: the vault has no user '" + user.str() + "'");
    return std::nullopt;
  }
  auto unlocked = unlock_if_possible(context, vault, *locked);
  if (!unlocked)
    notice(context, "no message is authenticated: no key of user '" + user.str() + "' at hand");
  return unlocked;
}

std::string as_json(const VerifyReport& report) {
  Json findings = Json::array();
  for (const Finding& finding : report.findings) {
    Json one{
        {"code", finding.code}, {"wrong", finding.wrong}, {"text", printable_line(finding.text)}};
    if (finding.message) one["id"] = *finding.message;
    findings.push_back(std::move(one));
  }
  return Json{{"findings", findings},
              {"messages", report.messages},
              {"authenticated", report.authenticated}}
             .dump() +
         "\n";
}

std::string as_lines(const VerifyReport& report) {
  std::string lines;
  for (const Finding& finding : report.findings) {
    lines += (finding.wrong ? "" : "note: ") + printable_line(finding.text) + "\n";
  }
  return lines;
}

void verify(Context& context) {
  require_output(context.io);
  context.vault_options.look_only = true;
  Vault vault = open_vault(context);
  auto user = witness(context, vault);
  const VerifyReport report = vault.verify(user ? &*user : nullptr);
  write_out(context.io, context.options.json ? as_json(report) : as_lines(report));
  const std::string looked_at = counted(report.messages, "message") + ", " +
                                std::to_string(report.authenticated) + " authenticated";
  const auto wrong = std::ranges::count_if(report.findings, &Finding::wrong);
  if (wrong == 0) return notice_to_person(context, looked_at + ": nothing is wrong");
  throw Error(ErrorKind::authentication_failed,
              looked_at + ": " + counted(wrong, "thing") + (wrong == 1 ? " is" : " are") + " wrong",
              "man mayfly-verify says what to do about each");
}

}  // namespace

void add_verify(CLI::App& root, Context& context) {
  add_command(root, "verify", "Look for what is wrong with the vault; changes nothing",
              [&context](CLI::App& command) { command.callback([&context] { verify(context); }); });
}

}  // namespace mayfly::app
