#include "run/program.h"

#include <sys/stat.h>

#include <fstream>

#include "mayfly/error.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

struct Folders {
  TempFolder home;

  std::string file(const std::string& name, mode_t mode, const std::string& content) const {
    const auto path = home / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
    ::chmod(path.c_str(), mode);
    return path.string();
  }
  std::string path(const std::string& folder) const { return (home / folder).string(); }
};

ErrorKind kind_of(const std::string& word, const std::string& path) {
  try {
    app::find_program(word, path);
  } catch (const Error& error) {
    return error.kind();
  }
  return ErrorKind::unexpected;
}

}  // namespace

TEST_CASE_METHOD(Folders, "a program is found on the path as execvp finds it", "[run]") {
  file("a/tool", 0644, "not executable");
  const std::string second = file("b/tool", 0755, "#!/bin/sh\n");
  file("c/tool", 0755, "#!/bin/sh\n");
  std::filesystem::create_directories(home / "d/tool");
  CHECK(app::find_program("tool", path("a") + ":" + path("b") + ":" + path("c")) == second);
  CHECK(app::find_program("tool", path("none") + ":" + path("d") + ":" + path("b")) == second);
  CHECK(app::find_program(second, "") == second);
  CHECK(kind_of("tool", path("a") + ":" + path("none")) == ErrorKind::not_executable);
  CHECK(kind_of("tool", path("d")) == ErrorKind::not_executable);
  CHECK(kind_of("tool", path("none")) == ErrorKind::no_such_program);
  CHECK(kind_of("", path("b")) == ErrorKind::no_such_program);
  CHECK(kind_of(path("none/tool"), path("b")) == ErrorKind::no_such_program);
}

TEST_CASE_METHOD(Folders, "what could not be executed is told before", "[run]") {
  CHECK(kind_of(file("text", 0644, "x"), "") == ErrorKind::not_executable);
  CHECK(kind_of(home.path(), "") == ErrorKind::not_executable);
  CHECK(kind_of("/dev/null", "") == ErrorKind::not_executable);
  CHECK(kind_of(file("gone", 0755, "#!/no/such/shell\n"), "") == ErrorKind::not_executable);
  CHECK(kind_of(file("mode", 0755, "#! " + file("plain", 0644, "") + " -x\n"), "") ==
        ErrorKind::not_executable);
  const std::string with_argument = file("env", 0755, "#! /usr/bin/env sh\n");
  CHECK(app::find_program(with_argument, "") == with_argument);
}
