// What a configuration may say, and that everything else is an error which keeps its secrets.

#include "cli/config_file.h"

#include <random>

#include "cli/config_line.h"
#include "mayfly/error.h"
#include "support/catch.h"

using namespace mayfly;
using app::parse_config;

namespace {

const std::string kSecret = "hunter2-secret";

/// "ERROR | HINT" of a configuration that is refused; otherwise "read".
std::string refusal(const std::string& text) {
  try {
    parse_config(text, "F");
    return "read";
  } catch (const Error& error) {
    REQUIRE(error.kind() == ErrorKind::usage);
    return error.what() + std::string(error.hint().empty() ? "" : " | ") +
           std::string(error.hint());
  }
}

}  // namespace

TEST_CASE("a configuration is read as TOML says", "[config]") {
  const app::Settings all = parse_config(
      "# mine\n\n"
      "user = \"james\"  # me\r\n"
      "\tvault='/v/my # vault.db'\n"
      "window-keys = \"~/keys\"\n"
      "ttl = 90\n"
      "max-ttl = \"1h30m\"#\n"
      "color = \"never\"\n"
      "clipboard-time = '10s'\n"
      "passphrase-command = \"pass show 'a b' | head -1\"",
      "F");
  CHECK(all.file == "F");
  CHECK(all.user == "james");
  CHECK(all.vault == "/v/my # vault.db");
  CHECK(all.window_keys == "~/keys");
  CHECK(all.ttl == std::chrono::seconds{90});
  CHECK(all.max_ttl == std::chrono::minutes{90});
  CHECK(all.color == "never");
  CHECK(all.clipboard_time == std::chrono::seconds{10});
  CHECK(all.passphrase_command == "pass show 'a b' | head -1");
  CHECK_FALSE(parse_config("", "F").user);
  CHECK(parse_config("\xef\xbb\xbfuser = 'a'\n", "F").user == "a");
}

TEST_CASE("a value is what stands between its quotes, whatever that is", "[config]") {
  for (const std::string value :
       {"[a]", "[a, b]", "a,b",     "a b",  "a;b",  "a=b",   "{a}", "true", "0x10", "1.5",
        "# a", "a # b",  "x 'y' z", "%{a}", "`id`", "$(id)", "*",   "++",   "--",   "-"}) {
    CAPTURE(value);
    CHECK(parse_config("passphrase-command = \"" + value + "\"", "F").passphrase_command == value);
  }
  for (const std::string value : {"a \\ b", "\\", "a\\n", "say \"a\" or \"b\" now", "a \"b"}) {
    CAPTURE(value);
    const std::string text = "passphrase-command = '" + value + "'";
    const std::string refused = refusal(text);
    if (refused == "read")
      CHECK(parse_config(text, "F").passphrase_command == value);
    else
      CHECK(refused.starts_with("F, line 1: passphrase-command: "));
  }
}

TEST_CASE("what could be read in two ways is refused, and the line is told", "[config]") {
  const std::string write = " | write it like ttl = \"1h\"";
  CHECK(refusal("\n\nuser") == "F, line 3: this is no setting" + write);
  CHECK(refusal("user \"a\"") == "F, line 1: this is no setting" + write);
  CHECK(refusal("\"user\" = \"a\"") == "F, line 1: this is no setting" + write);
  CHECK(refusal("a.b = 1") == "F, line 1: this is no setting" + write);
  CHECK(refusal("= 1") == "F, line 1: this is no setting" + write);
  CHECK(refusal("; user = 'a'") == "F, line 1: this is no setting" + write);
  CHECK(refusal("[store]\nttl = 1") ==
        "F, line 1: there are no sections | write settings without any");
  for (const std::string value :
       {"", "never", "[1, 2]", "['a']", "[", "true", "-1", "+1", "{a = 1}", "# x"}) {
    CAPTURE(value);
    CHECK(refusal("user = " + value) == "F, line 1: the value stands in no quotes" + write);
  }
  for (const std::string value : {"1h", "1 2", "\"a\" b", "\"\"\"a\"\"\"", "'a''b'", "1_000"}) {
    CAPTURE(value);
    CHECK(refusal("ttl = " + value) ==
          "F, line 1: something follows the value | put the whole value in quotes");
  }
  CHECK(refusal("user = \"a") == "F, line 1: a quote is not closed | close it in the same line");
  CHECK(refusal("user = \"a\\\"b\"") ==
        "F, line 1: a backslash in double quotes is not understood | put the value in single "
        "quotes");
  CHECK(refusal("user = 'a'\nuser = 'a'") == "F, line 2: user: given twice");
  CHECK(refusal("user = 'a\tb'") == "F, line 1: user: it holds a control character");
  CHECK(refusal("user = '\xff'") == "F, line 1: not UTF-8 | save the file as UTF-8");
  CHECK(refusal(std::string("user = 'a'\0", 11)) ==
        "F, line 1: something follows the value | put the whole value in quotes");
  CHECK(refusal("\xff\xfeu\0s\0") == "F, line 1: not UTF-8 | save the file as UTF-8");
}

