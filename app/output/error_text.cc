#include "output/error_text.h"

#include <algorithm>

#include "output/json.h"
#include "output/printable.h"

namespace mayfly::app {

ErrorCode error_code(ErrorKind kind, bool is_changed) {
  switch (kind) {
    case ErrorKind::unexpected:
      return {1, "unexpected"};
    case ErrorKind::usage:
      return {2, "usage"};
    case ErrorKind::no_such_message:
      return {3, "no_such_message"};
    case ErrorKind::no_such_user:
      return {3, "no_such_user"};
    case ErrorKind::no_vault:
      return {10, "no_vault"};
    case ErrorKind::busy:
      return {11, "busy"};
    case ErrorKind::wrong_key:
    case ErrorKind::no_terminal:
    case ErrorKind::source_failed:
      return {12, "wrong_key"};
    case ErrorKind::authentication_failed:
      return {13, "authentication_failed"};
    case ErrorKind::not_a_vault:
      return {14, "not_a_vault"};
    case ErrorKind::unsafe_permissions:
      return {15, "unsafe_permissions"};
    case ErrorKind::not_written:
      return {16, "not_written"};
    case ErrorKind::output_failed:
      return error_code(is_changed ? ErrorKind::unexpected : ErrorKind::not_written, is_changed);
    case ErrorKind::not_executable:
      return {126, "not_executable"};
    case ErrorKind::no_such_program:
      return {127, "no_such_program"};
    case ErrorKind::interrupted:
      return {130, "interrupted"};
  }
  return {1, "unexpected"};
}

Error with_made_files(const Error& error, std::span<const std::string> files) {
  if (files.empty()) return error;
  std::string_view hint = error.hint();
  if (hint.starts_with("nothing was changed"))
    hint = hint.substr(std::min(hint.find("; "), hint.size()));
  std::string made;
  for (const std::string& file : files) made += (made.empty() ? "" : " and ") + file;
  made += files.size() == 1 ? " was made all the same" : " were made all the same";
  if (!hint.empty() && !hint.starts_with("; ")) made += "; ";
  return {error.kind(), error.what(), made + std::string(hint)};
}

std::string error_as_lines(const Error& error) {
  std::string lines = "mayfly: error: " + printable_line(error.what()) + "\n";
  if (!error.hint().empty()) lines += "mayfly: hint: " + std::string(error.hint()) + "\n";
  return lines;
}

SecureBytes error_as_json(const Error& error, const ErrorCode& code) {
  Json fields;
  fields.add("code", code.name)
      .add("exit_code", code.exit_code)
      .add("message", printable_line(error.what()));
  if (!error.hint().empty()) fields.add("hint", error.hint());
  return Json().add("error", std::move(fields)).line();
}

}  // namespace mayfly::app
