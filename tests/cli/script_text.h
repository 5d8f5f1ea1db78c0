#pragma once

// How a script writes down bytes and words.

#include <string>
#include <utility>
#include <vector>

namespace mayfly::test {

/// The bytes that `text` stands for: \n, \t, \xHH and \\ are escapes, any other \C is C.
std::string unescaped(const std::string& text);

/// The reverse. Well-formed UTF-8 stays as it is.
std::string escaped(const std::string& bytes);

/// The words between blanks; single quotes keep blanks together.
std::vector<std::string> words_of(const std::string& line);

/// The part before the first blank, and the one after it.
std::pair<std::string, std::string> split_at_blank(const std::string& text);

/// `text` with each `from` in it replaced.
std::string replaced(std::string text, const std::string& from, const std::string& to);

/// The lines of a text, each with its newline, which the last one may lack.
std::vector<std::string> lines_of(const std::string& text);

}  // namespace mayfly::test
