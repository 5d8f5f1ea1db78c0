#include "commands/many_input.h"

#include "commands/record_reader.h"

namespace mayfly::app {
namespace {

/// A message in JSON may be longer than it is: its escapes, its base64.
constexpr std::size_t kMaxJsonLine = 2 * kMaxMessageSize;

void require_size(std::size_t size) {
  if (size == 0)
    throw Error(ErrorKind::usage, "the message is empty",
                "nothing was stored; did its source fail?");
  if (size > kMaxMessageSize) throw Error(ErrorKind::usage, "the message is larger than 64 MiB");
}

}  // namespace

std::int64_t ManyInput::read(InputStream input, Spool& spool) {
  const char end = options_.null ? '\0' : '\n';
  const std::size_t max_size = options_.json_lines ? kMaxJsonLine : kMaxMessageSize;
  RecordReader reader = input.fd() ? RecordReader(*input.fd(), end, max_size)
                                   : RecordReader(input.take_typed(), end, max_size);
  while (const auto record = reader.next()) {
    ++count_;
    spool.add(checked(*record));
    if (count_ % kMessagesBetweenTicks == 0) tool_.out.count("read", count_);
  }
  return count_;
}

SecureBytes ManyInput::checked(ByteView record) try {
  if (options_.json_lines) return checked_json(record);
  require_size(record.size());
  return as_record(record);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::usage) throw;
  const std::string what = (options_.null ? "message " : "line ") + std::to_string(count_);
  throw Error(error.kind(), what + ": " + error.what(),
              error.hint().empty() ? "nothing was stored" : std::string(error.hint()));
}

SecureBytes ManyInput::checked_json(ByteView line) {
  if (line.size() > kMaxJsonLine) throw Error(ErrorKind::usage, "larger than 128 MiB");
  const StoredRecord parsed = json_.parse(line);
  require_storable(draft_of(StoredRecord(parsed), others_));
  return as_record(parsed);
}

}  // namespace mayfly::app
