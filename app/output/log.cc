#include "output/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>

#include <filesystem>
#include <mutex>
#include <utility>

#include "cli/values.h"
#include "mayfly/error.h"
#include "output/json.h"
#include "output/printable.h"

namespace mayfly::app {
namespace {

/// Writes to standard error, in the tool's own form: "mayfly: warning: ...".
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  StderrSink(Log::Write write, bool json) : write_(std::move(write)), json_(json) {
    set_pattern("mayfly: %l: %v");
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (json_) return write_(as_text(as_json(message)));
    spdlog::memory_buf_t text;
    formatter_->format(message, text);
    write_({text.data(), text.size()});
  }
  void flush_() override {}

 private:
  /// {"warning":{"message":...}}, on a line of its own.
  static SecureBytes as_json(const spdlog::details::log_msg& message) {
    const auto level = spdlog::level::to_string_view(message.level);
    const std::string_view text(message.payload.data(), message.payload.size());
    return message_as_json({level.data(), level.size()}, text);
  }

  Log::Write write_;
  bool json_;
};

std::shared_ptr<spdlog::sinks::sink> file_sink(const std::string& path) try {
  if (path.empty()) throw empty_path("--log-file");
  const auto folder = std::filesystem::path(path).parent_path();  // spdlog would make it
  std::error_code failure;
  if (!folder.empty() && !std::filesystem::is_directory(folder, failure))
    throw Error(ErrorKind::output_failed, "could not open the log file: no such folder");
  // To open a FIFO waits for a reader.
  const auto type = std::filesystem::status(path, failure).type();
  if (type == std::filesystem::file_type::none)
    throw Error(ErrorKind::output_failed, "could not open the log file: " + failure.message());
  if (type != std::filesystem::file_type::regular && type != std::filesystem::file_type::not_found)
    throw Error(ErrorKind::output_failed, "could not open the log file: not a regular file");
  auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
  sink->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z mayfly[%P] %l: %v");
  sink->set_level(spdlog::level::info);
  return sink;
} catch (const spdlog::spdlog_ex& error) {
  throw Error(ErrorKind::output_failed,
              std::string("could not open the log file: ") + error.what());
}

spdlog::level::level_enum level_on_stderr(const GlobalOptions& options) {
  if (options.quiet) return spdlog::level::off;
  return options.verbose ? spdlog::level::info : spdlog::level::warn;
}

}  // namespace

Log::Log(const GlobalOptions& options, Write write) {
  auto console = std::make_shared<StderrSink>(std::move(write), options.json);
  console->set_level(level_on_stderr(options));
  logger_ = std::make_shared<spdlog::logger>("mayfly", console);
  logger_->set_level(spdlog::level::info);
  if (options.log_file) logger_->sinks().push_back(file_sink(*options.log_file));
}

Log::~Log() = default;

void Log::info(std::string_view text) {
  logger_->info(printable_line(text));
}

void Log::warn(std::string_view text) {
  logger_->warn(printable_line(text));
}

void Log::error_to_file(std::string_view text) {
  if (logger_->sinks().size() < 2) return;
  logger_->sinks().front()->set_level(spdlog::level::off);
  logger_->error(printable_line(text));
}

}  // namespace mayfly::app
