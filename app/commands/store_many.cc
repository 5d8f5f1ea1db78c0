#include "commands/store_many.h"

#include "commands/json_lines.h"
#include "commands/message_input.h"
#include "commands/record_reader.h"
#include "mayfly/spool.h"
#include "output/wording.h"
#include "process/secure_text.h"
#include "tool/places.h"
#include "vaults/new_user.h"

namespace mayfly::app {
namespace {

/// A message in JSON may be longer than it is: its escapes, its base64.
constexpr std::size_t kMaxJsonLine = 2 * kMaxMessageSize;
constexpr std::int64_t kBetweenTicks = 1024;  // messages

/// Messages of an input, which are checked before anything is stored.
class ManyInput {
 public:
  ManyInput(const Tool& tool, const ManyOptions& options, const Draft& others)
      : tool_(tool), options_(options), others_(others), json_(tool) {}

  /// Reads all of it into the spool; returns how many there are.
  std::int64_t read(InputStream input, Spool& spool) {
    const char end = options_.null ? '\0' : '\n';
    const std::size_t max_size = options_.json_lines ? kMaxJsonLine : kMaxMessageSize;
    RecordReader reader = input.fd() ? RecordReader(*input.fd(), end, max_size)
                                     : RecordReader(input.take_typed(), end, max_size);
    while (const auto record = reader.next()) {
      ++count_;
      spool.add(checked(*record));
      if (count_ % kBetweenTicks == 0) tool_.out.count("read", count_);
    }
    return count_;
  }

 private:
  /// Throws the error with the number of the message.
  SecureBytes checked(ByteView record) try {
    if (!options_.json_lines) {
      require_size(record.size());
      return as_record(record);
    }
    if (record.size() > kMaxJsonLine) throw Error(ErrorKind::usage, "larger than 128 MiB");
    const StoredRecord parsed = json_.parse(record);
    require_storable(draft_of(StoredRecord(parsed), others_));
    return as_record(parsed);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
    const std::string what = (options_.null ? "message " : "line ") + std::to_string(count_);
    throw Error(error.kind(), what + ": " + error.what(),
                error.hint().empty() ? "nothing was stored" : std::string(error.hint()));
  }

  static void require_size(std::size_t size) {
    if (size == 0)
      throw Error(ErrorKind::usage, "the message is empty",
                  "nothing was stored; did its source fail?");
    if (size > kMaxMessageSize) throw Error(ErrorKind::usage, "the message is larger than 64 MiB");
  }

  const Tool& tool_;
  const ManyOptions& options_;
  const Draft& others_;
  JsonLines json_;
  std::int64_t count_ = 0;
};

/// The vault's own, where all of it will be; elsewhere if there is no vault yet.
std::filesystem::path spool_folder(const Tool& tool) {
  std::error_code none;
  auto folder = vault_place(tool).database.parent_path();
  if (folder.empty()) folder = ".";
  if (std::filesystem::is_directory(folder, none)) return folder;
  return tool.around.environment.get("TMPDIR").value_or("/tmp");
}

StoredMessages store_all(const Tool& tool, UnlockedUser& user, Spool& spool, const Draft& others) {
  std::int64_t count = 0;
  return user.store_each([&]() -> std::optional<Draft> {
    if (count++ % kBetweenTicks == 0) tool.out.count("stored", count - 1);
    const auto record = spool.take();
    return record ? std::optional(draft_of(*record, others)) : std::nullopt;
  });
}

/// In pieces, since there may be millions.
void print_ids(Output& out, const StoredMessages& stored, const char* between) {
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  std::string piece;
  for (MessageId id = stored.first; id < stored.first + stored.count; ++id) {
    if (id != stored.first) piece += between;
    piece += std::to_string(id);
    if (piece.size() < kPiece) continue;
    out.print(piece);
    piece.clear();
  }
  out.print(piece);
}

void print_stored(const Tool& tool, const StoredMessages& stored, const std::string& user) {
  const std::string ids =
      std::to_string(stored.first) +
      (stored.count > 1 ? " to " + std::to_string(stored.first + stored.count - 1) : std::string());
  tool.out.note_change(
      (stored.count > 1 ? "the messages are stored, as " : "the message is stored, as ") + ids);
  if (tool.out.json()) {
    Json head;
    head.add("user", user);
    const SecureBytes text = head.text();
    tool.out.print(as_text(ByteView(text).first(text.size() - 1)));
    tool.out.print(",\"ids\":[");
    print_ids(tool.out, stored, ",");
    tool.out.print("]}\n");
  } else {
    print_ids(tool.out, stored, "\n");
    tool.out.print("\n");
  }
  tool.out.notice_to_person("stored " + counted(stored.count, "message") + ", as " + ids);
}

}  // namespace

void store_many(const Tool& tool, const ManyOptions& options, const std::string& file,
                const Draft& others) {
  if (file == "-") require_input_without_key(tool, "the messages");
  const bool typed = file == "-" && tool.around.io.in_is_terminal;
  const Purpose purpose = typed ? Purpose::any : Purpose::write_soon;
  std::optional<VaultAccess> known;
  if (typed) known = open_for_known_user(tool, purpose);
  Spool spool(spool_folder(tool), tool.around.random);
  const auto count =
      ManyInput(tool, options, others).read(InputStream(tool, file, "messages"), spool);
  if (count == 0)
    throw Error(ErrorKind::usage, "there is no message",
                "nothing was stored; did their source fail?");
  VaultAccess access = known ? std::move(*known) : open_for_store(tool, purpose);
  const StoredMessages stored = store_all(tool, access.user, spool, others);
  log_access(tool, access.vault);
  print_stored(tool, stored, access.user.name());
}

}  // namespace mayfly::app
