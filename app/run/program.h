#pragma once

#include <string>
#include <string_view>

namespace mayfly::app {

/// The file of the program that `word` names: found as execvp(3) finds it, on `path` unless the
/// word has a slash. Throws Error{no_such_program}, and Error{not_executable} for one that cannot
/// be executed, as far as that can be told before: a folder, a mode, a file system, a script's
/// interpreter.
std::string find_program(const std::string& word, std::string_view path);

/// Whether a file that the kernel cannot execute may be a script for the shell: not a program of
/// another machine, or one that is cut off.
bool may_be_of_shell(const std::string& file);

/// Why a program that was found could not be executed after all.
[[noreturn]] void throw_not_started(int error_number);

}  // namespace mayfly::app
