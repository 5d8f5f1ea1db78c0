// copy by the real programs: xclip and xsel, wl-copy, tmux; and by a terminal's escape sequence.

#include <poll.h>

#include "support/copy_world.h"
#include "support/longest_wait.h"
#include "support/pty.h"
#include "support/skip.h"

using namespace mayfly::test;

namespace {

namespace fs = std::filesystem;

bool are_missing(const std::vector<std::string>& programs) {
  for (const std::string& program : programs) {
    if (has_program(program)) continue;
    skip("there is no " + program);
    return true;
  }
  return false;
}

/// A server that says on descriptor 9 when it is ready, and by which name.
class Server {
 public:
  Server(std::vector<std::string> words, const std::map<std::string, std::string>& variables)
      : process_(std::move(words), {"", variables, [this] { ::dup2(ready_.ends[1], 9); }}) {
    ready_.close_writer();
    pollfd events{ready_.ends[0], POLLIN, 0};
    ::poll(&events, 1, kLongestWaitMs);
    char name[64]{};
    if (::read(ready_.ends[0], name, sizeof(name) - 1) > 0) name_ = name;
    name_ = name_.substr(0, name_.find('\n'));
  }

  /// Empty if it could not start.
  const std::string& name() const { return name_; }

 private:
  Pipe ready_;
  Process process_;
  std::string name_;
};

struct Desktop : CopyWorld {
  /// What is pasted by that command.
  std::string pasted(const std::string& command) const {
    return run_process({"timeout", "20", "sh", "-c", command}, {"", variables}).out;
  }
  /// xclip has the clipboard a moment after it has told so.
  void check_pasted(const std::string& command, const std::string& text) const {
    const auto end = std::chrono::steady_clock::now() + kLongestWait;
    while (pasted(command) != text && std::chrono::steady_clock::now() < end) {
    }
    CHECK(pasted(command) == text);
  }
  void check_copies(const std::string& name, const std::string& paste,
                    const std::string& copy_mine) {
    const RunResult result = copy({"door", "--json"});
    CHECK(result.out.find("\"copied_by\":\"" + name + "\"") != std::string::npos);
    check_pasted(paste, "secret");
    clear_now();
    check_pasted(paste, "");
    REQUIRE(copy({"2"}).status == 0);
    check_pasted(paste, "once");
    pasted("printf mine | " + copy_mine + " >/dev/null 2>&1");
    check_pasted(paste, "mine");
    clear_now();
    CHECK(pasted(paste) == "mine");
    CHECK(runner.run({"get", "2"}).status == 3);
  }
  /// A folder of programs, in which some are not.
  void use_only(const std::vector<std::string>& programs) {
    const fs::path folder = runner.home / "programs";
    fs::create_directory(folder);
    for (const std::string& program : programs)
      fs::create_symlink("/usr/bin/" + program, folder / program);
    variables["PATH"] = folder.string() + ":/bin";
    if (fs::is_symlink("/bin")) variables["PATH"] = folder;
  }
};

}  // namespace

TEST_CASE_METHOD(Desktop, "xclip copies, and is cleared", "[copy][race]") {
  if (are_missing({"Xvfb", "xclip"})) return;
  const Server display({"Xvfb", "-displayfd", "9", "-nolisten", "tcp"}, variables);
  if (display.name().empty()) return skip("Xvfb does not start");
  variables["DISPLAY"] = ":" + display.name();
  check_copies("xclip", "xclip -selection clipboard -out", "xclip -selection clipboard -in");
}

TEST_CASE_METHOD(Desktop, "xsel copies where there is no xclip, and is cleared", "[copy][race]") {
  if (are_missing({"Xvfb", "xsel"})) return;
  const Server display({"Xvfb", "-displayfd", "9", "-nolisten", "tcp"}, variables);
  if (display.name().empty()) return skip("Xvfb does not start");
  variables["DISPLAY"] = ":" + display.name();
  use_only({"xsel", "sh", "timeout"});
  check_copies("xsel", "xsel --clipboard --output", "xsel --clipboard --input");
}

