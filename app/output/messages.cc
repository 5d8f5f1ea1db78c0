#include "output/messages.h"

#include <utility>

#include "output/json.h"
#include "output/printable.h"
#include "output/wording.h"

namespace mayfly::app {

void MessagePrinter::add(Message message) {
  ++count_;
  if (held_) print(*held_);
  held_ = std::move(message);
}

void MessagePrinter::finish() {
  if (held_) print(*held_);
  if (!out_.json()) return;
  out_.print(count_ == 0 ? "{\"messages\":[]}\n" : "]}\n");
}

void MessagePrinter::print(const Message& message) {
  if (out_.json()) return print_json(message);
  const bool escape = out_.is_terminal() && !style_.raw;
  const SecureBytes escaped = escape ? printable(message.text, true) : SecureBytes();
  const ByteView text = escape ? escaped : message.text;
  out_.print(text);
  if (style_.end_with_nul) return out_.print(std::string_view("\0", 1));
  const bool end_line = out_.is_terminal() || count_ > 1;
  if (end_line && (text.empty() || text.back() != '\n')) out_.print("\n");
}

void MessagePrinter::print_json(const Message& message) {
  Json json;
  json.add("id", message.id)
      .add("user", user_)
      .add("created_at", rfc3339(message.created_at))
      .add("expires_at", rfc3339(message.expires_at));
  if (message.burn) json.add("burn", true);
  if (message.reads_left) json.add("reads_left", *message.reads_left);
  if (message.name) json.add("name", *message.name);
  json.add("message", message.text);
  const bool first = !std::exchange(json_begun_, true);
  SecureBytes text = secure_copy(as_bytes(first ? "{\"messages\":[" : ","));
  const SecureBytes object = json.text();
  text.insert(text.end(), object.begin(), object.end());
  out_.print(text);
}

std::string what_is_lost(std::span<const Message> messages, const std::string& before) {
  std::string destroyed, counted;
  for (const Message& message : messages) {
    if (message.is_used_up()) {
      destroyed += " " + std::to_string(message.id);
    } else if (message.reads_left) {
      counted += " " + std::to_string(message.id);
    }
  }
  if (!counted.empty()) counted = "one reading is counted all the same of message" + counted;
  if (destroyed.empty()) return counted;
  return "lost, since it was destroyed before it was " + before + ": message" + destroyed +
         (counted.empty() ? "" : "; " + counted);
}

}  // namespace mayfly::app
