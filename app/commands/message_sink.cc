#include "commands/message_sink.h"

#include <unistd.h>

#include "cli/values.h"
#include "process/new_file.h"
#include "tool/places.h"

namespace mayfly::app {
namespace {

class StandardOutput final : public MessageSink {
 public:
  StandardOutput(const Tool& tool, MessagePrinter::Style style) : tool_(tool), style_(style) {}

  void begin(const std::string& user) override { printer_.emplace(tool_.out, user, style_); }
  void require_reader() const override { tool_.out.require_reader(); }
  void accept(std::span<const Message* const>) override {}
  void take(Message message) override { printer_->add(std::move(message)); }
  void finish() override { printer_->finish(); }
  bool is_terminal() const override { return tool_.out.is_terminal(); }

 private:
  const Tool& tool_;
  MessagePrinter::Style style_;
  std::optional<MessagePrinter> printer_;
};

/// A new file, which holds what a pipe would get. It is written before a message to burn is
/// claimed, and gets its name afterwards: a full disk loses no message.
class OutputFile final : public MessageSink {
 public:
  OutputFile(const Tool& tool, MessagePrinter::Style style, const std::string& path)
      : tool_(tool),
        style_(style),
        path_(path),
        file_(path, tool.around.random),
        io_{tool.around.io.in, file_.fd(), tool.around.io.err},
        out_(io_, tool.around.environment, tool.call.options, tool.around.progress_after) {}

  void begin(const std::string& user) override {
    user_ = user;
    printer_.emplace(out_, user_, style_);
  }

  void accept(std::span<const Message* const> messages) override {
    file_.require_possible();                        // a wait may have been long
    require(::lseek(file_.fd(), 0, SEEK_SET) == 0);  // there may have been another try
    for (const Message* message : messages) printer_->add(*message);
    write_rest();
    // How many reads are left is known only after the claim: JSON is written over itself then.
    if (!tool_.out.json()) return;
    is_written_ = false;
    require(::lseek(file_.fd(), 0, SEEK_SET) == 0);
    printer_.emplace(out_, user_, style_);
  }
  void take(Message message) override {
    if (!is_written_) printer_->add(std::move(message));
  }
  void finish() override {
    if (!is_written_) write_rest();
    file_.publish();
    tool_.out.notice_to_person("wrote " + path_);
  }

 private:
  void write_rest() {
    printer_->finish();
    require(::ftruncate(file_.fd(), ::lseek(file_.fd(), 0, SEEK_CUR)) == 0);
    file_.sync();
    is_written_ = true;
  }
  void require(bool done) const {
    if (!done) throw Error(ErrorKind::output_failed, "could not write " + path_);
  }

  const Tool& tool_;
  MessagePrinter::Style style_;
  std::string path_;
  NewFile file_;
  Io io_;
  Output out_;
  std::string user_;
  std::optional<MessagePrinter> printer_;
  bool is_written_ = false;
};

}  // namespace

std::unique_ptr<MessageSink> open_sink(const Tool& tool, MessagePrinter::Style style,
                                       const std::string& file, bool qr) {
  if (qr) return open_qr_sink(tool);
  if (file == "-") return std::make_unique<StandardOutput>(tool, style);
  if (file.empty()) throw empty_path("--output");
  if (file.back() == '/')
    throw Error(ErrorKind::usage, "--output names a folder", "name a file in it");
  require_folder(tool, file);
  return std::make_unique<OutputFile>(tool, style, file);
}

}  // namespace mayfly::app
