#include <csignal>

#include "log.h"
#include "mayfly/process.h"
#include "run.h"

int main(int argc, char** argv) {
  mayfly::harden_process();
  std::signal(SIGPIPE, SIG_DFL);  // a reader that goes away ends us quietly
  mayfly::WallClock clock;
  mayfly::SystemRandom random;
  mayfly::app::Context context{mayfly::app::Environment::of_process(), mayfly::app::Io::of_process(),
                               clock, random};
  return mayfly::app::run(std::span(argv, static_cast<std::size_t>(argc)).subspan(argc > 0 ? 1 : 0), context);
}
