#pragma once

#include <optional>
#include <vector>

#include "mayfly/vault.h"
#include "process/inherited.h"
#include "run/delivery.h"
#include "run/sealed_memory.h"
#include "run/variables.h"

namespace mayfly::app {

/// What a program is given: its words, its variables and its descriptors. All that can fail does so
/// in take(), which is done before a message is claimed.
class Handover {
 public:
  /// `words` are those of the program, its name first. The variables are those of this process, as
  /// they were inherited.
  Handover(std::vector<Delivery> deliveries, std::vector<char*> words, const Inherited* inherited);

  const std::vector<Delivery>& deliveries() const { return deliveries_; }

  /// A message for each delivery, in their order; of two deliveries it may be the same. Throws
  /// Error{usage} if a program cannot be given one of them in that way.
  void take(const std::vector<const Message*>& messages);

  /// When the first of the messages ends; nothing before take().
  const std::optional<Instant>& expires_at() const { return expires_at_; }

  /// Puts the descriptors where the program finds them, and closes `sources`, from which a key
  /// came. To be called in the process that becomes the program.
  void give(const std::vector<int>& sources);

  /// The program in the place of this process. Throws Error if it cannot be executed.
  [[noreturn]] void become(const std::string& program) const;

 private:
  struct Place {
    const Delivery* delivery;
    SealedMemory memory;
  };
  bool is_wanted(int number) const;
  void take_one(const Delivery& delivery, ByteView text);
  void move_away(SealedMemory& memory, int lowest) const;
  void set_path(const Place& place);

  std::vector<Delivery> deliveries_;
  std::vector<char*> words_;  ///< without the null pointer
  Variables variables_;
  std::vector<Place> places_;
  std::optional<Instant> expires_at_;
};

}  // namespace mayfly::app
