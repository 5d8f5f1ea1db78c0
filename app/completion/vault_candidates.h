#pragma once

// Candidates that a vault knows. None, if it cannot be looked at without a question.

#include <vector>

#include "completion/candidates.h"

namespace mayfly::app {

/// Ids, and names if a key is at hand: the youngest first.
std::vector<Candidate> references(const Tool& tool);
std::vector<Candidate> message_names(const Tool& tool);
std::vector<Candidate> users(const Tool& tool);
std::vector<Candidate> slots(const Tool& tool);

}  // namespace mayfly::app
