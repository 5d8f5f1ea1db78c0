#pragma once

#include <memory>
#include <span>
#include <string>

#include "output/messages.h"
#include "tool/tool.h"

namespace mayfly::app {

/// Where the messages of get go.
class MessageSink {
 public:
  virtual ~MessageSink() = default;

  /// The messages are this user's. To be called first, and again for another try.
  virtual void begin(const std::string& user) = 0;

  /// Ends the process by SIGPIPE if nobody reads what will be printed.
  virtual void require_reader() const {}

  /// Sees all of them before those to burn are claimed: what can fail is tried now, and throws.
  virtual void accept(std::span<const Message* const> messages) = 0;

  /// Takes one, which may be claimed.
  virtual void take(Message message) = 0;

  /// To be called once, after the last message.
  virtual void finish() = 0;

  virtual bool is_terminal() const { return false; }
};

/// Standard output if `file` is "-", otherwise a new file of that name; or, as a QR code, standard
/// output. Throws Error{usage} for a file that is there already, or if there is no qrencode. The
/// tool must outlive it.
std::unique_ptr<MessageSink> open_sink(const Tool& tool, MessagePrinter::Style style,
                                       const std::string& file, bool qr);

/// Prints one message as a QR code.
std::unique_ptr<MessageSink> open_qr_sink(const Tool& tool);

}  // namespace mayfly::app
