#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "cli/commands.h"
#include "cli/reference.h"
#include "keys/search.h"
#include "output/entries.h"
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

constexpr std::array kColumns{"id", "created", "expires", "size", "name"};

/// A word that ends with a slash is short for all below it.
std::vector<Reference> parse_filter(const std::vector<std::string>& words) {
  std::vector<Reference> filter;
  for (const std::string& word : words) {
    const bool is_folder = word.ends_with('/') && !word.starts_with(kForcedName);
    filter.push_back(
        parse_reference("reference", is_folder ? word + "*" : word, Patterns::yes));
  }
  return filter;
}

bool passes(const Entry& entry, const std::vector<Reference>& filter) {
  if (filter.empty()) return true;
  return std::ranges::any_of(filter, [&](const Reference& wanted) {
    return wanted.id ? *wanted.id == entry.id : entry.name && fits(wanted, *entry.name);
  });
}

EntryPrinter::Form form_of(const Tool& tool, const ListOptions& options) {
  using Form = EntryPrinter::Form;
  if (tool.out.json() && (options.ids || options.tsv))
    throw Error(ErrorKind::usage, std::string("--json and --") + (options.ids ? "ids" : "tsv") +
                                      " exclude each other");
  if (tool.out.json()) return Form::json;
  if (options.ids) return Form::ids;
  return options.tsv ? Form::tsv : Form::table;
}

/// The user with their key, if it is at hand: a list needs none, except to look for names.
std::optional<UnlockedUser> unlock_for_names(const Tool& tool, Vault& vault, bool needs_names) {
  const LockedUser locked = find_known_user(tool, vault);
  if (needs_names) return unlock(tool, vault, locked);
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

/// Names that are not there, or not shown, come last.
bool name_is_before(const Entry& one, const Entry& other) {
  if (!one.name || !other.name) return one.name.has_value() && !other.name;
  return *one.name < *other.name;
}

/// Stably, so that those that are equal stay in the order of their ids.
void sort_by(std::vector<Entry>& entries, std::string_view column) {
  if (column == "created") std::ranges::stable_sort(entries, {}, &Entry::created_at);
  if (column == "expires") std::ranges::stable_sort(entries, {}, &Entry::expires_at);
  if (column == "size") std::ranges::stable_sort(entries, {}, &Entry::max_size);
  if (column == "name") std::ranges::stable_sort(entries, name_is_before);
}

Error damage_of(MessageId id) {
  const std::string text = std::to_string(id);
  const std::string what = "message " + text + " was altered or damaged: its times are impossible";
  if (id > 0) return {ErrorKind::authentication_failed, Reason::damaged_message, what, text};
  return {ErrorKind::authentication_failed, what, "its id was altered, too"};
}

/// What is listed, as it comes out of the vault.
class Listed {
 public:
  Listed(Vault& vault, EntryPrinter& printer, const ListOptions& options)
      : vault_(vault), printer_(printer), sort_(options.sort.value_or("id")) {}

  void add(Entry entry) {
    if (entry.damaged && !damaged_) damaged_ = entry.id;
    if (sort_ == "id") return printer_.add(entry, vault_.now());
    collected_.push_back(std::move(entry));
  }

  void finish() {
    sort_by(collected_, sort_);
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
  std::string sort_;
  std::vector<Entry> collected_;
  std::optional<MessageId> damaged_;
};

void list(const Tool& tool, const ListOptions& options) {
  const auto form = form_of(tool, options);
  const auto filter = parse_filter(options.references);
  const bool needs_names =
      std::ranges::any_of(filter, [](const Reference& wanted) { return !wanted.id; });
  Vault vault = open_vault(tool);
  const UserName user = user_name(tool);
  auto unlocked = unlock_for_names(tool, vault, needs_names);
  EntryPrinter printer(tool.out, user, form);
  Listed listed(vault, printer, options);
  const auto take = [&](Entry entry) {
    if (passes(entry, filter)) listed.add(std::move(entry));
  };
  unlocked ? unlocked->each_entry(take) : vault.each_entry(user, take);
  listed.finish();
  if (printer.is_empty())
    tool.out.notice_to_person((filter.empty() ? "no messages of user '" : "none of the messages of user '") +
                              user.str() + (filter.empty() ? "'" : "' fits"));
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
    Option sort{"--sort", &options_.sort, "By id, created, expires, size or name (default: id)",
                Value::column};
    sort.choices = kColumns;
    options.add(std::move(sort));
  }
  std::string examples() const override {
    return "  mayfly list 'ci/*' --sort expires     what ends first, of these names\n"
           "  mayfly list --ids ci/ | xargs mayfly rm\n"
           "  mayfly list --tsv | awk -F'\\t' '$5 > 1e6'\n";
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
