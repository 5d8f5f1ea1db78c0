#include "output/error_text.h"

#include <algorithm>

#include "output/json.h"
#include "output/printable.h"

namespace mayfly::app {

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
