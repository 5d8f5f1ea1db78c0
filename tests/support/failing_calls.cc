#include "support/failing_calls.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <stdexcept>

namespace mayfly::test {
namespace {

constexpr std::array kCalls{
    SYS_openat,    SYS_write,     SYS_pwrite64, SYS_fsync,    SYS_fdatasync,
    SYS_ftruncate, SYS_renameat2, SYS_linkat,   SYS_unlinkat, SYS_mkdirat,
#ifdef SYS_open  // arm64 has none of these
    SYS_open,      SYS_rename,    SYS_link,     SYS_unlink,   SYS_mkdir,
#endif
};

/// Asks its supervisor about each of these calls.
int install_filter() {
  std::vector<sock_filter> program{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
  for (const auto call : kCalls) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return static_cast<int>(
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter));
}

/// A descriptor that one process hands to another.
class Handover {
 public:
  Handover() {
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends_.data()) != 0)
      throw std::runtime_error("socketpair");
  }
  ~Handover() {
    for (const int end : ends_) ::close(end);
  }
  Handover(const Handover&) = delete;
  Handover& operator=(const Handover&) = delete;

  bool send(int fd) { return exchange(ends_[1], &fd, ::sendmsg); }
  /// -1 if there is none.
  int receive() {
    int fd = -1;
    exchange(ends_[0], &fd, ::recvmsg);
    return fd;
  }

 private:
  template <class Call>
  static bool exchange(int end, int* fd, Call call) {
    char byte = 0;
    iovec content{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room{};
    msghdr message{};
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    *header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
    std::copy_n(reinterpret_cast<const char*>(fd), sizeof(int), CMSG_DATA(header));
    if (call(end, &message, 0) != 1) return false;
    std::copy_n(CMSG_DATA(header), sizeof(int), reinterpret_cast<unsigned char*>(fd));
    return true;
  }

  std::array<int, 2> ends_{};
};

/// Which calls of a process fail.
class Judge {
 public:
  Judge(const CallFault& fault, int n) : fault_(fault), n_(n) {}

  /// The error that the call ends with, or 0.
  int verdict(const seccomp_data& call) {
    if (!counts(call)) return 0;
    ++count_;
    const bool fails = count_ == n_ || (fault_.lasting && count_ > n_);
    return fails ? fault_.error_number : 0;
  }
  bool hit() const { return count_ >= n_; }

  /// The disk need not see what a test throws away.
  static bool is_sync(const seccomp_data& call) {
    return call.nr == SYS_fsync || call.nr == SYS_fdatasync;
  }

 private:
  bool counts(const seccomp_data& call) const {
    const auto is = [&](auto... numbers) { return ((call.nr == numbers) || ...); };
    if (is(SYS_write) && call.args[0] <= STDERR_FILENO) return false;
    if (fault_.of_all) return true;
    if (is(SYS_openat)) return (call.args[2] & O_CREAT) != 0;
#ifdef SYS_open
    if (is(SYS_open)) return (call.args[1] & O_CREAT) != 0;
    if (is(SYS_link, SYS_rename, SYS_mkdir)) return true;
#endif
    return is(SYS_write, SYS_pwrite64, SYS_linkat, SYS_renameat2, SYS_mkdirat);
  }

  const CallFault& fault_;
  int n_;
  int count_ = 0;
};

/// Answers until the process has ended.
void supervise(int listener, Judge& judge) {
  for (pollfd event{listener, POLLIN, 0}; ::poll(&event, 1, -1) > 0;) {
    if ((event.revents & POLLIN) == 0) return;
    seccomp_notif asked{};
    if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) {
      if (errno == EINTR || errno == ENOENT) continue;  // ENOENT: it was killed in between
      return;
    }
    seccomp_notif_resp answer{asked.id, 0, -judge.verdict(asked.data), 0};
    if (answer.error == 0 && !Judge::is_sync(asked.data))
      answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ::ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
  }
}

}  // namespace

FailedRun run_with_fault(std::vector<std::string> arguments, Process::Options options,
                         const CallFault& fault, int n) {
  Handover handover;
  options.in_child = [prepare = std::move(options.in_child), &handover] {
    prepare();
    const int listener = install_filter();
    if (!handover.send(listener < 0 ? STDIN_FILENO : listener) || listener < 0) ::_exit(99);
  };
  Process process(std::move(arguments), options);
  const int listener = handover.receive();
  Judge judge(fault, n);
  supervise(listener, judge);
  ::close(listener);
  return {process.wait(), judge.hit()};
}

bool can_make_calls_fail() {
  const CallFault none{"none", EIO, true, false};
  return run_with_fault({"true"}, {}, none, 1'000'000).result.status == 0;
}

}  // namespace mayfly::test
