#include "completion/candidates.h"

#include "cli/commands.h"
#include "cli/option_list.h"
#include "completion/vault_candidates.h"

namespace mayfly::app {
namespace {

Candidate candidate(const std::string& word, std::string text = {}) {
  return {secure_copy(as_bytes(word)), std::move(text)};
}

std::vector<Candidate> names_of(std::span<const CommandSpec> commands) {
  std::vector<Candidate> found;
  for (const CommandSpec& spec : commands)
    if (!spec.hidden) found.push_back(candidate(spec.name, spec.summary));
  return found;
}

/// The long names: they say what they are.
std::vector<Candidate> options_of(const UnfinishedLine& line) {
  std::vector<Candidate> found;
  for (const Option& option : line.options.all()) {
    for (const std::string& name : names_of(option))
      if (name.starts_with("--")) found.push_back(candidate(name, option.text));
  }
  found.push_back(candidate("--help", "Print this help"));
  return found;
}

std::vector<Candidate> choices_of(const Option& option) {
  std::vector<Candidate> found;
  for (const char* choice : option.choices) found.push_back(candidate(choice));
  return found;
}

/// What stands after `VAR=` or `N=`.
std::vector<Candidate> placed_references(const Tool& tool, const std::string& word) {
  const std::string place = word.substr(0, word.find('=') + 1);
  if (place.empty()) return {};
  std::vector<Candidate> found = references(tool);
  for (Candidate& one : found) one.word.insert(one.word.begin(), place.begin(), place.end());
  return found;
}

std::vector<Candidate> values_of(const Tool& tool, const Option& option, const std::string& word) {
  switch (option.value) {
    case Value::file:
    case Value::path:
      return {candidate(kFiles)};
    case Value::reference:
      return references(tool);
    case Value::placement:
    case Value::variable:
      return placed_references(tool, word);
    case Value::command_name:
      return names_of(commands());
    case Value::message_name:
      return message_names(tool);
    case Value::user:
      return users(tool);
    case Value::slot:
      return slots(tool);
    default:
      return choices_of(option);
  }
}

std::vector<Candidate> all_for(const Tool& tool, const UnfinishedLine& line) {
  const bool is_option = !line.only_words && line.word.starts_with('-') && line.before.empty();
  const bool is_word = line.value_of == nullptr || !line.value_of->names.starts_with('-');
  if (line.of_program) return {candidate(kFiles)};
  if (is_option && is_word) return options_of(line);
  if (line.value_of != nullptr) return values_of(tool, *line.value_of, line.word);
  return line.before.empty() ? names_of(line.commands) : std::vector<Candidate>();
}

}  // namespace

std::vector<Candidate> candidates_for(const Tool& tool, const UnfinishedLine& line) {
  std::vector<Candidate> found = all_for(tool, line);
  std::erase_if(found, [&](const Candidate& one) {
    return as_text(one.word) != kFiles && !as_text(one.word).starts_with(line.word);
  });
  return found;
}

}  // namespace mayfly::app
