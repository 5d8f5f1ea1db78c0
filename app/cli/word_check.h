#pragma once

#include <span>

namespace mayfly::app {

/// Looks at the words before CLI11 does. CLI11 takes the next word for the value of `--ttl=`, and
/// what begins with a dash for another option, though that word may be the secret if a variable was
/// empty; it takes [1,2] for a list; and it ends a command at `++`. Throws Error{usage}, which
/// repeats no word except an option's name.
void check_words(std::span<char* const> words);

}  // namespace mayfly::app
