#pragma once

#include <string>
#include <string_view>

namespace mayfly::app {

/// `text` as one word of a POSIX shell, which stands for nothing but itself: for commands in hints.
std::string shell_word(std::string_view text);

}  // namespace mayfly::app
