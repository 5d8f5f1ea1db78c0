#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "cli/invocation.h"

namespace spdlog {
class logger;
}

namespace mayfly::app {

/// Warnings and up go to standard error (nothing with --quiet, all with -v), and all to the log
/// file, if the options name one.
class Log {
 public:
  /// Takes a line for standard error, with its newline.
  using Write = std::function<void(std::string_view)>;

  /// Opens the log file. Throws Error{output_failed}, and Error{usage} for an empty name.
  Log(const GlobalOptions& options, Write write);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void info(std::string_view text);
  void warn(std::string_view text);
  /// For the log file alone: the user sees the error itself.
  void error_to_file(std::string_view text);

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace mayfly::app
