#include "message_printer.h"

#include "json_text.h"
#include "printable.h"
#include "secure_text.h"

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
  Json known{{"id", message.id},
             {"user", user_},
             {"created_at", rfc3339(message.created_at)},
             {"expires_at", rfc3339(message.expires_at)}};
  if (message.burn) known["burn"] = true;
  std::string head = known.dump();
  head.pop_back();  // the brace: members follow
  const bool first = !std::exchange(json_begun_, true);
  SecureBytes json;
  append(json, first ? "{\"messages\":[" : ",");
  append(json, head);
  if (message.name) append_member(json, "name", *message.name);
  append_member(json, "message", message.text);
  append(json, "}");
  write_out(context_.io, json);
}

}  // namespace mayfly::app
