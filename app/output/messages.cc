#include "output/messages.h"

#include <utility>

#include "output/json.h"
#include "output/printable.h"
#include "output/times.h"

namespace mayfly::app {

void MessagePrinter::add(Message message) {
  ++count_;
  if (held_) print(*held_);
  held_ = std::move(message);
}

void MessagePrinter::finish() {
  if (held_) print(*held_);
  if (!context_.options.json) return;
  write_out(context_.io, count_ == 0 ? "{\"messages\":[]}\n" : "]}\n");
}

void MessagePrinter::print(const Message& message) {
  if (context_.options.json) return print_json(message);
  const bool escape = context_.io.out_is_terminal && !style_.raw;
  const SecureBytes escaped = escape ? printable(message.text, true) : SecureBytes();
  const ByteView text = escape ? escaped : message.text;
  write_out(context_.io, text);
  if (style_.end_with_nul) return write_out(context_.io, std::string_view("\0", 1));
  const bool end_line = context_.io.out_is_terminal || count_ > 1;
  if (end_line && (text.empty() || text.back() != '\n')) write_out(context_.io, "\n");
}

void MessagePrinter::print_json(const Message& message) {
  Json json;
  json.add("id", message.id)
      .add("user", user_)
      .add("created_at", rfc3339(message.created_at))
      .add("expires_at", rfc3339(message.expires_at));
  if (message.burn) json.add("burn", true);
  if (message.name) json.add("name", *message.name);
  json.add("message", message.text);
  const bool first = !std::exchange(json_begun_, true);
  SecureBytes text = secure_copy(as_bytes(first ? "{\"messages\":[" : ","));
  const SecureBytes object = json.text();
  text.insert(text.end(), object.begin(), object.end());
  write_out(context_.io, text);
}

}  // namespace mayfly::app
