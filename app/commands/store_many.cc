#include "commands/store_many.h"

#include "commands/many_input.h"
#include "commands/message_input.h"
#include "commands/stored_record.h"
#include "output/wording.h"
#include "tool/places.h"
#include "vaults/new_user.h"

namespace mayfly::app {
namespace {

/// What is wrong with all of them is wrong whatever they say.
void require_storable_others(const Draft& others) {
  Draft any = others;
  any.text.push_back('x');
  require_storable(any);
}

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
    if (count++ % kMessagesBetweenTicks == 0) tool.out.count("stored", count - 1);
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

/// For people; lines of JSON have ends of their own.
std::string life_of(const Tool& tool, const ManyOptions& options, const Draft& others) {
  if (options.json_lines) return "";
  const auto left = others.until ? *others.until - tool.around.clock.wall() : others.ttl;
  return ", gone in " + format_duration(left);
}

void print_stored(const Tool& tool, const StoredMessages& stored, const std::string& user,
                  const std::string& life) {
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
  tool.out.notice_to_person("stored " + counted(stored.count, "message") + ", as " + ids + life);
}

}  // namespace

void store_many(const Tool& tool, const ManyOptions& options, const std::string& file,
                const Draft& others) {
  require_storable_others(others);
  if (file == "-") require_input_without_key(tool, "the messages");
  const bool typed = file == "-" && tool.around.io.in_is_terminal;
  const Purpose purpose = typed ? Purpose::any : Purpose::write_soon;
  std::optional<VaultAccess> known;
  if (typed) known = open_for_known_user(tool, purpose);
  Spool spool(spool_folder(tool), tool.around.random);
  ManyInput input(tool, options, others);
  if (input.read(InputStream(tool, file, "messages"), spool) == 0)
    throw Error(ErrorKind::usage, "there is no message",
                "nothing was stored; did their source fail?");
  VaultAccess access = known ? std::move(*known) : open_for_store(tool, purpose);
  const StoredMessages stored = store_all(tool, access.user, spool, others);
  log_access(tool, access.vault);
  print_stored(tool, stored, access.user.name(), life_of(tool, options, others));
}

}  // namespace mayfly::app
