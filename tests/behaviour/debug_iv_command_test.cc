// debug-iv, the mission's demonstration, as a command.

#include <nlohmann/json.hpp>
#include <sstream>

#include "mayfly/encoding.h"
#include "support/app_runner.h"
#include "support/catch.h"
#include "support/raw_database.h"

using namespace mayfly;
using namespace mayfly::test;
using nlohmann::json;

namespace {

std::string decoded(const json& base64) {
  return std::string(as_text(from_base64(base64.get<std::string>()).value()));
}

// RFC 7518, B.3.
const std::string kRfcKey =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";
const std::string kRfcAad =
    "546865207365636f6e64207072696e6369706c65206f662041756775737465204b6572636b686f666673";
const std::string kRfcBlob =
    "1af38c2dc2b96ffdd86694092341bc044affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7"
    "bd"
    "822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846"
    "a1"
    "1a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f5195"
    "0b"
    "be2638d09dd7a4930930806d0703b1f64dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955b"
    "c5";

std::string base64_of(const std::string& hex) {
  return std::string(as_text(to_base64(from_hex(hex).value())));
}

}  // namespace

TEST_CASE("debug-iv shows the blob and each way to read it, the wrong block marked", "[debug_iv]") {
  AppRunner runner;
  const RunResult result = runner.run({"debug-iv", "sixteen letters!more"});
  CHECK(result.status == 0);
  CHECK(result.err.empty());
  CHECK(result.out.find("\x1b") == std::string::npos);
  for (const char* line :
       {"The blob: 80 bytes, IV || ciphertext || tag (A256CBC-HS512)\n", "\n  IV         ",
        "\n  block 2    ", "\n  tag        ", "\n  base64     ", "\n  MAC key    ",
        "\n  enc key    ", "\n! block 1    ", "whole blob", "WRONG: blocks 1, 4, 5\n",
        "zero IV)  WRONG: block 1\n", "wrong 16 bytes", "8 bytes", "WRONG: padding at the end",
        "  RIGHT\n", "|sixteen letters!|\n"}) {
    CAPTURE(line);
    CHECK(result.out.find(line) != std::string::npos);
  }
}

TEST_CASE("debug-iv fits on a terminal of 80 columns", "[debug_iv]") {
  AppRunner runner;
  std::istringstream lines(runner.run({"debug-iv", std::string(500, 'x')}).out);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() < 80);
    CHECK((line.empty() || line.back() != ' '));
  }
}

TEST_CASE("debug-iv is in color if that is wanted", "[debug_iv]") {
  AppRunner runner;
  const auto colored = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "debug-iv");
    return runner.run(arguments).out.find("\x1b[") != std::string::npos;
  };
  CHECK_FALSE(colored({}));
  CHECK(colored({"--color", "always"}));
  runner.out_is_terminal = true;
  CHECK(colored({}));
  CHECK_FALSE(colored({"--color=never"}));
  runner.variables["NO_COLOR"] = "1";
  CHECK_FALSE(colored({}));
  runner.variables.erase("NO_COLOR");
  runner.variables["TERM"] = "dumb";
  CHECK_FALSE(colored({}));
}

TEST_CASE("debug-iv --json gives the same as data", "[debug_iv]") {
  AppRunner runner;
  const json shown = json::parse(runner.run({"debug-iv", "--json", "Hello Secure World!"}).out);
  CHECK(decoded(shown["message_base64"]) == "Hello Secure World!");
  CHECK(to_hex(from_base64(shown["blob_base64"].get<std::string>()).value()) ==
        shown["iv_hex"].get<std::string>() + shown["ciphertext_hex"].get<std::string>() +
            shown["tag_hex"].get<std::string>());
  REQUIRE(shown["readings"].size() == 6);
  int right = 0;
  for (const json& reading : shown["readings"]) {
    right += reading["right"].get<bool>() ? 1 : 0;
    if (reading["right"]) CHECK(decoded(reading["bytes_base64"]) == "Hello Secure World!");
  }
  CHECK(right == 1);

  // What it prints, it takes again.
  const RunResult again =
      runner.run({"debug-iv", "--json", "--blob", shown["blob_base64"], "--key", shown["key_hex"]});
  CHECK(json::parse(again.out) == shown);
}

