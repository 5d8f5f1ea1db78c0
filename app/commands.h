#pragma once

#include "context.h"

namespace CLI {
class App;
}

namespace mayfly::app {

// Each adds its command to the tree; the command runs when the command line has been read.
void add_store(CLI::App& root, Context& context);
void add_get(CLI::App& root, Context& context);
void add_list(CLI::App& root, Context& context);
void add_rm(CLI::App& root, Context& context);
void add_purge(CLI::App& root, Context& context);
void add_verify(CLI::App& root, Context& context);
void add_debug_iv(CLI::App& root, Context& context);
void add_init(CLI::App& root, Context& context);
void add_key(CLI::App& root, Context& context);
void add_unlock(CLI::App& root, Context& context);
void add_lock(CLI::App& root, Context& context);

}  // namespace mayfly::app
