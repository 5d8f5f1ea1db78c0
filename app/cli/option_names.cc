#include "cli/option_names.h"

#include <algorithm>

#include "cli/commands.h"
#include "cli/option_list.h"

namespace mayfly::app {
namespace {

OptionNames global_names() {
  GlobalOptions global;
  OptionNames names;
  add_global_options(names, global);
  bool of_cli11 = false;
  names.add({"-h,--help", &of_cli11, ""});
  names.add({"--version", &of_cli11, ""});
  return names;
}

void add_options(OptionNames& names, const CommandSpec& spec) {
  if (spec.make != nullptr) spec.make()->options(names);
}

void add_options_below(OptionNames& names, std::span<const CommandSpec> commands) {
  for (const CommandSpec& spec : commands) {
    add_options(names, spec);
    add_options_below(names, spec.children);
  }
}

}  // namespace

OptionNames::Number OptionNames::add(Option option) {
  if (!option.names.starts_with('-')) {
    takes_words_ |= std::holds_alternative<std::vector<std::string>*>(option.target);
    takes_message_ |= option.names == "message";
    return {};
  }
  for (const std::string& name : names_of(option)) {
    all_.push_back(name);
    if (app::takes_value(option)) with_value_.push_back(name);
    if (name.starts_with("--") && !option.destroys) to_propose_.push_back(name);
  }
  return {};
}

bool OptionNames::takes_value(std::string_view name) const {
  return std::ranges::count(with_value_, name) > 0;
}

bool OptionNames::is_flag(std::string_view name) const {
  return std::ranges::count(all_, name) > 0 && !takes_value(name);
}

OptionNames all_option_names() {
  OptionNames names = global_names();
  add_options_below(names, commands());
  return names;
}

OptionNames option_names_for(std::span<char* const> words) {
  OptionNames names = global_names();
  std::span<const CommandSpec> known = commands();
  for (const std::string_view word : words) {
    const auto spec = std::ranges::find(known, word, &CommandSpec::name);
    if (spec == known.end()) continue;
    add_options(names, *spec);
    known = spec->children;
  }
  return names;
}

OptionNames option_names_of(const CommandSpec* spec) {
  OptionNames names = global_names();
  if (spec != nullptr) add_options(names, *spec);
  return names;
}

}  // namespace mayfly::app
