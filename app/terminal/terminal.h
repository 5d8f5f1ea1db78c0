#pragma once

namespace mayfly::app {

/// Whether what is typed at a terminal goes to this process, and not to one beside it.
bool is_ours(int terminal) noexcept;

/// The terminal at which a person can be asked, whatever the standard streams are: the one that the
/// process belongs to; if it belongs to none (su -c, setsid), standard input, if that and standard
/// error are terminals.
class Terminal {
 public:
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool there() const { return in_ >= 0; }
  int in() const { return in_; }
  int out() const { return out_; }

  bool is_ours() const noexcept { return app::is_ours(in_); }

 private:
  int opened_;
  int in_ = -1;
  int out_ = -1;
};

}  // namespace mayfly::app
