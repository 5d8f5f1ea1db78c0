#include "key_source.h"

#include "log.h"

namespace mayfly::app {
namespace {

KeyFile with_warning(Context& context, KeyFile key) {
  if (key.had_mark()) {
    log_warning(context,
                "a byte order mark in front of the key was passed over: a file from Windows?");
  }
  return key;
}

}  // namespace

KeyFile read_key_file(Context& context, const std::filesystem::path& file) {
  return with_warning(context, KeyFile::read(file));
}

KeyFile parse_key_file(Context& context, ByteView text) {
  return with_warning(context, KeyFile::parse(text));
}

}  // namespace mayfly::app
