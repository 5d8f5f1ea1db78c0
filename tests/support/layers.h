#pragma once

// The layers of the library (doc/design.md, "Layers"): which of its folders may include which, by
// the file that an include brings in, whatever way it is written. The tables are in layers.cc.

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace mayfly::test {

using Names = std::set<std::string>;

/// The folders of the library, and those that their files may include besides their own. `mayfly`
/// is that of the public headers.
extern const std::map<std::string, Names> kMayInclude;

/// The folder of the table that a file is in; empty if it is in none.
std::string folder_of(const std::string& file);

/// A file of the library, and what it includes: a file of the tree, or a header from elsewhere.
using Forbidden = std::pair<std::string, std::string>;

/// All that breaks the tables in the library of the tree at `root`.
std::set<Forbidden> forbidden_includes(const std::filesystem::path& root);

/// The source files of the library that are in no folder of the table.
Names stray_files(const std::filesystem::path& root);

/// The base names that more than one header of lib, app, tests and bench has.
Names headers_of_one_name(const std::filesystem::path& root);

}  // namespace mayfly::test
