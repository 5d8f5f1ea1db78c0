#include <csignal>
#include <cstdlib>
#include <span>

#include "mayfly/process.h"
#include "process/arguments.h"
#include "run_tool.h"

#ifdef MAYFLY_COVERAGE
extern "C" int __llvm_profile_write_file();  // NOLINT: clang has no header for it
#endif

int main(int argc, char** argv) {
  const mayfly::ProcessState state = mayfly::harden_process();
  const std::span list(argv, static_cast<std::size_t>(argc));
  const mayfly::app::Arguments arguments(list.subspan(list.empty() ? 0 : 1));
  mayfly::tune_for_one_call();
  const mayfly::app::Inherited inherited{
      state, std::signal(SIGPIPE, SIG_DFL),  // a reader that goes away ends us quietly
      std::signal(SIGXFSZ, SIG_IGN),  // a file size limit is an error of write() like any other
  };
  mayfly::SystemClock clock;
  mayfly::SystemRandom random;
  mayfly::app::TerminalPrompt prompt;
  mayfly::app::KernelKeyring keyring;
  const mayfly::app::Surroundings around{
      mayfly::app::Environment::of_process(),
      mayfly::app::Io::of_process(),
      clock,
      random,
      prompt,
      keyring,
      &inherited,
  };
  const int status = mayfly::app::run_tool(arguments.words(), around);
#ifdef MAYFLY_COVERAGE
  __llvm_profile_write_file();  // as exit() would
#endif
  // Nothing is left to destroy but what the system takes back faster: Botan would unmap its pool
  // page by page.
  std::_Exit(status);
}
