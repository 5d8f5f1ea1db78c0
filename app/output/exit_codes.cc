#include "output/exit_codes.h"

namespace mayfly::app {

ErrorCode error_code(ErrorKind kind, bool is_changed) {
  switch (kind) {
    case ErrorKind::unexpected:
      return {1, "unexpected"};
    case ErrorKind::usage:
      return {2, "usage"};
    case ErrorKind::no_such_message:
      return {3, "no_such_message"};
    case ErrorKind::no_such_user:
      return {3, "no_such_user"};
    case ErrorKind::no_vault:
      return {10, "no_vault"};
    case ErrorKind::busy:
      return {11, "busy"};
    case ErrorKind::wrong_key:
    case ErrorKind::no_terminal:
    case ErrorKind::source_failed:
      return {12, "wrong_key"};
    case ErrorKind::authentication_failed:
      return {13, "authentication_failed"};
    case ErrorKind::not_a_vault:
      return {14, "not_a_vault"};
    case ErrorKind::unsafe_permissions:
      return {15, "unsafe_permissions"};
    case ErrorKind::not_written:
      return {16, "not_written"};
    case ErrorKind::output_failed:
      return error_code(is_changed ? ErrorKind::unexpected : ErrorKind::not_written, is_changed);
    case ErrorKind::not_executable:
      return {126, "not_executable"};
    case ErrorKind::no_such_program:
      return {127, "no_such_program"};
    case ErrorKind::interrupted:
      return {130, "interrupted"};
  }
  return {1, "unexpected"};
}

}  // namespace mayfly::app
