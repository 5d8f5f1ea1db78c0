// The check of the layers finds what it is for, in a library with forbidden includes.

#include <algorithm>
#include <fstream>

#include "cli/commands.h"
#include "support/caller_words.h"
#include "support/catch.h"
#include "support/layers.h"
#include "support/temp_folder.h"

namespace mayfly::test {
namespace {

namespace fs = std::filesystem;

/// A library in which all is well.
class PlantedLibrary {
 public:
  PlantedLibrary() {
    for (const auto& [folder, may] : kMayInclude)
      write((folder == "mayfly" ? "lib/include/" : "lib/src/") + folder + "/" + header_of(folder),
            "#include <string>\n");
    for (const char* folder : {"app", "tests", "bench"}) fs::create_directories(root() / folder);
  }

  const fs::path& root() const { return folder_.path(); }

  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((root() / file).parent_path());
    std::ofstream(root() / file) << text;
  }

  /// storage_sqlite.h in storage/sqlite
  static std::string header_of(std::string folder) {
    std::ranges::replace(folder, '/', '_');
    return folder + ".h";
  }

 private:
  TempFolder folder_;
};

}  // namespace

TEST_CASE("an include that a layer may not have is found, however it is written", "[layers]") {
  struct Planted {
    std::string file;
    std::string line;
    std::string found;
  };
  const auto planted = GENERATE(values<Planted>({
      {"values/a.h", "#include \"platform/platform.h\"", "lib/src/platform/platform.h"},
      {"platform/a.cc", "#include <crypto/crypto.h>", "lib/src/crypto/crypto.h"},
      {"crypto/a.cc", "#include \"keys/keys.h\"", "lib/src/keys/keys.h"},
      {"keys/a.cc", "#include \"../storage/storage.h\"", "lib/src/storage/storage.h"},
      {"keys/a.cc", "# include \"vault/vault.h\"", "lib/src/vault/vault.h"},
      {"storage/a.h", "#include \"storage/sqlite/storage_sqlite.h\"",
       "lib/src/storage/sqlite/storage_sqlite.h"},
      {"storage/a.h", "  #include \"window_keys/window_keys.h\"",
       "lib/src/window_keys/window_keys.h"},
      {"storage/sqlite/a.cc", "#include \"vault/vault.h\"", "lib/src/vault/vault.h"},
      {"storage/sqlite/a.cc", "#include \"storage/memory/storage_memory.h\"",
       "lib/src/storage/memory/storage_memory.h"},
      {"window_keys/a.cc", "#include \"file/window_keys_file.h\"",
       "lib/src/window_keys/file/window_keys_file.h"},
      {"window_keys/file/a.cc", "#include \"storage/storage.h\"", "lib/src/storage/storage.h"},
      {"vault/a.cc", "#include \"storage/sqlite/storage_sqlite.h\"",
       "lib/src/storage/sqlite/storage_sqlite.h"},
      {"vault/a.cc", "#include \"window_keys/memory/window_keys_memory.h\"",
       "lib/src/window_keys/memory/window_keys_memory.h"},
      {"vault/a.cc", "#include \"../../../app/cli/parser.h\"", "app/cli/parser.h"},
      {"vault/a.cc", "#include <SQLiteCpp/Database.h>", "SQLiteCpp/Database.h"},
      {"vault/a.cc", "#include <iostream>", "iostream"},
      {"storage/sqlite/a.cc", "#include <spdlog/spdlog.h>", "spdlog/spdlog.h"},
      {"platform/a.cc", "#include <botan/hash.h>", "botan/hash.h"},
      {"../include/mayfly/a.h", "#include \"values/values.h\"", "lib/src/values/values.h"},
      {"../include/mayfly/a.h", "#include <botan/hash.h>", "botan/hash.h"},
      {"../include/mayfly/a.h", "#include <fcntl.h>", "fcntl.h"},
      {"../include/mayfly/a.h", "#include ENGINE", "include ENGINE"},
  }));
  const PlantedLibrary library;
  library.write("app/cli/parser.h", "");
  library.write("lib/src/" + planted.file, planted.line + "\n");
  const std::string file = fs::path("lib/src/" + planted.file).lexically_normal();
  CAPTURE(planted.line);
  CHECK(forbidden_includes(library.root()) == std::set<Forbidden>{{file, planted.found}});
}

TEST_CASE("an include that a layer may have is not found", "[layers]") {
  const PlantedLibrary library;
  library.write("lib/src/storage/sqlite/sqlite_store.h", "");
  library.write("lib/src/vault/open.cc",
                "#include \"storage/sqlite/sqlite_store.h\"\n#include <vector>\n");
  library.write("lib/src/vault/a.cc",
                "#include \"storage/storage.h\"\n#include <mayfly/mayfly.h>\n");
  library.write("lib/src/storage/sqlite/a.cc", "#include <sqlite3.h>\n#include \"../storage.h\"\n");
  library.write("lib/include/mayfly/a.h", "#include <botan/secmem.h>\n#include \"mayfly.h\"\n");
  CHECK(forbidden_includes(library.root()).empty());
}

TEST_CASE("a text that speaks of the library's caller is found", "[layers]") {
  const auto planted = GENERATE(values<std::string>(
      {"mayfly list shows them", "see mayfly key list", "with mayfly key ", "and (mayfly(1), TIME)",
       "mayfly-init(1) tells how", "--vault names another", "or name it with --window-keys"}));
  const PlantedLibrary library;
  library.write("lib/src/vault/a.cc",
                "/// mayfly list\nconst char* hint =\n    \"" + planted + "\";\n");
  CAPTURE(planted);
  CHECK(caller_words(library.root() / "lib/src", app::commands()) == Names{"vault/a.cc:3"});
}

TEST_CASE("a text that speaks of mayfly itself is not found", "[layers]") {
  const PlantedLibrary library;
  library.write("lib/src/vault/a.cc",
                "auto a = \"run mayfly as its owner, update mayfly\";\n"
                "auto b = \"chmod go= -- \" + word + \"-\";\n#include \"mayfly/list.h\"\n");
  CHECK(caller_words(library.root() / "lib/src", app::commands()) == Names{});
}

TEST_CASE("a loose file, a new folder and a second header of one name are found", "[layers]") {
  const PlantedLibrary library;
  CHECK(stray_files(library.root()) == Names{});
  CHECK(headers_of_one_name(library.root()) == Names{});
  library.write("lib/src/loose.cc", "");
  library.write("lib/src/attic/old.h", "");
  library.write("tests/support/values.h", "");
  CHECK(stray_files(library.root()) == Names{"lib/src/attic/old.h", "lib/src/loose.cc"});
  CHECK(headers_of_one_name(library.root()) == Names{"values.h"});
}

}  // namespace mayfly::test
