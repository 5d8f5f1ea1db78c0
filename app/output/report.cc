#include "output/report.h"

#include "output/exit_code.h"
#include "output/hints.h"
#include "output/json.h"
#include "output/log.h"
#include "output/printable.h"

namespace mayfly::app {
namespace {

/// An error speaks of what failed. What was made before it is there all the same, and is said in
/// the place of "nothing was changed".
Error with_what_was_made(const Context& context, const Error& error) {
  if (context.made.empty()) return error;
  std::string_view hint = error.hint();
  if (hint.starts_with("nothing was changed"))
    hint = hint.substr(std::min(hint.find("; "), hint.size()));
  std::string made;
  for (const std::string& file : context.made) made += (made.empty() ? "" : " and ") + file;
  made += context.made.size() == 1 ? " was made all the same" : " were made all the same";
  if (!hint.empty() && !hint.starts_with("; ")) made += "; ";
  return {error.kind(), error.what(), made + std::string(hint)};
}

SecureBytes as_json(const Error& error, const ErrorCode& code) {
  Json fields;
  fields.add("code", code.name)
      .add("exit_code", code.exit_code)
      .add("message", printable_line(error.what()));
  if (!error.hint().empty()) fields.add("hint", error.hint());
  return Json().add("error", std::move(fields)).line();
}

std::string as_lines(const Error& error) {
  std::string lines = "mayfly: error: " + printable_line(error.what()) + "\n";
  if (!error.hint().empty()) lines += "mayfly: hint: " + std::string(error.hint()) + "\n";
  return lines;
}

}  // namespace

int report_error(Context& context, const Error& error) {
  const Error all = with_what_was_made(context, error);
  const Error told(all.kind(), all.what(), as_pasted(context, std::string(all.hint())));
  const ErrorCode code = error_code(error.kind());
  if (context.options.json) {
    write_err(context.io, as_text(as_json(told, code)));
  } else {
    write_err(context.io, as_lines(told));
  }
  // What people typed may hold a name, or part of a message.
  const bool typed = error.kind() == ErrorKind::usage || error.kind() == ErrorKind::no_such_message;
  log_error_to_file(context, typed ? code.name : error.what());
  return code.exit_code;
}

void notice(Context& context, std::string_view text) {
  if (!context.options.quiet) notice_always(context, text);
}

void notice_always(Context& context, std::string_view text) {
  const std::string line = printable_line(text);
  if (context.options.json) return write_err(context.io, as_text(message_as_json("info", line)));
  write_err(context.io, "mayfly: " + line + "\n");
}

void notice_to_person(Context& context, std::string_view text) {
  const bool person = context.io.out_is_terminal && !context.options.json;
  if (person || context.options.verbose) notice(context, text);
}

}  // namespace mayfly::app
