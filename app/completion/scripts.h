#pragma once

#include <string_view>

namespace mayfly::app {

/// The completion of a shell, which is one of the files beside this one: "bash", "zsh" or "fish".
std::string_view completion_script(std::string_view shell);

}  // namespace mayfly::app
