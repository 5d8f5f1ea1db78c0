// copy, by a program that a test has put in the place of xclip.

#include "clipboard/clearing.h"
#include "support/copy_world.h"
#include "support/skip.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

/// A clipboard that is a file.
struct FakeDesktop : CopyWorld {
  FakeDesktop() {
    fs::create_directory(programs);
    variables["PATH"] = programs.string() + ":/usr/bin:/bin";
    variables["DISPLAY"] = ":9";
    add_xclip(
        "case \"$*\" in\n"
        "  *-in) cat >" +
        content.string() +
        " ;;\n"
        "  *) cat " +
        content.string() +
        " 2>/dev/null && exit\n"
        "     echo 'Error: target STRING not available' >&2; exit 1 ;;\n"
        "esac");
  }
  void add_xclip(const std::string& script) const {
    std::ofstream(programs / "xclip") << "#!/bin/sh\necho \"$@\" >>" << words.string() << "\n"
                                      << script << "\n";
    fs::permissions(programs / "xclip", fs::perms::owner_all);
  }
  std::string copied() const { return read(content); }
  static std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  fs::path programs = runner.home / "programs";
  fs::path content = runner.home / "content";
  fs::path words = runner.home / "words";  ///< what the program was started with
};

/// A clipboard in memory.
struct FakeClipboard final : app::Clipboard {
  std::string name() const override { return "fake"; }
  void put(ByteView text) override { content = as_text(text); }
  void clear(const Fingerprint& text) override {
    if (fails) throw Error(ErrorKind::output_failed, "no");
    if (text.matches(as_bytes(content))) content.clear();
  }
  std::string content;
  bool fails = false;
};

constexpr std::uint64_t kLargestSegment = std::uint64_t{64} << 20;  ///< bytes of memory

/// Where descriptors of a process lead.
std::multiset<std::string> descriptors_of(pid_t pid) {
  std::multiset<std::string> targets;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    const std::string target = fs::read_symlink(entry.path());
    targets.insert(target.substr(0, target.find(":[")));
  }
  return targets;
}

}  // namespace

TEST_CASE_METHOD(FakeDesktop, "a message is copied by standard input, and cleared later",
                 "[copy]") {
  const RunResult result = copy({"door", "-v"});
  CHECK(result.status == 0);
  CHECK(result.out.empty());
  CHECK(result.err == "mayfly: copied message 1 by xclip, to be cleared in 45s\n");
  CHECK(copied() == "secret");
  clear_now();
  CHECK(copied().empty());
  CHECK(read(words).find("secret") == std::string::npos);
}

TEST_CASE_METHOD(FakeDesktop, "what others have copied since is left alone", "[copy]") {
  REQUIRE(copy({"door"}).status == 0);
  std::ofstream(content) << "mine";
  clear_now();
  CHECK(copied() == "mine");
}

TEST_CASE_METHOD(FakeDesktop, "the process that clears has left all that was its caller's",
                 "[copy]") {
  REQUIRE(copy({"door"}).status == 0);
  const pid_t pid = clearer();
  const std::string process = "/proc/" + std::to_string(pid);
  CHECK(::getsid(pid) == pid);
  CHECK(fs::read_symlink(process + "/cwd") == "/");
  const auto open = descriptors_of(pid);
  CHECK(open.count("/dev/null") == 3);
  for (const std::string& target : open)
    CHECK((target == "/dev/null" || target == "pipe" || target.starts_with("anon_inode")));
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT}) REQUIRE(::kill(pid, signal) == 0);
  clear_now();
  CHECK(copied().empty());
}

TEST_CASE_METHOD(FakeDesktop, "the process that clears never had the secret", "[copy]") {
  REQUIRE(copy({"door"}).status == 0);
  const std::string process = "/proc/" + std::to_string(clearer());
  std::ifstream maps(process + "/maps");
  std::ifstream memory(process + "/mem", std::ios::binary);
  std::size_t seen = 0;
  bool found = false;
  for (std::string line; std::getline(maps, line);) {
    if (line.find(" rw") == std::string::npos) continue;
    const auto dash = line.find('-');
    const std::uint64_t begin = std::stoull(line, nullptr, 16);
    const std::uint64_t end = std::stoull(line.substr(dash + 1), nullptr, 16);
    if (end - begin > kLargestSegment) continue;  // the shadow of a sanitizer
    std::string bytes(end - begin, '\0');
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(begin));
    if (!memory.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) continue;
    seen += bytes.size();
    found = found || bytes.find("secret\n") != std::string::npos;
  }
  if (seen == 0) return skip("this process may not read the memory of another");
  CHECK_FALSE(found);
}

TEST_CASE_METHOD(FakeDesktop, "a message to burn is burned by being copied", "[copy]") {
  REQUIRE(copy({"2"}).status == 0);
  CHECK(copied() == "once");
  CHECK(runner.run({"get", "2"}).status == 3);
}

