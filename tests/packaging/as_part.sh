#!/bin/bash
# mayfly as a part of another project: a program that uses the library is built and works, and
# nothing else of that project is any different for it.
# usage: as_part.sh SOURCE_DIR CXX_COMPILER
set -euo pipefail

source_dir=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.25)
project(parent LANGUAGES CXX)
include(FetchContent)
FetchContent_Declare(mayfly SOURCE_DIR $source_dir)
get_cmake_property(before VARIABLES)
FetchContent_MakeAvailable(mayfly)
get_cmake_property(after VARIABLES)
list(REMOVE_ITEM after \${before})
list(FILTER after INCLUDE REGEX "^(CMAKE_(CXX_STANDARD|CXX_EXT|POSITION|MODULE_PATH)|BUILD_)")
file(WRITE \${CMAKE_BINARY_DIR}/leaked "\${after}")
add_executable(parent parent.cc)
target_link_libraries(parent PRIVATE mayfly::core)
END
cat >parent.cc <<'END'
#include <mayfly/vault.h>

#include <iostream>

#if MAYFLY_VERSION_MAJOR * 100 + MAYFLY_VERSION_MINOR < 1
#error "no version"
#endif

int main() {
  mayfly::SystemClock clock;
  mayfly::SystemRandom random;
  auto vault = mayfly::Vault::open_or_create({"own/vault.db", "own/state"}, clock, random);
  auto me = vault.unlock_or_enroll(mayfly::UserName("me"), "own/me.key").user;
  mayfly::Draft draft;
  draft.text = mayfly::secure_copy(mayfly::as_bytes("Hello Secure World!"));
  const auto message = me.get(me.store(std::move(draft)).id);
  std::cout << mayfly::as_text(message.value().text) << '\n';
}
END

cmake -G Ninja -S . -B build -DCMAKE_CXX_COMPILER="$2" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >log ||
  { cat log; exit 1; }

fail() {
  echo "as_part: $*" >&2
  exit 1
}
[ -z "$(cat build/leaked)" ] || fail "the project gets $(cat build/leaked)"
! grep -E '^BUILD_TESTING' build/CMakeCache.txt || fail "the project is told whether to test"
! grep -E '"command".* -(Wall|std=c\+\+|fPIC|fstack).*/parent\.cc' build/compile_commands.json ||
  fail "the program is compiled with flags of ours"
ninja -C build -t commands parent | tail -n 1 >link_command
! grep -e '-Wl,' link_command || fail "the program is linked with flags of ours"
! ninja -C build -t targets all | grep -E '^[^ ]*/(mayfly|mayfly_tests):' ||
  fail "the tool is built as well"

cmake --build build --target parent >log || { tail -n 50 log; exit 1; }
[ "$(./build/parent)" = "Hello Secure World!" ] || fail "the program does not work"
cmake --install build --prefix "$work/prefix" >log
[ ! -e "$work/prefix" ] || fail "something is installed: $(find "$work/prefix")"
