#include <linux/magic.h>
#include <sys/vfs.h>

#include <chrono>
#include <utility>
#include <vector>

#include "clipboard/clipboard.h"
#include "process/programs.h"

namespace mayfly::app {
namespace {

using Words = std::vector<std::string>;

constexpr std::chrono::seconds kLookTimeout{2};  // whoever owns the clipboard may hang

/// The commands of a program that serves a clipboard. Each gets a text by its standard input only.
struct Commands {
  std::string name;
  Words put;
  Words read;
  Words clear;  ///< with an empty input
};

class DesktopClipboard final : public Clipboard {
 public:
  explicit DesktopClipboard(Commands commands, std::string remark = {})
      : commands_(std::move(commands)), remark_(std::move(remark)) {}

  std::string name() const override { return commands_.name; }
  std::string remark() const override { return remark_; }

  void put(ByteView text) override {
    if (run_program(commands_.put, text, ProgramOutput::none).status == 0) return;
    throw Error(ErrorKind::output_failed, name() + " failed", "run it by hand to see why");
  }

  void clear(const Fingerprint& text) override {
    const ProgramResult now = run_program(commands_.read, {}, ProgramOutput::kept);
    if (now.status == 0 && text.matches(now.out))
      run_program(commands_.clear, {}, ProgramOutput::none);
  }

 private:
  Commands commands_;
  std::string remark_;
};

/// Whether the display answers. Programs fail for an empty clipboard as well, so it is their words
/// that tell.
bool x11_answers(const Words& read) {
  const ProgramResult result = run_program(read, {}, ProgramOutput::kept, kLookTimeout);
  return result.status != 127 && as_text(result.err).find("open display") == std::string_view::npos;
}
bool wayland_answers(const std::string& paste) {
  const ProgramResult result =
      run_program({paste, "--list-types"}, {}, ProgramOutput::kept, kLookTimeout);
  const auto says = [&](std::string_view words) {
    return as_text(result.err).find(words) != std::string_view::npos;
  };
  return result.status == 0 || says("Nothing is copied") || says("No selection");
}

bool is_in_memory(const char* folder) {
  struct statfs status {};
  return ::statfs(folder, &status) == 0 && status.f_type == TMPFS_MAGIC;
}

/// What programs that keep clipboards should not keep is marked so since wl-clipboard 2.3.
bool knows_sensitive(const std::string& program) {
  const ProgramResult help =
      run_program({program, "--help"}, {}, ProgramOutput::kept, kLookTimeout);
  return as_text(help.out).find("--sensitive") != std::string_view::npos ||
         as_text(help.err).find("--sensitive") != std::string_view::npos;
}

std::unique_ptr<Clipboard> find_wayland(const Environment& environment) {
  if (!environment.get_other("WAYLAND_DISPLAY")) return nullptr;
  const auto copy = find_installed(environment, "wl-copy");
  const auto paste = find_installed(environment, "wl-paste");
  if (!copy || !paste || !wayland_answers(*paste)) return nullptr;
  Words put{*copy, "--type", "text/plain"};  // or xdg-mime would guess
  const auto folder = environment.get_other("XDG_RUNTIME_DIR");
  const auto env = find_installed(environment, "env");
  if (folder && env) put.insert(put.begin(), {*env, "TMPDIR=" + *folder});  // which is in memory
  std::string remark;
  if (knows_sensitive(*copy)) {
    put.emplace_back("--sensitive");
  } else if (!is_in_memory("/tmp")) {
    remark = "this wl-copy may keep the text in a file in /tmp until it is cleared";
  }
  return std::make_unique<DesktopClipboard>(
      Commands{"wl-copy", put, {*paste, "--no-newline"}, {*copy, "--clear"}}, remark);
}

std::unique_ptr<Clipboard> find_xclip(const Environment& environment) {
  const auto xclip = find_installed(environment, "xclip");
  if (!xclip) return nullptr;
  const Words put{*xclip, "-selection", "clipboard", "-in"};
  const Words read{*xclip, "-selection", "clipboard", "-out"};
  if (!x11_answers(read)) return nullptr;
  return std::make_unique<DesktopClipboard>(Commands{"xclip", put, read, put});
}

std::unique_ptr<Clipboard> find_xsel(const Environment& environment) {
  const auto xsel = find_installed(environment, "xsel");
  if (!xsel) return nullptr;
  const Words read{*xsel, "--clipboard", "--output"};
  if (!x11_answers(read)) return nullptr;
  return std::make_unique<DesktopClipboard>(
      Commands{"xsel", {*xsel, "--clipboard", "--input"}, read, {*xsel, "--clipboard", "--clear"}});
}

}  // namespace

std::unique_ptr<Clipboard> find_desktop_clipboard(const Environment& environment) {
  if (auto clipboard = find_wayland(environment)) return clipboard;
  if (!environment.get_other("DISPLAY")) return nullptr;
  auto clipboard = find_xclip(environment);
  return clipboard ? std::move(clipboard) : find_xsel(environment);
}

}  // namespace mayfly::app
