#include "cli/option_list.h"

#include <algorithm>

namespace mayfly::app {

OptionList::Number OptionList::add(Option option) {
  all_.push_back(std::move(option));
  return static_cast<Number>(all_.size() - 1);
}

const Option* OptionList::find(std::string_view name) const {
  const auto has_it = [&](const Option& option) {
    const auto names = names_of(option);
    return std::ranges::count(names, name) > 0;
  };
  const auto found = std::ranges::find_if(all_, has_it);
  return found == all_.end() ? nullptr : &*found;
}

std::vector<std::string> names_of(const Option& option) {
  std::vector<std::string> names;
  if (!option.names.starts_with('-')) return names;
  for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
    end = option.names.find(',', begin);
    names.push_back(option.names.substr(begin, end - begin));
  }
  return names;
}

bool takes_value(const Option& option) {
  return !std::holds_alternative<bool*>(option.target);
}

}  // namespace mayfly::app
