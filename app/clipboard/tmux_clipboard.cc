#include <vector>

#include "clipboard/clipboard.h"
#include "process/programs.h"

namespace mayfly::app {
namespace {

/// A buffer of tmux, which also asks its terminal to copy it (-w). That the buffer is there can be
/// told; of the terminal nobody can tell.
class TmuxClipboard final : public Clipboard {
 public:
  explicit TmuxClipboard(std::string tmux) : tmux_(std::move(tmux)) {}

  std::string name() const override { return "tmux"; }
  std::string remark() const override {
    return "if the terminal around tmux has copied it, too, it is not cleared there";
  }

  void put(ByteView text) override {
    if (run_program({tmux_, "load-buffer", "-w", "-"}, text, ProgramOutput::none).status == 0)
      return;
    throw Error(ErrorKind::output_failed, "tmux failed", "tmux load-buffer -w needs tmux 3.2");
  }

  /// Other buffers may have come since: it is looked for in all of them.
  void clear(const Fingerprint& text) override {
    const ProgramResult list =
        run_program({tmux_, "list-buffers", "-F", "#{buffer_name}"}, {}, ProgramOutput::kept);
    std::string_view names = as_text(list.out);
    while (!names.empty()) {
      const std::string name(names.substr(0, names.find('\n')));
      names.remove_prefix(std::min(names.size(), name.size() + 1));
      const ProgramResult buffer =
          run_program({tmux_, "save-buffer", "-b", name, "-"}, {}, ProgramOutput::kept);
      if (buffer.status == 0 && text.matches(buffer.out))
        run_program({tmux_, "delete-buffer", "-b", name}, {}, ProgramOutput::none);
    }
  }

 private:
  std::string tmux_;
};

}  // namespace

std::unique_ptr<Clipboard> find_tmux_clipboard(const Environment& environment) {
  if (!environment.get_other("TMUX")) return nullptr;
  const auto tmux = find_installed(environment, "tmux");
  if (!tmux || run_program({*tmux, "list-buffers"}, {}, ProgramOutput::kept).status != 0)
    return nullptr;
  return std::make_unique<TmuxClipboard>(*tmux);
}

}  // namespace mayfly::app
