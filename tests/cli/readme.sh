#!/bin/bash
# What README.md shows, done: its sessions, line by line, and its program, against the installed library.
# usage: readme.sh MAYFLY SOURCE_DIR BUILD_DIR
set -euo pipefail

mayfly=$1
source_dir=$2
build_dir=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# block LANGUAGE NUMBER: the code block of that language and number, from 1.
block() {
  awk -v language="$1" -v number="$2" '
    /^```/ { inside = !open && $0 == "```" language && ++seen == number; open = !open; next }
    inside' "$source_dir/README.md"
}

new_home() {
  HOME=$(mktemp -d "$work/home.XXXXXX")
}

# What unlock needs; a container may forbid it.
kernel_has_keyring() {
  local status=0
  new_home
  (umask 077 && echo passphrase >"$HOME/passphrase")
  mayfly init --quiet --passphrase-file "$HOME/passphrase"
  mayfly unlock --for 1m --passphrase-file "$HOME/passphrase" 2>"$work/refusal" || status=$?
  mayfly lock
  if ((status == 0)); then return; fi
  if ((status == 1)) && grep -q keyring "$work/refusal"; then return 1; fi
  cat "$work/refusal"
  exit 1
}

sessions() {
  local number commands=0 blocks
  export HOME PATH=$work/bin:$PATH
  unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME MAYFLY_WINDOW_KEYS MAYFLY_VAULT MAYFLY_USER MAYFLY_KEY_FILE \
    MAYFLY_PASSPHRASE_COMMAND CREDENTIALS_DIRECTORY
  mkdir "$work/bin"
  ln -s "$mayfly" "$work/bin/mayfly"
  blocks=$(grep -c '^```console$' "$source_dir/README.md")
  for ((number = 1; number <= blocks; ++number)); do
    block console "$number" >"$work/expected"
    commands=$((commands + $(grep -c '^\$ ' "$work/expected")))
    if grep -q 'mayfly unlock' "$work/expected" && ! kernel_has_keyring; then
      echo "skipped: session $number, since the kernel has no keyring for us"
      skipped=yes
      continue
    fi
    session
  done
  grep -cE '^\$ ' "$source_dir/README.md" | grep -qx "$commands"
}

# There it is james who types, at home.
as_in_readme() {
  local login
  login=$(id -un)
  sed "/^mayfly: made the key/ { s|$HOME|/home/james|; s|'$login'|'james'|; s|/$login\.key|/james.key|; }"
}

# The session in $work/expected, in a home of its own.
session() {
  local line output
  new_home
  while IFS= read -r line; do
    case $line in
      '$ '*)
        printf '%s\n' "$line"
        # A message without a newline at its end is followed by the prompt; the README shows it on a line of its own.
        output=$(bash -c "${line#\$ }" 2>&1 </dev/null) || true
        [ -z "$output" ] || printf '%s\n' "$output"
        ;;
    esac
  done <"$work/expected" | as_in_readme >"$work/actual"
  diff -u "$work/expected" "$work/actual"
}

program() {
  cmake --install "$build_dir" --prefix "$work/prefix" >/dev/null
  mkdir "$work/program"
  block cpp 1 >"$work/program/example.cc"
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

skipped=
sessions
program
if [[ -n $skipped ]]; then exit 77; fi
