#pragma once

// What a command is, and how it says which options it takes. Nothing here knows the library that
// reads the command line.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace mayfly::app {

struct Tool;

/// What a value is: its name in the help.
enum class Value : std::uint8_t {
  text,
  base64,
  column,
  command,
  command_name,
  descriptor,
  file,
  hex,
  message_name,
  number,
  path,
  placement,
  reference,
  slot,
  time,
  user,
  variable,
  when,
};

/// An option, or, if its name does not begin with a dash, a word that stands by itself.
struct Option {
  /// What is given goes there: a flag, one value at most, or several.
  using Target = std::variant<bool*, std::optional<std::string>*, std::vector<std::string>*>;

  std::string names;  ///< "-q,--quiet"
  Target target;
  std::string text;  ///< for the help
  Value value = Value::text;
  bool required = false;
  std::span<const char* const> choices = {};  ///< the only values it may have, unless empty
  bool destroys = false;                      ///< never proposed to somebody who mistyped another
};

/// Takes the options of a command: the parser, the help, completion.
class Options {
 public:
  enum class Number : std::size_t {};

  virtual ~Options() = default;
  virtual Number add(Option option) = 0;
  /// The two cannot be given together.
  virtual void exclude(Number one, Number other) = 0;
  /// `one` can only be given with `other`.
  virtual void need(Number one, Number other) = 0;
};

class Command {
 public:
  virtual ~Command() = default;
  virtual void options(Options&) {}
  /// Lines of at most 80 columns that end the help: what people type.
  virtual std::string examples() const { return {}; }
  /// Does what the command is for, after the command line was read. Returns the exit status, or
  /// throws Error.
  virtual int run(const Tool& tool) = 0;
};

/// What a command asks of the program before it runs.
enum class Needs : std::uint8_t {
  output_for_json,  ///< with --json, a standard output that can be written to
  output,           ///< the same always
  nothing,          ///< and no configuration either: it tells how the program is used
};

/// A command as the table has it: one that can run, or a group of others.
struct CommandSpec {
  const char* name;
  const char* summary;
  Needs needs;
  std::unique_ptr<Command> (*make)();
  std::span<const CommandSpec> children = {};
  bool destroys = false;       ///< never proposed to somebody who mistyped another
  bool hidden = false;         ///< for programs: neither listed nor proposed
  bool takes_program = false;  ///< what follows -- is another program's command line
};

}  // namespace mayfly::app
