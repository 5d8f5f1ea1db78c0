#include "cli/commands.h"
#include "commands/list_filter.h"
#include "keys/search.h"
#include "output/entries.h"
#include "output/entry_order.h"
#include "tool/places.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct ListOptions {
  std::vector<std::string> references;
  std::optional<std::string> sort;
  bool ids = false;
  bool tsv = false;
};

EntryPrinter::Form form_of(const Tool& tool, const ListOptions& options) {
  using Form = EntryPrinter::Form;
  if (tool.out.json() && (options.ids || options.tsv))
    throw Error(
        ErrorKind::usage,
        std::string("--json and --") + (options.ids ? "ids" : "tsv") + " exclude each other",
        "see mayfly list --help");
  if (tool.out.json()) return Form::json;
  if (options.ids) return Form::ids;
  return options.tsv ? Form::tsv : Form::table;
}

/// What a list does with names, for which it needs a key.
enum class NamesAre : std::uint8_t { left_out, shown_if_possible, looked_for };

NamesAre names_are(const ListOptions& options, const ListFilter& filter) {
  if (filter.looks_for_names()) return NamesAre::looked_for;
  return options.ids && options.sort != "name" ? NamesAre::left_out : NamesAre::shown_if_possible;
}

/// Nothing if the list is to do without the key.
std::optional<UnlockedUser> unlock_for(NamesAre names, const Tool& tool, Vault& vault) {
  const LockedUser locked = find_known_user(tool, vault);
  if (names == NamesAre::left_out) return std::nullopt;
  if (names == NamesAre::looked_for) return unlock(tool, vault, locked);
  try {
    auto unlocked = unlock_if_possible(tool, vault, locked, KeySearch::without_cost);
    if (!unlocked) tool.out.info("names are not shown: no key at hand");
    return unlocked;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::wrong_key || tool.call.options.passphrase.any()) throw;
    tool.out.info(std::string("names are not shown: ") + error.what());
    return std::nullopt;
  }
}

Error damage_of(MessageId id) {
  const std::string text = std::to_string(id);
  const std::string what = "message " + text + " was altered or damaged: its times are impossible";
  if (id > 0) return {ErrorKind::authentication_failed, Reason::damaged_message, what, text};
  return {ErrorKind::authentication_failed, what, "its id was altered, too"};
}

/// Takes entries as they come out of the vault, and prints them at once, unless they are to be
/// sorted.
class Listed {
 public:
  Listed(Vault& vault, EntryPrinter& printer, std::string order)
      : vault_(vault), printer_(printer), order_(std::move(order)) {}

  void add(Entry entry) {
    if (entry.damaged && !damaged_) damaged_ = entry.id;
    if (order_ == "id") return printer_.add(entry, vault_.now());
    collected_.push_back(std::move(entry));
  }

  void finish() {
    sort_entries(collected_, order_);
    for (const Entry& entry : collected_) printer_.add(entry, vault_.now());
    printer_.finish();
  }

  /// A damaged message keeps nobody from the others.
  void require_undamaged() const {
    if (damaged_) throw damage_of(*damaged_);
  }

 private:
  Vault& vault_;
  EntryPrinter& printer_;
  std::string order_;
  std::vector<Entry> collected_;
  std::optional<MessageId> damaged_;
};

/// A person is told of an empty list on standard error; a script reads nothing.
void tell_of_emptiness(const Tool& tool, const UserName& user, const ListFilter& filter) {
  const std::string whose = "user '" + user.str() + "'";
  tool.out.notice_to_person(filter.is_empty() ? "no messages of " + whose
                                              : "no such messages of " + whose);
}

void list(const Tool& tool, const ListOptions& options) {
  const auto form = form_of(tool, options);
  const ListFilter filter(options.references);
  Vault vault = open_vault(tool);
  const UserName user = user_name(tool);
  auto unlocked = unlock_for(names_are(options, filter), tool, vault);
  EntryPrinter printer(tool.out, user, form);
  Listed listed(vault, printer, options.sort.value_or("id"));
  const auto take = [&](Entry entry) {
    if (filter.passes(entry)) listed.add(std::move(entry));
  };
  unlocked ? unlocked->each_entry(take) : vault.each_entry(user, take);
  listed.finish();
  if (printer.is_empty()) tell_of_emptiness(tool, user, filter);
  log_access(tool, vault);
  listed.require_undamaged();
}

class List final : public Command {
 public:
  void options(Options& options) override {
    options.add({"reference", &options_.references, "Only these: ids, names or patterns"});
    const auto ids = options.add({"--ids", &options_.ids, "Print ids alone, one a line"});
    const auto tsv = options.add({"--tsv", &options_.tsv, "Print columns between tabs, for awk"});
    options.exclude(ids, tsv);
    Option sort{"--sort", &options_.sort, "By id (default), created, expires, size or name",
                Value::column};
    sort.choices = kEntryOrders;
    options.add(std::move(sort));
  }
  std::string examples() const override {
    return "  mayfly list 'ci/*' --sort expires     what ends first, of these names\n"
           "  mayfly list --ids ci/ | xargs mayfly rm\n"
           "  mayfly list --tsv | awk -F'\\t' '$4 < 300 { print $1, $7 }'\n";
  }
  int run(const Tool& tool) override {
    list(tool, options_);
    return 0;
  }

 private:
  ListOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_list() {
  return std::make_unique<List>();
}

}  // namespace mayfly::app
