#include "run/handover.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "output/wording.h"
#include "run/program.h"

namespace mayfly::app {
namespace {

/// Above those that scripts use by number.
constexpr int kLowestOfFiles = 10;

/// As $(mayfly get REF) would have it.
ByteView without_newlines(ByteView text) {
  while (!text.empty() && text.back() == '\n') text = text.first(text.size() - 1);
  return text;
}

void place(int from, int number) {
  if (::dup2(from, number) == number) return;
  throw Error(ErrorKind::unexpected, "no descriptor " + std::to_string(number) + ": " +
                                         std::generic_category().message(errno));
}

/// A key that can be read again from there is no secret from the program.
void close_source(int source) {
  if (source != STDIN_FILENO) {
    ::fcntl(source, F_SETFD, FD_CLOEXEC);
    return;
  }
  const int empty = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  place(empty, STDIN_FILENO);
}

}  // namespace

Handover::Handover(std::vector<Delivery> deliveries, std::vector<char*> words,
                   const Inherited* inherited)
    : deliveries_(std::move(deliveries)), words_(std::move(words)), variables_(environ) {
  // It may have held the passphrase, and was wiped where it was.
  variables_.unset("MAYFLY_PASSPHRASE_COMMAND");
  variables_.unset(kExpiresAt);  // of other messages
  if (inherited != nullptr && inherited->state.added_variable() != nullptr)
    variables_.unset(inherited->state.added_variable());
}

bool Handover::is_wanted(int number) const {
  return std::ranges::count(deliveries_, number, &Delivery::descriptor) > 0;
}

void Handover::move_away(SealedMemory& memory, int lowest) const {
  while (memory.fd() < lowest || is_wanted(memory.fd()))
    memory.move_up(std::max(lowest, memory.fd() + 1));
}

void Handover::set_path(const Place& place) {
  const std::string path =
      "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(place.memory.fd());
  variables_.set(place.delivery->variable, as_bytes(path));
}

void Handover::take_one(const Delivery& delivery, ByteView text) {
  if (delivery.way == Delivery::Way::variable)
    return variables_.set(delivery.variable, without_newlines(text));
  Place& place = places_.emplace_back(Place{&delivery, SealedMemory(text)});
  const bool is_file = delivery.way == Delivery::Way::file;
  move_away(place.memory, is_file ? kLowestOfFiles : 0);
  if (is_file) set_path(place);
}

void Handover::take(const std::vector<const Message*>& messages) {
  for (std::size_t i = 0; i < deliveries_.size(); ++i) {
    take_one(deliveries_[i], messages[i]->text);
    expires_at_ = std::min(expires_at_.value_or(Instant::max()), messages[i]->expires_at);
  }
  if (expires_at_) variables_.set(kExpiresAt, as_bytes(rfc3339(*expires_at_)));
  variables_.require_room(words_);
}

void Handover::give(const std::vector<int>& sources) {
  for (const int source : sources)
    if (!is_wanted(source)) close_source(source);
  for (const Place& one : places_) {
    if (one.delivery->way == Delivery::Way::descriptor) {
      place(one.memory.fd(), one.delivery->descriptor);
    } else {
      ::fcntl(one.memory.fd(), F_SETFD, 0);
      set_path(one);  // by now the process is the program's
    }
  }
}

void Handover::become(const std::string& program) const {
  std::vector<char*> words = words_;
  words.push_back(nullptr);
  ::execve(program.c_str(), words.data(), variables_.list());
  if (const int error = errno; error != ENOEXEC || !may_be_of_shell(program)) {
    throw_not_started(error);
  } else {
    // A script without a first line that says by what, as execvp(3) has it.
    std::string shell = "/bin/sh";
    std::string file = program;
    words.front() = file.data();
    words.insert(words.begin(), shell.data());
    ::execve(shell.c_str(), words.data(), variables_.list());
  }
  throw_not_started(errno);
}

}  // namespace mayfly::app
