#include "cli/value_names.h"

namespace mayfly::app {

const char* name_of(Value value) {
  switch (value) {
    case Value::base64:
      return "BASE64";
    case Value::column:
      return "COLUMN";
    case Value::command:
      return "CMD";
    case Value::descriptor:
      return "N";
    case Value::file:
      return "FILE";
    case Value::hex:
      return "HEX";
    case Value::message_name:
    case Value::user:
      return "NAME";
    case Value::number:
      return "N";
    case Value::placement:
      return "N=REF";
    case Value::path:
      return "PATH";
    case Value::reference:
      return "REF";
    case Value::time:
      return "TIME";
    case Value::variable:
      return "VAR=REF";
    case Value::when:
      return "WHEN";
    case Value::command_name:
    case Value::slot:
    case Value::text:
      break;
  }
  return "";
}

}  // namespace mayfly::app
