// get --qr, by the program qrencode.

#include "support/catch.h"
#include "support/passphrase_world.h"
#include "support/skip.h"

using namespace mayfly::test;

namespace {

/// A home with a folder of programs in front of the system's.
struct QrWorld : PassphraseWorld {
  QrWorld() {
    std::filesystem::create_directory(programs);
    runner.run({"store", "-q", "hello"});
    runner.run({"store", "-q", "--burn", "once"});
    runner.variables["PATH"] = programs;
  }

  void add_program(const std::string& script) {
    const auto file = programs / "qrencode";
    std::ofstream(file) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  }
  RunResult get(const std::string& what) { return runner.run({"get", "--qr", what}); }
  void check_unburned() { CHECK(runner.run({"get", "2"}).out == "once"); }

  std::filesystem::path programs = runner.home / "programs";
};

}  // namespace

TEST_CASE_METHOD(QrWorld, "the program gets the message by its standard input alone", "[qr]") {
  add_program("echo \"$@\"; cat; test -z \"$MAYFLY_PASSPHRASE_COMMAND\"");
  CHECK(get("1").out == "-8 -m 2 -o - -t UTF8\nhello");
  CHECK(get("2").out == "-8 -m 2 -o - -t UTF8\nonce");
  CHECK(runner.run({"get", "2"}).status == 3);
  runner.out_is_terminal = true;
  CHECK(get("1").out == "-8 -m 2 -o - -t ANSIUTF8\nhello");
}

TEST_CASE_METHOD(QrWorld, "without the program nothing is burned", "[qr]") {
  const RunResult result = get("2");
  CHECK(is_refused(result, 2, "--qr needs the program qrencode, which is not on PATH"));
  CHECK(result.err.find("apt install qrencode") != std::string::npos);
  std::ofstream(programs / "qrencode") << "no program";  // since nobody may run it
  CHECK(get("2").status == 2);
  runner.variables["PATH"] = "programs::.";
  CHECK(get("2").status == 2);
  check_unburned();
}

TEST_CASE_METHOD(QrWorld, "a program that does not work is found out before anything is burned",
                 "[qr]") {
  add_program(GENERATE("exit 1", "exit 0", "kill -9 $$", "exec /nothing", "exec <&-; exit 3"));
  CHECK(is_refused(get("2"), 16, "qrencode failed"));
  check_unburned();
}

TEST_CASE_METHOD(QrWorld, "what no QR code holds is not burned", "[qr]") {
  add_program("cat");
  const std::string most(2953, 'x');
  runner.run({"store", "-q", "--burn", "-"}, most);
  runner.run({"store", "-q", "--burn", "-"}, most + "x");
  CHECK(get("3").out == most);
  CHECK(is_refused(get("4"), 2, "longer than the 2953 bytes"));
  CHECK(runner.run({"get", "4"}).out == most + "x");
  CHECK(is_refused(runner.run({"get", "--qr", "1", "2"}), 2, "holds one message"));
  check_unburned();
}

TEST_CASE_METHOD(QrWorld, "a message that could not be drawn is told to be lost", "[qr]") {
  add_program("test \"$(cat)\" = test || exit 1; echo drawn");
  const RunResult result = get("2");
  CHECK(is_refused(result, 1, "qrencode failed"));
  CHECK(result.err.find("lost, since it was destroyed") != std::string::npos);
}

TEST_CASE_METHOD(QrWorld, "options that make no sense with it are refused", "[qr]") {
  add_program("cat");
  CHECK(runner.run({"get", "--qr"}).status == 2);
  CHECK(runner.run({"get", "--qr", "--all"}).status == 2);
  CHECK(runner.run({"get", "--qr", "1", "-o", "file"}).status == 2);
  CHECK(runner.run({"get", "--qr", "1", "--json"}).status == 2);
  CHECK(get("7").status == 3);
}

TEST_CASE_METHOD(QrWorld, "the real program draws the largest message, and any bytes", "[qr]") {
  if (!has_program("qrencode")) return skip("there is no qrencode");
  runner.variables["PATH"] = "/usr/bin:/bin";
  runner.run({"store", "-q", "-"}, std::string(2953, '\0'));
  const RunResult small = get("1");
  CHECK(small.status == 0);
  CHECK(small.out.starts_with("███"));
  CHECK(get("3").out.size() > small.out.size());
}
