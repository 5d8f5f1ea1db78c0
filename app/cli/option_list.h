#pragma once

#include <string_view>
#include <vector>

#include "cli/command.h"

namespace mayfly::app {

/// The options of a command as the table has them, in its order.
class OptionList final : public Options {
 public:
  Number add(Option option) override;
  void exclude(Number, Number) override {}
  void need(Number, Number) override {}

  const std::vector<Option>& all() const { return all_; }

  /// The option of that name, "-q" or "--quiet"; nullptr if there is none.
  const Option* find(std::string_view name) const;

 private:
  std::vector<Option> all_;
};

/// "-q" and "--quiet" of "-q,--quiet"; none if the words stand by themselves.
std::vector<std::string> names_of(const Option& option);

bool takes_value(const Option& option);

}  // namespace mayfly::app
