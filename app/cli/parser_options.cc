#include "cli/parser_options.h"

namespace mayfly::app {
namespace {

/// As the help names it.
const char* name_of(Value value) {
  switch (value) {
    case Value::base64:
      return "BASE64";
    case Value::column:
      return "COLUMN";
    case Value::command:
      return "CMD";
    case Value::descriptor:
      return "N";
    case Value::file:
      return "FILE";
    case Value::hex:
      return "HEX";
    case Value::id:
      return "ID";
    case Value::name:
    case Value::message_name:
    case Value::user:
      return "NAME";
    case Value::number:
      return "N";
    case Value::placement:
      return "N=REF";
    case Value::path:
      return "PATH";
    case Value::reference:
      return "REF";
    case Value::time:
      return "TIME";
    case Value::variable:
      return "VAR=REF";
    case Value::when:
      return "WHEN";
    case Value::command_name:
    case Value::slot:
    case Value::text:
      break;
  }
  return "";
}

}  // namespace

Options::Number Cli11Options::add(Option option) {
  added_.push_back(is_typed(option) ? build(option) : nullptr);
  return static_cast<Number>(added_.size() - 1);
}

void Cli11Options::exclude(Number one, Number other) {
  if (at(one) != nullptr && at(other) != nullptr) at(one)->excludes(at(other));
}

void Cli11Options::need(Number one, Number other) {
  if (at(one) == nullptr) return;
  if (at(other) == nullptr) throw NeedsAll{};
  at(one)->needs(at(other));
}

bool Cli11Options::is_typed(const Option& option) const {
  return words_ == nullptr || option.required || !option.names.starts_with('-') ||
         words_->has_option(option.names);
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): the generic lambda needs *this
CLI::Option* Cli11Options::build(const Option& option) {
  CLI::Option* added =
      std::visit([&](auto* target) { return add_to(option, *target); }, option.target);
  const bool several = std::holds_alternative<std::vector<std::string>*>(option.target);
  // A word that stands by itself has said in its name what it is.
  const bool is_said = option.value == Value::reference && !option.names.starts_with('-');
  added->option_text((is_said ? std::string() : std::string(name_of(option.value))) +
                     (several ? " ..." : ""));
  if (!option.choices.empty())
    added->check(
        CLI::IsMember(std::vector<std::string>(option.choices.begin(), option.choices.end())));
  added->required(option.required);
  return added;
}

/// A flag takes no value (CLI11 would take --latest=3).
CLI::Option* Cli11Options::add_to(const Option& option, bool& target) {
  return app_.add_flag(option.names, target, option.text)->disable_flag_override();
}

template <class Target>
CLI::Option* Cli11Options::add_to(const Option& option, Target& target) {
  CLI::Option* added = app_.add_option(option.names, target, option.text);
  // CLI11 would take [1,2] for a list.
  if (option.names.starts_with('-')) added->allow_extra_args(false);
  return added;
}

}  // namespace mayfly::app