TEST_CASE_METHOD(Desktop, "wl-copy copies, and is cleared", "[copy][race]") {
  if (are_missing({"sway", "wl-copy", "setpriv"})) return;
  // Not in the home: sway does not run as root.
  const TempFolder folder;
  const fs::path runtime = fs::path("/tmp") / ("wl-" + folder.path().filename().string());
  fs::create_directory(runtime);
  fs::permissions(runtime, fs::perms::owner_all);
  std::ofstream(runtime / "config") << "xwayland disable\nexec echo $WAYLAND_DISPLAY >&9\n";
  variables["XDG_RUNTIME_DIR"] = runtime;
  variables["WLR_BACKENDS"] = "headless";
  variables["WLR_LIBINPUT_NO_DEVICES"] = "1";
  variables["WLR_RENDERER"] = "pixman";
  std::vector<std::string> words{"sway", "-c", runtime / "config"};
  if (::geteuid() == 0) {
    if (::chown(runtime.c_str(), 65534, 65534) != 0) return skip("this process may not chown");
    words.insert(words.begin(), {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"});
  }
  {
    const Server display(words, variables);
    if (display.name().empty()) {
      skip("sway does not start");
    } else {
      variables["WAYLAND_DISPLAY"] = display.name();
      check_copies("wl-copy", "wl-paste --no-newline 2>/dev/null", "wl-copy");
    }
  }
  fs::remove_all(runtime);
}

TEST_CASE_METHOD(Desktop, "tmux copies, and its buffer is cleared, other buffers not",
                 "[copy][race]") {
  if (are_missing({"tmux"})) return;
  const std::string tmux = "tmux -S " + (runner.home / "tmux").string() + " -f /dev/null ";
  const std::string run = std::string(MAYFLY_BINARY) + " copy door --json >" +
                          (runner.home / "out").string() + "; tmux wait-for -S done";
  REQUIRE(run_process(
              {"sh", "-c",
               tmux + "new-session -d '" + run + "; read forever' && " + tmux + "wait-for done"},
              {"", variables})
              .status == 0);
  std::string out;
  std::getline(std::ifstream(runner.home / "out"), out);
  CHECK(out.find("\"copied_by\":\"tmux\"") != std::string::npos);
  CHECK(pasted(tmux + "show-buffer") == "secret");
  pasted(tmux + "set-buffer mine");
  clear_now();
  CHECK(pasted(tmux + "list-buffers -F '#{buffer_sample}'") == "mine\n");
  pasted(tmux + "kill-server");
}

TEST_CASE_METHOD(Desktop, "a terminal is asked to copy, and to clear", "[copy]") {
  Pty pty({MAYFLY_BINARY, "copy", "door"}, {environment()});
  pty.wait_for("\x1b]52;c;c2VjcmV0\a");
  pty.wait_for("whether the terminal copies it, and clears it later, cannot be told");
  CHECK(pty.wait() == 0);
  clear_now();
  pty.wait_for("\x1b]52;c;!\a");
}

TEST_CASE_METHOD(Desktop, "a terminal gets no message to burn, nor one that is too long",
                 "[copy]") {
  Pty burn({MAYFLY_BINARY, "copy", "2"}, {environment()});
  burn.wait_for("nobody can tell whether the terminal copies it");
  CHECK(burn.wait() == 2);
  runner.run({"store", "-q", "-"}, std::string(56'245, 'x'));
  Pty large({MAYFLY_BINARY, "copy", "3"}, {environment()});
  large.wait_for("longer than the 56244 bytes");
  CHECK(large.wait() == 2);
  CHECK(burn.shown().find("]52;") == std::string::npos);
  CHECK(large.shown().find("]52;") == std::string::npos);
  check_unburned();
}

TEST_CASE_METHOD(Desktop, "a console that does not know the sequence is not sent it", "[copy]") {
  Pty pty({"sh", "-c", std::string("TERM=linux ") + MAYFLY_BINARY + " copy door"}, {environment()});
  pty.wait_for("there is no clipboard here");
  CHECK(pty.wait() == 2);
}
