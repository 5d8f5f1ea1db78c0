#include "run/masked_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <system_error>
#include <utility>

#include "mayfly/error.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kPiece = 16384;

void close_once(int& fd) {
  if (fd >= 0) ::close(std::exchange(fd, -1));
}

}  // namespace

MaskedStream::MaskedStream(const MaskForms& forms, int target) : masker_(forms), target_(target) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw Error(ErrorKind::unexpected, "no pipe: " + std::generic_category().message(errno),
                "the program was not started");
  }
  from_ = ends[0];
  writing_end_ = ends[1];
  ::fcntl(from_, F_SETFL, O_NONBLOCK);
}

MaskedStream::~MaskedStream() {
  close_once(from_);
  close_once(writing_end_);
}

void MaskedStream::give(int number) const {
  ::dup2(writing_end_, number);
}

void MaskedStream::close_writing_end() {
  close_once(writing_end_);
}

void MaskedStream::end_reading() {
  close_once(from_);
  masker_.finish(pending_);
}

void MaskedStream::read_some() {
  SecureBytes piece(kPiece);
  const ssize_t got = ::read(from_, piece.data(), piece.size());
  if (got > 0) return masker_.add(ByteView(piece).first(static_cast<std::size_t>(got)), pending_);
  const bool later = got < 0 && (errno == EAGAIN || errno == EINTR);
  if (!later) end_reading();
}

void MaskedStream::read_rest() {
  SecureBytes piece(kPiece);
  while (from_ >= 0) {
    const ssize_t got = ::read(from_, piece.data(), piece.size());
    if (got <= 0) return end_reading();
    masker_.add(ByteView(piece).first(static_cast<std::size_t>(got)), pending_);
  }
}

/// No more than a pipe takes without waiting, once poll(2) says that it takes some.
void MaskedStream::write_some() {
  const ssize_t written =
      ::write(target_, pending_.data(), std::min<std::size_t>(pending_.size(), PIPE_BUF));
  if (written < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (written < 0) return abandon();  // the program learns it by its next write
  pending_.erase(pending_.begin(), pending_.begin() + written);
}

void MaskedStream::abandon() {
  close_once(from_);
  pending_.clear();
}

}  // namespace mayfly::app
