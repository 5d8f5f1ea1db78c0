#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/invocation.h"
#include "mayfly/error.h"
#include "output/json.h"
#include "output/log.h"
#include "output/progress.h"
#include "process/environment.h"
#include "process/io.h"

namespace mayfly::app {

class Painter;

/// All that the program says: results on standard output, the rest on standard error and in the
/// log, each in the form that the options ask for.
class Output {
 public:
  /// What is handed in must outlive it. The options may change until the command line was read.
  Output(const Io& io, const Environment& environment, const GlobalOptions& options,
         std::chrono::seconds progress_after)
      : io_(io), environment_(environment), options_(options), progress_(io, progress_after) {}

  // Results. If standard output does not take them, all throw Error{output_failed}.

  void print(ByteView bytes);
  void print(std::string_view text) { print(as_bytes(text)); }

  /// A result as JSON or as text, as was asked for; the other one is not made.
  template <class MakeJson, class MakeText>
  void result(const MakeJson& make_json, const MakeText& make_text) {
    if (json()) {
      print(make_json().line());
    } else {
      print(make_text());
    }
  }

  /// What was done to the vault: as JSON if that was asked for, else to a person.
  void done(const Json& json, const std::string& text);

  /// What would be done: a text on standard output, which is the result; with --json as done().
  void would_do(const Json& json, const std::string& text);

  /// Throws Error{output_failed} if standard output was closed when the program started.
  void require_writable() const { require_output(io_); }
  /// Ends the process by SIGPIPE, as writing would, if nobody reads standard output any more.
  void require_reader() const { app::require_reader(io_); }

  bool json() const { return options_.json; }
  bool is_terminal() const { return io_.out_is_terminal; }

  /// For text in colors: --color, else none if NO_COLOR is set and not empty, else as configured,
  /// else if standard output is a terminal that has them.
  Painter painter() const;

  // Lines on standard error, as objects with --json.

  /// What was done, unless --quiet.
  void notice(std::string_view text);
  /// The same, also with --quiet.
  void notice_always(std::string_view text);
  /// What a person likes to see and a script does not: only if standard output is a terminal, or
  /// with -v.
  void notice_to_person(std::string_view text);
  bool notices_go_to_person() const;
  /// What to do now, for a person who is to type something; never JSON.
  void instruct(std::string_view text);

  /// Lines as they are, whatever the options say.
  void tell(std::string_view lines) { write_line(lines); }

  // The log. Ids and counts may be logged; never keys, names or messages.

  /// Opens the log file, if the options name one. Throws Error{output_failed}, and Error{usage} for
  /// an empty name.
  void start_log();
  void info(std::string_view text);
  void warn(std::string_view text);

  /// Tells an error, as a line and perhaps a hint, or as JSON. Returns the exit status.
  int error(const Error& error);

  // What errors that come later must say.

  /// The vault was changed. If a result cannot be printed after that, the error has this hint, and
  /// its exit status does not say that nothing was stored.
  void note_change(std::string hint) { change_ = std::move(hint); }
  /// An error that came after that, with this hint.
  Error after_change(const Error& error) const;
  /// This file was made, and stays.
  void note_made(const std::filesystem::path& file) { made_.push_back(file.string()); }

  // Work that lasts, which a person at standard error is told of.

  bool shows_progress() const;
  void tick() { progress_.tick(); }
  /// The same with a count and a rate: Progress::count().
  void count(const char* done, std::int64_t messages) {
    if (shows_progress()) progress_.count(done, messages);
  }

 private:
  Log& log();
  void write_line(std::string_view line) noexcept;

  const Io& io_;
  const Environment& environment_;
  const GlobalOptions& options_;
  Progress progress_;
  std::unique_ptr<Log> log_;  ///< made when something is first logged
  std::string change_;
  std::vector<std::string> made_;
};

}  // namespace mayfly::app
