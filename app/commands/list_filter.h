#pragma once

#include <string>
#include <vector>

#include "cli/reference.h"
#include "mayfly/vault.h"

namespace mayfly::app {

/// Which messages a list is to have: all, or those that any of its references means.
class ListFilter {
 public:
  /// A word that ends with a slash is short for all names below it. Throws as parse_reference().
  explicit ListFilter(const std::vector<std::string>& words);

  bool is_empty() const { return references_.empty(); }
  bool looks_for_names() const;
  bool passes(const Entry& entry) const;

 private:
  std::vector<Reference> references_;
};

}  // namespace mayfly::app
