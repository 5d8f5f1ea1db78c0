#include "run/delivery.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "cli/values.h"
#include "mayfly/error.h"

namespace mayfly::app {
namespace {

Error refused(const std::string& place, const std::string& why, const std::string& hint) {
  return {ErrorKind::usage, place + ": " + why, hint};
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// As POSIX has them: others a shell could not use, and would not hand on.
bool is_variable_name(std::string_view name) {
  return !name.empty() && is_letter(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

/// The word at its first equals sign. It may be a secret, so no error repeats it.
std::pair<std::string, std::string> halves(const char* option, const char* form,
                                           const std::string& word) {
  const auto equals = word.find('=');
  if (equals == std::string::npos || equals == 0)
    throw refused(option, std::string("not of the form ") + form, "see mayfly run --help");
  return {word.substr(0, equals), word.substr(equals + 1)};
}

Delivery to_variable(Delivery::Way way, const char* option, const std::string& word) {
  const auto [name, reference] = halves(option, "VAR=REF", word);
  if (!is_variable_name(name)) {
    throw refused(option, "not a name of a variable",
                  "letters, digits and _, and no digit at the beginning");
  }
  if (name == kExpiresAt)
    throw refused(option, std::string(kExpiresAt) + " is what mayfly itself sets",
                  "choose another");
  return {way, name, -1, parse_reference(option, reference)};
}

void require_free_number(int fd) {
  if (fd <= 2) {
    throw refused(
        "--fd", std::to_string(fd) + " is a standard stream",
        fd == 0 ? "--stdin takes a message; --fd takes 3 and above" : "--fd takes 3 and above");
  }
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && static_cast<rlim_t>(fd) >= limit.rlim_cur) {
    throw refused("--fd", "no descriptor " + std::to_string(fd) + " can be open",
                  "the limit is " + std::to_string(limit.rlim_cur) + " (ulimit -n)");
  }
}

Delivery to_descriptor(const std::string& word) {
  const auto [number, reference] = halves("--fd", "N=REF", word);
  const int fd = parse_descriptor("--fd", number);
  require_free_number(fd);
  return {Delivery::Way::descriptor, "", fd, parse_reference("--fd", reference)};
}

void require_different(const std::vector<Delivery>& deliveries) {
  for (auto one = deliveries.begin(); one != deliveries.end(); ++one) {
    const auto is_same = [&](const Delivery& other) {
      return other.variable == one->variable && other.descriptor == one->descriptor;
    };
    if (std::none_of(deliveries.begin(), one, is_same)) continue;
    const std::string what = one->variable.empty() ? "descriptor " + std::to_string(one->descriptor)
                                                   : "the variable " + one->variable;
    throw Error(ErrorKind::usage, what + " is given twice", "each takes one message");
  }
}

}  // namespace

std::vector<Delivery> parse_deliveries(const DeliveryWords& words) {
  using enum Delivery::Way;
  std::vector<Delivery> deliveries;
  for (const std::string& word : words.env)
    deliveries.push_back(to_variable(variable, "--env", word));
  for (const std::string& word : words.file)
    deliveries.push_back(to_variable(file, "--file", word));
  for (const std::string& word : words.fd) deliveries.push_back(to_descriptor(word));
  if (words.standard_input) {
    deliveries.push_back(
        {descriptor, "", STDIN_FILENO, parse_reference("--stdin", *words.standard_input)});
  }
  require_different(deliveries);
  return deliveries;
}

}  // namespace mayfly::app
