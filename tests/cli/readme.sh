#!/bin/bash
# What README.md shows, done: its session, line by line, and its program, against the installed library.
# usage: readme.sh MAYFLY SOURCE_DIR BUILD_DIR
set -euo pipefail

mayfly=$1
source_dir=$2
build_dir=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# block LANGUAGE: the first code block of that language.
block() {
  awk -v language="$1" '
    /^```/ { inside = ($0 == "```" language && !seen); seen = seen || inside; next }
    inside' "$source_dir/README.md"
}

session() {
  export HOME=$work/home PATH=$work/bin:$PATH
  unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME MAYFLY_WINDOW_KEYS MAYFLY_VAULT MAYFLY_USER MAYFLY_KEY_FILE
  mkdir -p "$HOME" "$work/bin"
  ln -s "$mayfly" "$work/bin/mayfly"
  block console >"$work/expected"
  local commands=0
  while IFS= read -r line; do
    case $line in
      '$ '*)
        commands=$((commands + 1))
        printf '%s\n' "$line"
        # A message without a newline at its end is followed by the prompt; the README shows it on a line of its own.
        output=$(bash -c "${line#\$ }" 2>&1 </dev/null) || true
        [ -z "$output" ] || printf '%s\n' "$output"
        ;;
    esac
  done <"$work/expected" >"$work/actual"
  diff -u "$work/expected" "$work/actual"
  grep -c '^\$ ' "$work/expected" | grep -qx 9
}

program() {
  cmake --install "$build_dir" --prefix "$work/prefix" >/dev/null
  mkdir "$work/program"
  block cpp >"$work/program/example.cc"
  cat >"$work/program/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(example LANGUAGES CXX)
find_package(mayfly REQUIRED)
add_executable(example example.cc)
target_link_libraries(example PRIVATE mayfly::core)
END
  cd "$work/program"
  cmake -G Ninja -S . -B build -DCMAKE_PREFIX_PATH="$work/prefix" >/dev/null
  cmake --build build >/dev/null
  [ "$(./build/example)" = "Hello Secure World!" ]
  [ "$(./build/example)" = "Hello Secure World!" ]

  # The same by pkg-config.
  local flags
  flags=$(PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name mayfly.pc)") pkg-config --cflags --libs mayfly)
  # shellcheck disable=SC2086 # flags are words
  c++ -std=c++20 example.cc $flags -o by_pkg_config
  [ "$(./by_pkg_config)" = "Hello Secure World!" ]
}

session
program
