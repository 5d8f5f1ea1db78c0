#include "clipboard/clipboard.h"

namespace mayfly::app {

std::unique_ptr<Clipboard> find_clipboard(const Tool& tool) {
  const Environment& environment = tool.around.environment;
  for (const auto find : {find_desktop_clipboard, find_tmux_clipboard, find_terminal_clipboard})
    if (auto clipboard = find(environment)) return clipboard;
  throw Error(ErrorKind::usage, "there is no clipboard here: no desktop, no tmux and no terminal",
              "nothing was read; on a desktop install wl-clipboard, xclip or xsel");
}

}  // namespace mayfly::app
