// Every option and every positional of every command, with whatever a script or a slip may put
// there: it means what was typed, or it is an error of usage that names the option.

#include <functional>
#include <set>

#include "cli/parser.h"
#include "mayfly/error.h"
#include "support/catch.h"
#include "support/read_options.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

const std::string kMarker = "hunter2-secret";

/// A command with its words: "key", "list".
struct Place {
  std::vector<std::string> words;
  const app::CommandSpec* spec;
};

void add_places(std::vector<Place>& places, const std::vector<std::string>& before,
                std::span<const app::CommandSpec> specs) {
  for (const app::CommandSpec& spec : specs) {
    auto words = before;
    words.emplace_back(spec.name);
    add_places(places, words, spec.children);
    if (spec.make != nullptr) places.push_back({words, &spec});
  }
}

std::vector<Place> every_command() {
  std::vector<Place> places;
  add_places(places, {}, app::commands());
  return places;
}

/// What became of a command line.
struct Outcome {
  std::string error;  ///< empty: it was read
  std::string hint;
  std::vector<std::string> values;  ///< of the option that was asked for
};

Outcome read(std::vector<std::string> words, const std::string& name) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  app::GlobalOptions global;
  try {
    const app::Parsed parsed = app::parse(arguments, global);
    REQUIRE(parsed.command);
    ReadOptions read;
    parsed.command->options(read);
    app::add_global_options(read, global);
    for (const app::Option& option : read.options)
      if (option.names == name) return {"", "", given(option)};
    FAIL("no option " << name);
    return {};
  } catch (const Error& error) {
    REQUIRE(error.kind() == ErrorKind::usage);
    REQUIRE(std::string(error.what()).size() > 0);
    return {error.what(), std::string(error.hint()), {}};
  }
}

/// As it is typed here: by its long name.
std::string typed(const app::Option& option) {
  return option.names.substr(option.names.rfind(',') + 1);
}

/// The words that must stand there for the option to be allowed at all.
std::vector<std::string> needed_words(const ReadOptions& known, std::size_t which) {
  std::vector<std::string> words;
  for (const app::Option& option : known.options) {
    const bool other = &option != &known.options[which];
    if (option.required && other)
      words.emplace_back(option.choices.empty() ? "1" : option.choices.front());
  }
  std::set<std::size_t> given{which};  // --blob and --key need each other
  for (auto at = known.needs.find(which);
       at != known.needs.end() && given.insert(at->second).second;
       at = known.needs.find(at->second)) {
    words.push_back(typed(known.options[at->second]));
    if (!is_flag(known.options[at->second])) words.push_back("00");
  }
  return words;
}

using Try = std::function<void(const std::vector<std::string>& command, const app::Option&)>;

/// Calls `attempt` with each option of each command that `wanted` takes, the global ones among
/// them.
std::size_t each_option(bool (*wanted)(const app::Option&), const Try& attempt) {
  std::size_t tried = 0;
  for (const Place& place : every_command()) {
    app::GlobalOptions global;
    ReadOptions known;
    const auto command = place.spec->make();
    command->options(known);
    app::add_global_options(known, global);
    for (std::size_t i = 0; i < known.options.size(); ++i) {
      if (!wanted(known.options[i])) continue;
      auto words = place.words;
      for (std::string& word : needed_words(known, i)) words.push_back(std::move(word));
      CAPTURE(words, known.options[i].names);
      attempt(words, known.options[i]);
      ++tried;
    }
  }
  return tried;
}

bool takes_value(const app::Option& option) {
  return !is_flag(option) && !is_positional(option);
}

std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The line that is printed names the option and keeps the secret.
void check_refused(const Outcome& outcome, const std::string& name) {
  CHECK(outcome.error.find(name) != std::string::npos);
  CHECK((outcome.error + outcome.hint).find(kMarker) == std::string::npos);
  CHECK(outcome.error.size() < 200);
}

/// A value that may be one is taken as it is; an option with choices names itself.
void check_taken(const std::vector<std::string>& words, const app::Option& option,
                 const std::string& value) {
  const Outcome outcome = read(words, option.names);
  if (!option.choices.empty()) return check_refused(outcome, typed(option));
  CHECK(outcome.error.empty());
  CHECK(outcome.values == std::vector{value});
}

}  // namespace

