#pragma once

#include <cstdint>

#include "mayfly/vault.h"
#include "output/output.h"

namespace mayfly::app {

/// Prints a list of messages on standard output, bit by bit: what it holds does not grow with the
/// list.
class EntryPrinter {
 public:
  enum class Form : std::uint8_t { table, json, tsv, ids };

  /// Both must outlive it.
  EntryPrinter(Output& out, const UserName& user, Form form)
      : out_(out), user_(user), form_(form) {}

  /// Prints it, soon. `now` is the time of the vault.
  void add(const Entry& entry, Instant now);

  /// To be called once, after the last one. If that never comes, the JSON is cut off, so that
  /// nobody takes it for whole.
  void finish();

  bool is_empty() const { return count_ == 0; }

 private:
  void append_entry(const Entry& entry, Instant now);
  void flush();

  Output& out_;
  const UserName& user_;
  Form form_;
  std::size_t count_ = 0;
  SecureBytes waiting_;  // names are in it
};

}  // namespace mayfly::app
