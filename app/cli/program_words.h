#pragma once

#include <span>

namespace mayfly::app {

/// The words of the program that a command starts: those after the first --, if the command that is
/// named before is one that starts a program. Nothing else looks at them.
std::span<char* const> program_words(std::span<char* const> words);

/// All words except for these, and without the -- before them.
std::span<char* const> own_words(std::span<char* const> words);

}  // namespace mayfly::app
