#pragma once

#include "context.h"

namespace CLI {
class App;
}

namespace mayfly::app {

/// "key-file" or "passphrase"; "unknown" for what is damaged.
const char* name_of(SlotKind kind);

// The commands of `mayfly key`: each adds its own to it.
void add_key_list(CLI::App& key, Context& context);
void add_key_add_passphrase(CLI::App& key, Context& context);
void add_key_add_key_file(CLI::App& key, Context& context);
void add_key_change_passphrase(CLI::App& key, Context& context);
void add_key_remove(CLI::App& key, Context& context);
void add_key_rotate(CLI::App& key, Context& context);
void add_key_export(CLI::App& key, Context& context);
void add_key_import(CLI::App& key, Context& context);

}  // namespace mayfly::app
