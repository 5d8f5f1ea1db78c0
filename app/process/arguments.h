#pragma once

#include <span>
#include <vector>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// The words of the command line, taken out of the process's own list, where every user of the
/// machine can read them (ps, /proc/PID/cmdline). Only names of commands are left there: a message,
/// a name and a word that was meant for another program are gone, whatever their form, even if the
/// command line turns out to be wrong.
class Arguments {
 public:
  /// Wipes `list`.
  explicit Arguments(std::span<char* const> list);

  std::span<char* const> words() const { return words_; }

 private:
  SecureBytes text_;  ///< each word with its NUL
  std::vector<char*> words_;
};

}  // namespace mayfly::app