TEST_CASE_METHOD(FakeDesktop, "without a clipboard nothing is burned", "[copy]") {
  const std::string why = "there is no clipboard here";
  SECTION("no display") {
    variables.erase("DISPLAY");
  }
  SECTION("a display that has ended") {
    add_xclip("echo \"Error: Can't open display\" >&2; exit 1");
  }
  SECTION("no program") {
    variables["PATH"] = runner.home / "none";
  }
  CHECK(is_refused(copy({"2"}), 2, why));
  CHECK(left.find("mayfly").empty());
  check_unburned();
}

TEST_CASE_METHOD(FakeDesktop, "what no clipboard keeps is not burned", "[copy]") {
  runner.run({"store", "-q", "--burn", "-"}, std::string("a\0b", 3));
  CHECK(is_refused(copy({"3"}), 2, "holds a NUL byte"));
  CHECK(runner.run({"get", "3"}).out == std::string("a\0b", 3));
}

TEST_CASE_METHOD(FakeDesktop, "a message that is not there changes nothing", "[copy]") {
  std::ofstream(content) << "mine";
  CHECK(copy({"7"}).status == 3);
  CHECK(copy({"nobody"}).status == 3);
  CHECK(is_refused(copy({""}), 2, "the name is empty"));
  CHECK(copy({}).status == 2);
  CHECK(is_refused(copy({"door", "--clear-after", "never"}), 2, "--clear-after: not a duration"));
  CHECK(copied() == "mine");
  left.wait_for("mayfly");
  CHECK(copied() == "mine");
}

TEST_CASE_METHOD(FakeDesktop, "a program that fails after the claim is told, and the loss with it",
                 "[copy]") {
  add_xclip("case \"$*\" in *-in) exit 1 ;; esac");
  CHECK(is_refused(copy({"door"}), 16, "xclip failed"));
  const RunResult result = copy({"2"});
  CHECK(is_refused(result, 1, "xclip failed"));
  CHECK(result.err.find("lost, since it was destroyed before it was copied: message 2") !=
        std::string::npos);
}

TEST_CASE_METHOD(FakeDesktop, "one newline at the end is left out, and no more", "[copy]") {
  const auto [text, pasted] =
      GENERATE(std::pair("a\n\n", "a\n"), std::pair("\n", "\n"), std::pair(" a b ", " a b "),
               std::pair("a\nb\n", "a\nb"), std::pair("\xff\n", "\xff"));
  runner.run({"store", "-q", "-"}, text);
  REQUIRE(copy({"3"}).status == 0);
  CHECK(copied() == pasted);
}

TEST_CASE_METHOD(FakeDesktop, "it is cleared when the message expires, if that is earlier",
                 "[copy]") {
  runner.variables["PATH"] = variables["PATH"];
  runner.variables["DISPLAY"] = ":9";
  runner.run({"store", "-q", "short", "--ttl", "10s", "--name", "short"});
  runner.clock.advance(milliseconds{4000});
  runner.out_is_terminal = true;
  CHECK(runner.run({"copy", "short"}).err ==
        "mayfly: copied message 3 by xclip, to be cleared in 6s\n");
  CHECK(runner.run({"copy", "door", "--clear-after", "5m"}).err ==
        "mayfly: copied message 1 by xclip, to be cleared in 5m\n");
  const auto json = runner.run({"copy", "short", "--json"}).out;
  CHECK(json.starts_with("{\"id\":3,\"copied_by\":\"xclip\",\"cleared_at\":\""));
  CHECK(json.ends_with("\"confirmed\":true}\n"));
}

TEST_CASE("a clipboard is cleared when its time is over", "[copy]") {
  SystemRandom random;
  FakeClipboard clipboard;
  clipboard.put(as_bytes("secret"));
  const Fingerprint secret(as_bytes("secret"), random);
  std::vector<milliseconds> pauses;
  const app::Pause pause = [&](milliseconds time) {
    CHECK(clipboard.content == "secret");
    pauses.push_back(time);
  };
  SECTION("in time") {
    app::clear_after(clipboard, secret, milliseconds{45'000}, pause);
    CHECK(clipboard.content.empty());
    CHECK(pauses == std::vector{milliseconds{45'000}});
  }
  SECTION("at once, if the message has expired meanwhile") {
    app::clear_after(clipboard, secret, milliseconds{0}, pause);
    CHECK(clipboard.content.empty());
    CHECK(pauses.empty());
  }
  SECTION("not, if others have copied since") {
    app::clear_after(clipboard, secret, milliseconds{1},
                     [&](milliseconds) { clipboard.put(as_bytes("mine")); });
    CHECK(clipboard.content == "mine");
  }
  SECTION("as far as it can be") {
    clipboard.fails = true;
    app::clear_after(clipboard, secret, milliseconds{1}, pause);
    CHECK(clipboard.content == "secret");
  }
}
