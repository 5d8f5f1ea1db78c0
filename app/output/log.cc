#include "output/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>

#include <filesystem>
#include <mutex>
#include <utility>

#include "output/json.h"
#include "output/printable.h"
#include "tool/places.h"

namespace mayfly::app {
namespace {

/// Writes to the standard error that was handed in, in the tool's own form: "mayfly: warning: ...".
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  StderrSink(Io io, bool json) : io_(std::move(io)), json_(json) { set_pattern("mayfly: %l: %v"); }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (json_) return write_err(io_, as_text(as_json(message)));
    spdlog::memory_buf_t text;
    formatter_->format(message, text);
    write_err(io_, {text.data(), text.size()});
  }
  void flush_() override {}

 private:
  /// {"warning":{"message":...}}, on a line of its own.
  static SecureBytes as_json(const spdlog::details::log_msg& message) {
    const auto level = spdlog::level::to_string_view(message.level);
    const std::string_view text(message.payload.data(), message.payload.size());
    return message_as_json({level.data(), level.size()}, text);
  }

  Io io_;
  bool json_;
};

std::shared_ptr<spdlog::sinks::sink> file_sink(const std::string& path) try {
  if (path.empty()) throw empty_path("--log-file");
  const auto folder = std::filesystem::path(path).parent_path();  // spdlog would make it
  std::error_code failure;
  if (!folder.empty() && !std::filesystem::is_directory(folder, failure))
    throw Error(ErrorKind::not_written, "could not open the log file: no such folder");
  // To open a FIFO waits for a reader.
  const auto type = std::filesystem::status(path, failure).type();
  if (type == std::filesystem::file_type::none)
    throw Error(ErrorKind::not_written, "could not open the log file: " + failure.message());
  if (type != std::filesystem::file_type::regular && type != std::filesystem::file_type::not_found)
    throw Error(ErrorKind::not_written, "could not open the log file: not a regular file");
  auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
  sink->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z mayfly[%P] %l: %v");
  sink->set_level(spdlog::level::info);
  return sink;
} catch (const spdlog::spdlog_ex& error) {
  throw Error(ErrorKind::not_written, std::string("could not open the log file: ") + error.what());
}

std::shared_ptr<spdlog::logger> make_log(const Context& context) {
  const GlobalOptions& options = context.options;
  auto console = std::make_shared<StderrSink>(context.io, options.json);
  console->set_level(options.quiet     ? spdlog::level::off
                     : options.verbose ? spdlog::level::info
                                       : spdlog::level::warn);
  auto log = std::make_shared<spdlog::logger>("mayfly", console);
  log->set_level(spdlog::level::info);
  if (options.log_file) log->sinks().push_back(file_sink(*options.log_file));
  return log;
}

spdlog::logger& log_of(Context& context) {
  if (!context.log) context.log = make_log(context);
  return *context.log;
}

}  // namespace

void start_log(Context& context) {
  if (context.options.log_file) log_of(context);
}

void log_info(Context& context, std::string_view text) {
  if (context.options.verbose || context.log) log_of(context).info(printable_line(text));
}

void log_warning(Context& context, std::string_view text) {
  log_of(context).warn(printable_line(text));
}

void log_error_to_file(Context& context, std::string_view text) {
  if (!context.log || context.log->sinks().size() < 2) return;
  context.log->sinks().front()->set_level(spdlog::level::off);
  context.log->error(printable_line(text));
}

}  // namespace mayfly::app