TEST_CASE("debug-iv shows a stored message of one's own, and not its key", "[debug_iv]") {
  AppRunner runner;
  REQUIRE(runner.run({"store", "-q", "--user", "james", "a stored message"}).status == 0);
  const RunResult text = runner.run({"debug-iv", "--id", "1", "--user", "james"});
  CHECK(text.status == 0);
  CHECK(text.out.find("|a stored message|") != std::string::npos);
  CHECK(text.out.find(" key ") == std::string::npos);
  CHECK_FALSE(json::parse(runner.run({"debug-iv", "--id", "1", "--user", "james", "--json"}).out)
                  .contains("key_hex"));

  CHECK(runner.run({"debug-iv", "--id", "2", "--user", "james"}).status == 3);
  CHECK(runner.run({"debug-iv", "--id", "1", "--user", "anna"}).status == 3);
  CHECK(runner.run({"debug-iv", "--id", "0", "--user", "james"}).status == 2);
  CHECK(runner.run({"debug-iv", "--id", "x", "--user", "james"}).status == 3);
  CHECK(runner.run({"debug-iv", "--id", "1", "--user", "james", "--key-file", "none"}).status ==
        12);
}

TEST_CASE("debug-iv is no oracle: whatever was altered, the answer is the same, and shows nothing",
          "[debug_iv]") {
  AppRunner runner;
  REQUIRE(runner.run({"store", "-q", "--user", "james", "a stored message"}).status == 0);
  const std::string edit =
      GENERATE("expires_at = expires_at + 1", "sealed = zeroblob(80)", "sealed = zeroblob(64)");
  RawDatabase(runner.vault()).run("UPDATE messages SET " + edit);
  const RunResult result = runner.run({"debug-iv", "--id", "1", "--user", "james"});
  CHECK(result.status == 13);
  CHECK(result.out.empty());
  CHECK(result.err ==
        "mayfly: error: message 1 failed authentication: it was altered or damaged\n"
        "mayfly: hint: remove it with mayfly --user james rm 1\n");
}

TEST_CASE("debug-iv reads a blob from elsewhere: RFC 7518, B.3", "[debug_iv]") {
  AppRunner runner;
  const std::string blob = base64_of(kRfcBlob);
  const RunResult result =
      runner.run({"debug-iv", "--json", "--blob", blob, "--key", kRfcKey, "--aad", kRfcAad});
  CHECK(result.status == 0);
  CHECK(decoded(json::parse(result.out)["message_base64"]).find("A cipher system must not be") ==
        0);

  CHECK(runner.run({"debug-iv", "--blob", blob, "--key", kRfcKey}).status ==
        13);  // without its AAD
  CHECK(runner.run({"debug-iv", "--blob", blob, "--key", kRfcKey.substr(64)}).status == 2);
  CHECK(runner.run({"debug-iv", "--blob", blob, "--key", "xyz"}).status == 2);
  CHECK(runner.run({"debug-iv", "--blob", "***", "--key", kRfcKey}).status == 2);
  CHECK(runner.run({"debug-iv", "--blob", blob, "--key", kRfcKey, "--aad", "x"}).status == 2);
  CHECK(runner.run({"debug-iv", "--blob", blob}).status == 2);
  CHECK(runner.run({"debug-iv", "--key", kRfcKey}).status == 2);
  CHECK(runner.run({"debug-iv", "--blob", blob, "--id", "1", "--key", kRfcKey}).status == 2);
}

TEST_CASE("debug-iv leaves out the middle of a long message", "[debug_iv]") {
  AppRunner runner;
  const RunResult result = runner.run({"debug-iv", std::string(1000, 'x')});
  CHECK(result.out.find("  ... 55 more blocks ...\n") != std::string::npos);
  CHECK(std::count(result.out.begin(), result.out.end(), '\n') < 120);
  CHECK(runner.run({"debug-iv", std::string(65537, 'x')}).status == 2);
  CHECK(runner.run({"debug-iv", ""}).status == 2);
}