TEST_CASE("a value that its setting cannot have is refused", "[config]") {
  CHECK(refusal("user = ''") == "F, line 1: user: empty");
  CHECK(refusal("user = '" + std::string(129, 'x') + "'") ==
        "F, line 1: user: the user name is longer than 128 bytes");
  CHECK(refusal("vault = 'my.db'") ==
        "F, line 1: vault: not a path from / on | begin it with / or with ~/");
  CHECK(refusal("vault = '~james/my.db'") ==
        "F, line 1: vault: not a path from / on | begin it with / or with ~/");
  CHECK(refusal("window-keys = '/keys/'") ==
        "F, line 1: window-keys: it names a folder | name a file in it");
  CHECK(refusal("ttl = '1y'").starts_with("F, line 1: ttl: not a duration | "));
  CHECK(refusal("max-ttl = 0").starts_with("F, line 1: max-ttl: out of range | "));
  CHECK(refusal("clipboard-time = '400d'").starts_with("F, line 1: clipboard-time: out of range"));
  CHECK(refusal("color = 'pink'") == "F, line 1: color: not one of auto, always, never");
  CHECK(refusal("ttl = '2h'\nmax-ttl = '1h'") == "F: ttl is longer than max-ttl | shorten it");
  CHECK(refusal("ttl = '1h'\nmax-ttl = '1h'") == "read");
}

TEST_CASE("a setting that is not known is told, with what was perhaps meant", "[config]") {
  CHECK(refusal("usr = 'a'") == "F, line 1: unknown setting 'usr' | did you mean user?");
  CHECK(refusal("maxttl = 1") == "F, line 1: unknown setting 'maxttl' | did you mean max-ttl?");
  CHECK(refusal("max_ttl = 1") == "F, line 1: unknown setting 'max_ttl' | did you mean max-ttl?");
  CHECK(refusal("tlt = 1") == "F, line 1: unknown setting 'tlt' | did you mean ttl?");
  CHECK(refusal("colour = 'never'") == "F, line 1: unknown setting 'colour' | did you mean color?");
  CHECK(refusal("frobnicate = 1") == "F, line 1: unknown setting | man mayfly-config lists them");
  CHECK(refusal("passphrase = 'x'") ==
        "F, line 1: a passphrase does not belong in a configuration | passphrase-command names a "
        "command that prints it");
}

TEST_CASE("an error of a configuration keeps what stands there", "[config]") {
  for (const std::string& text :
       {"passphrase = '" + kSecret + "'", kSecret, kSecret + " = 1", "user = " + kSecret,
        "user = \"" + kSecret, "ttl = '" + kSecret + "'", "color = '" + kSecret + "'",
        "vault = '" + kSecret + "'", "[" + kSecret + "]", "ttl = 1 " + kSecret,
        "user = '" + kSecret + "\x1b'"}) {
    CAPTURE(text);
    const std::string told = refusal(text);
    CHECK(told != "read");
    CHECK(told.find(kSecret) == std::string::npos);
  }
}

TEST_CASE("quotes within quotes are kept, or refused without a word of them", "[config]") {
  for (const std::string& value :
       {std::string("'a'"), "'" + kSecret + " b'", "'" + kSecret + "', 'b'"}) {
    CAPTURE(value);
    const std::string text = "passphrase-command = \"" + value + "\"";
    const std::string told = refusal(text);
    if (told == "read")
      CHECK(parse_config(text, "F").passphrase_command == value);
    else
      CHECK(told.find(kSecret) == std::string::npos);
  }
}

TEST_CASE("no line makes anything but a value between quotes, or an error", "[config]") {
  std::mt19937 random(13);
  const std::string pieces = "\"'`\\#=[]{},; ab1\t\r\x01";
  std::size_t read = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string value;
    for (std::size_t size = random() % 12; size > 0; --size)
      value += pieces[random() % pieces.size()];
    const std::string text = "passphrase-command = " + value;
    CAPTURE(text);
    try {
      const auto command = parse_config(text, "F").passphrase_command;
      REQUIRE(command);
      const auto at = value.find(*command);
      REQUIRE(at != std::string::npos);
      const bool quoted = at > 0 && value[at - 1] == value[at + command->size()];
      REQUIRE((quoted || command->find_first_not_of('1') == std::string::npos));
      ++read;
    } catch (const Error& error) {
      REQUIRE(error.kind() == ErrorKind::usage);
    }
  }
  CHECK(read > 50);
}
