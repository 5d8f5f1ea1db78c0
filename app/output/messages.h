#pragma once

#include <optional>
#include <span>
#include <string>

#include "mayfly/vault.h"
#include "output/output.h"

namespace mayfly::app {

/// What an error that comes after these were claimed must say, `before` having been done with them:
/// "printed". Empty if none of them is destroyed, or has a reading less.
std::string what_is_lost(std::span<const Message> messages, const std::string& before);

/// Prints messages on standard output as get's options say. A single message goes out byte for
/// byte; of several, each ends with a newline.
class MessagePrinter {
 public:
  struct Style {
    bool end_with_nul = false;
    bool raw = false;  ///< control characters too, on a terminal
  };

  /// Both must outlive it.
  MessagePrinter(Output& out, const std::string& user, Style style)
      : out_(out), user_(user), style_(style) {}

  void add(Message message);

  /// To be called once, after the last message.
  void finish();

 private:
  void print(const Message& message);
  void print_json(const Message& message);

  Output& out_;
  const std::string& user_;
  Style style_;
  std::optional<Message> held_;  // until it is known whether it is the only one
  std::size_t count_ = 0;
  bool json_begun_ = false;
};

}  // namespace mayfly::app
