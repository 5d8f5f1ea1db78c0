#include "support/layers.h"

#include <optional>
#include <regex>

#include "support/includes.h"

namespace mayfly::test {

namespace fs = std::filesystem;

// Each folder knows those below it. A face (storage, window_keys) knows none of its engines.
const std::map<std::string, Names> kMayInclude{
    {"mayfly", {}},
    {"values", {"mayfly"}},
    {"platform", {"mayfly", "values"}},
    {"crypto", {"mayfly", "values", "platform"}},
    {"keys", {"mayfly", "values", "platform", "crypto"}},
    {"bundle", {"mayfly", "values", "platform", "crypto", "keys"}},
    {"storage", {"mayfly", "values", "platform", "crypto", "keys"}},
    {"storage/memory", {"mayfly", "values", "platform", "crypto", "keys", "storage"}},
    {"storage/sqlite", {"mayfly", "values", "platform", "crypto", "keys", "storage"}},
    {"window_keys", {"mayfly", "values", "platform", "crypto", "keys"}},
    {"window_keys/file", {"mayfly", "values", "platform", "crypto", "keys", "window_keys"}},
    {"window_keys/memory", {"mayfly", "values", "platform", "crypto", "keys", "window_keys"}},
    {"vault", {"mayfly", "values", "platform", "crypto", "keys", "storage", "window_keys"}},
};

namespace {

/// The door of each engine, for those who open it; nobody else knows what it is made of.
const Names kDoors{
    "lib/src/storage/sqlite/sqlite_store.h",
    "lib/src/window_keys/file/open.h",
};

bool is_of_cxx(const std::string& text) {
  return text.find_first_of("/.") == std::string::npos;
}

/// Libraries, and the only folders that may include their headers.
std::optional<Names> users_of(const std::string& text) {
  if (text == "botan/secmem.h") return Names{"mayfly", "crypto", "keys"};
  if (text.starts_with("botan/")) return Names{"crypto", "keys"};
  if (text == "argon2.h") return Names{"crypto"};
  if (text.starts_with("SQLiteCpp/") || text == "sqlite3.h") return Names{"storage/sqlite"};
  if (text.starts_with("utf8")) return Names{"values"};
  if (std::regex_search(text, std::regex("^(CLI|spdlog|fmt|nlohmann)/"))) return Names{};
  return std::nullopt;
}

bool is_allowed_outside(const std::string& folder, const std::string& text) {
  if (text.find(' ') != std::string::npos) return false;  // a macro
  if (const auto users = users_of(text)) return users->contains(folder);
  if (text == "iostream") return false;
  return folder != "mayfly" || is_of_cxx(text) || text == "sys/types.h";
}

bool is_allowed_inside(const std::string& file, const std::string& target) {
  const std::string from = folder_of(file);
  const std::string to = folder_of(target);
  if (to.empty()) return false;
  if (from == to || kMayInclude.at(from).contains(to)) return true;
  return from == "vault" && kDoors.contains(target);
}

}  // namespace

std::string folder_of(const std::string& file) {
  if (file.starts_with("lib/include/mayfly/")) return "mayfly";
  std::string best;
  for (const auto& [folder, may] : kMayInclude)
    if (file.starts_with("lib/src/" + folder + "/") && folder.size() > best.size()) best = folder;
  return best;
}

std::set<Forbidden> forbidden_includes(const fs::path& root) {
  std::set<Forbidden> forbidden;
  for (const Include& one : includes_of(root, "lib", {"lib/src", "lib/include"})) {
    const std::string folder = folder_of(one.file);
    const bool allowed = !folder.empty() && (one.target ? is_allowed_inside(one.file, *one.target)
                                                        : is_allowed_outside(folder, one.text));
    if (!allowed) forbidden.insert({one.file, one.target.value_or(one.text)});
  }
  return forbidden;
}

Names stray_files(const fs::path& root) {
  Names files;
  for (const std::string& file : source_files(root, "lib"))
    if (folder_of(file).empty()) files.insert(file);
  return files;
}

Names headers_of_one_name(const fs::path& root) {
  Names seen;
  Names twice;
  for (const char* folder : {"lib", "app", "tests", "bench"})
    for (const std::string& file : source_files(root, folder))
      if (const std::string name = fs::path(file).filename();
          name.ends_with(".h") && !seen.insert(name).second)
        twice.insert(name);
  return twice;
}

}  // namespace mayfly::test
