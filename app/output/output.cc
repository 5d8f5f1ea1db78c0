#include "output/output.h"

#include "output/error_text.h"
#include "output/format.h"
#include "output/hints.h"
#include "output/printable.h"

namespace mayfly::app {

void Output::print(ByteView bytes) try {
  progress_.clear();
  write_out(io_, bytes);
} catch (const Error& error) {
  throw after_change(error);
}

Error Output::after_change(const Error& error) const {
  return change_.empty() ? error : Error(error.kind(), error.what(), change_);
}

void Output::done(const Json& json, const std::string& text) {
  note_change(text + " all the same");
  if (options_.json) print(json.line());
  notice_to_person(text);
}

void Output::would_do(const Json& json, const std::string& text) {
  if (options_.json) return done(json, text);
  print(text + "\n");
}

Painter Output::painter() const {
  const std::string asked = options_.color.value_or("auto");
  if (asked != "auto") return Painter(asked == "always");
  if (environment_.get("NO_COLOR")) return Painter(false);
  const std::string usual = options_.color ? asked : options_.configured.color.value_or("auto");
  if (usual != "auto") return Painter(usual == "always");
  return Painter(io_.out_is_terminal && environment_.get("TERM").value_or("dumb") != "dumb");
}

void Output::notice(std::string_view text) {
  if (!options_.quiet) notice_always(text);
}

void Output::notice_always(std::string_view text) {
  const std::string line = printable_line(text);
  if (options_.json) return write_line(as_text(message_as_json("info", line)));
  write_line("mayfly: " + line + "\n");
}

void Output::notice_to_person(std::string_view text) {
  if (notices_go_to_person()) notice(text);
}

bool Output::notices_go_to_person() const {
  return options_.verbose || (io_.out_is_terminal && !options_.json);
}

void Output::instruct(std::string_view text) {
  if (!options_.quiet) write_line("mayfly: " + std::string(text) + "\n");
}

void Output::start_log() {
  if (options_.log_file) log();
}

void Output::info(std::string_view text) {
  if (options_.verbose || log_) log().info(text);
}

void Output::warn(std::string_view text) {
  log().warn(text);
}

int Output::error(const Error& error) {
  const Error whole = with_made_files(with_hint(error), made_);
  const Error told(whole.kind(), whole.what(), as_pasted(options_, std::string(whole.hint())));
  const ErrorCode code = error_code(error.kind(), !change_.empty());
  if (options_.json) {
    write_line(as_text(error_as_json(told, code)));
  } else {
    write_line(error_as_lines(told));
  }
  // What people typed may hold a name, or part of a message.
  const bool typed = error.kind() == ErrorKind::usage || error.kind() == ErrorKind::no_such_message;
  if (log_) log_->error_to_file(typed ? code.name : error.what());
  return code.exit_code;
}

bool Output::shows_progress() const {
  return io_.err_is_terminal && !options_.quiet && !options_.json;
}

Log& Output::log() {
  if (!log_)
    log_ = std::make_unique<Log>(options_, [this](std::string_view line) { write_line(line); });
  return *log_;
}

void Output::write_line(std::string_view line) noexcept {
  progress_.clear();
  write_err(io_, line);
}

}  // namespace mayfly::app