TEST_CASE("an option whose value is empty takes no other word for it", "[options]") {
  const std::size_t tried = each_option(takes_value, [](const auto& command, const auto& option) {
    const std::string name = typed(option);
    check_refused(read(with(command, {name + "=", kMarker}), option.names), name);
    check_refused(read(with(command, {name, "", kMarker}), option.names), name);
    check_refused(read(with(command, {name}), option.names), name);
    check_refused(read(with(command, {name + "="}), option.names), name);
  });
  CHECK(tried > 150);
}

TEST_CASE("an option that stands apart takes no word that begins with a dash", "[options]") {
  each_option(takes_value, [](const auto& command, const auto& option) {
    const std::string name = typed(option);
    check_refused(read(with(command, {name, "--" + kMarker}), option.names), name);
    check_refused(read(with(command, {name, "--quiet"}), option.names), name);
    check_refused(read(with(command, {name, "--"}), option.names), name);
    check_taken(with(command, {name + "=--" + kMarker}), option, "--" + kMarker);
    check_taken(with(command, {name, "-"}), option, "-");
  });
}

TEST_CASE("an option's value is the word as it stands", "[options]") {
  const std::string value =
      GENERATE(std::string("[]"), std::string("[1,2]"), std::string("['a']"), std::string("{a,b}"),
               std::string("a,b"), std::string("a=b"), std::string(" "), std::string("++"),
               std::string("%%"), std::string("\"quoted\""), std::string("'"), std::string("`x`"),
               std::string("\xff\xfe"), std::string(100'000, 'x'));
  CAPTURE(value.substr(0, 20));
  each_option(takes_value, [&](const auto& command, const auto& option) {
    check_taken(with(command, {typed(option), value}), option, value);
    check_taken(with(command, {typed(option) + "=" + value}), option, value);
  });
}

TEST_CASE("an option that is given twice is refused, unless it may be", "[options]") {
  each_option(takes_value, [](const auto& command, const auto& option) {
    const std::string name = typed(option);
    if (!option.choices.empty()) return;
    const auto words = with(command, {name, "a", name, kMarker});
    const Outcome outcome = read(words, option.names);
    if (std::holds_alternative<std::vector<std::string>*>(option.target)) {
      CHECK(outcome.values == std::vector<std::string>{"a", kMarker});
    } else {
      check_refused(outcome, name);
    }
  });
}

TEST_CASE("a flag takes no value", "[options]") {
  const std::size_t tried = each_option(is_flag, [](const auto& command, const auto& option) {
    const std::string name = typed(option);
    check_refused(read(with(command, {name + "=" + kMarker}), option.names), name);
  });
  CHECK(tried > 50);
}

TEST_CASE("a word that stands by itself is what it is, or is refused without a word of it",
          "[options]") {
  const std::string word =
      GENERATE(std::string("[]"), std::string("[1,2]"), std::string("[" + kMarker + "]"),
               std::string("-"), std::string("a=b"), std::string(" "), std::string("\xff"),
               std::string(100'000, 'x'), kMarker);
  CAPTURE(word.substr(0, 20));
  const std::size_t tried =
      each_option(is_positional, [&](const auto& command, const auto& option) {
        const Outcome outcome = read(with(command, {word}), option.names);
        if (outcome.error.empty()) {
          CHECK(outcome.values == std::vector{word});
        } else {
          CHECK((outcome.error + outcome.hint).find(kMarker) == std::string::npos);
        }
        const Outcome behind = read(with(command, {"--", "--" + word}), option.names);
        if (option.choices.empty()) {
          CHECK(behind.values == std::vector{"--" + word});
        } else {
          CHECK((behind.error + behind.hint).find(kMarker) == std::string::npos);
        }
      });
  CHECK(tried >= 8);
}

TEST_CASE("a word or an option that is not valid is not repeated, wherever it stands",
          "[options]") {
  for (const Place& place : every_command()) {
    CAPTURE(place.words);
    for (const std::string& word : {"--" + kMarker, "--" + kMarker + "=x", "-" + kMarker,
                                    "--quiet=" + kMarker, "--x=" + kMarker}) {
      const Outcome outcome = read(with(place.words, {word}), "");
      CHECK_FALSE(outcome.error.empty());
      CHECK((outcome.error + outcome.hint).find(kMarker) == std::string::npos);
    }
  }
  for (const std::vector<std::string>& words :
       {std::vector{kMarker}, {"key", kMarker}, {"--user", "x", kMarker}}) {
    const Outcome outcome = read(words, "");
    CHECK(outcome.error == "unknown command");
    CHECK(outcome.hint.find(kMarker) == std::string::npos);
  }
}
