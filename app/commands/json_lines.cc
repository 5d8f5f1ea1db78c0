#include "commands/json_lines.h"

#include "mayfly/encoding.h"
#include "tool/lifetime.h"

namespace mayfly::app {
namespace {

[[noreturn]] void refuse(const std::string& why, const char* hint = "nothing was stored") {
  throw Error(ErrorKind::usage, why, hint);
}

template <class Wanted>
Wanted take(const char* name, JsonMember& member, const char* kind) {
  if (auto* value = std::get_if<Wanted>(&member.value)) return std::move(*value);
  refuse(std::string(name) + " is not " + kind);
}

SecureBytes take_text(const char* name, JsonMember& member) {
  return take<SecureBytes>(name, member, "a string");
}

void set_text(StoredRecord& record, SecureBytes text) {
  if (!record.text.empty()) refuse("both message and message_base64");
  if (text.empty()) refuse("the message is empty", "nothing was stored; did its source fail?");
  record.text = std::move(text);
}

SecureBytes decoded(const SecureBytes& base64) {
  auto bytes = from_base64(as_text(base64));
  if (!bytes) refuse("message_base64 is not base64");
  return std::move(*bytes);
}

std::uint32_t take_reads(JsonMember& member) {
  const auto reads = take<std::int64_t>("reads", member, "a number");
  if (reads < 1 || reads > std::int64_t{kMaxReads}) refuse("reads is out of range", "1 to 10000");
  return static_cast<std::uint32_t>(reads);
}

std::string read_time(const char* name, JsonMember& member) {
  if (const auto* number = std::get_if<std::int64_t>(&member.value)) return std::to_string(*number);
  const SecureBytes text = take_text(name, member);
  return std::string(as_text(text));
}

}  // namespace

Instant JsonLines::read_until(JsonMember& member) {
  const SecureBytes word = take_text("until", member);
  if (last_until_ == as_text(word)) return last_end_;
  last_end_ = app::read_until(tool_, "until", std::string(as_text(word)));
  last_until_ = as_text(word);
  return last_end_;
}

void JsonLines::read_member(JsonMember& member, StoredRecord& record) {
  const std::string_view key = as_text(member.key);
  if (key == "message") {
    set_text(record, take_text("message", member));
  } else if (key == "message_base64") {
    set_text(record, decoded(take_text("message_base64", member)));
  } else if (key == "name") {
    record.name = take_text("name", member);
  } else if (key == "ttl") {
    record.ttl = read_ttl(tool_, "ttl", read_time("ttl", member));
  } else if (key == "until") {
    record.until = read_until(member);
  } else if (key == "burn") {
    record.burn = take<bool>("burn", member, "true or false");
  } else if (key == "reads") {
    record.reads = take_reads(member);
  } else {
    refuse(
        "an unknown member",
        "nothing was stored; there are message, message_base64, name, ttl, until, burn and reads");
  }
}

StoredRecord JsonLines::parse(ByteView line) {
  StoredRecord record;
  for (JsonMember& member : parse_flat_object(line)) read_member(member, record);
  if (record.text.empty()) refuse("neither message nor message_base64");
  if (record.ttl && record.until) refuse("both ttl and until");
  return record;
}

}  // namespace mayfly::app
