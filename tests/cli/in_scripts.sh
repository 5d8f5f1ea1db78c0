#!/bin/bash
# The examples of mayfly(1), "In scripts", in every shell that they are said to work in.
# usage: in_scripts.sh MAYFLY SOURCE_DIR
set -euo pipefail

mayfly=$1
page=$2/man/mayfly.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# example NUMBER: from 1, as a reader sees it.
example() {
  sed -n '/^\.Ss \\&In scripts$/,/^\.S[sh] /p' "$page" | sed '1d' |
    awk -v number="$1" '/^\.Bd/ { ++seen; inside = 1; next } /^\.Ed/ { inside = 0 } inside && seen == number' |
    sed 's/\\-/-/g; s/\\(aq/'"'"'/g; s/\\e/\\/g'
}

count=$(sed -n '/^\.Ss \\&In scripts$/,/^\.S[sh] [^I]/p' "$page" | grep -c '^\.Bd')

# What stands in front of an example: where it needs an id, there is one.
# shellcheck disable=SC2016 # it is for the shell that runs the example
prologue='
id=$(printf %s secret | mayfly store -q 2>/dev/null)
'

# expected NUMBER: standard output, then "= STATUS".
expected() {
  case $1 in
    1) printf '= 0\n' ;;
    2) printf 'got secret\n= 0\n' ;;
    3) printf 'status 2\nstatus 2\n= 0\n' ;;
    4) printf 'new= 0\n' ;;
    5) printf 'secret\nsecond\n= 0\n' ;;
    6) printf '2\n3\n= 0\n' ;;
    7) printf '= 0\n' ;;
    8) printf '{"messages":[{"id":1,= 0\n' ;;
    *) return 1 ;;
  esac
}

# run SHELL... FILE: in a home of its own, with a program that fetches a token.
run() {
  local home status=0
  home=$(mktemp -d "$work/home.XXXXXX")
  env -i HOME="$home" USER=james PATH="$work/bin:$PATH" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
  head -c 21 "$work/out"
  printf '= %d\n' "$status"
}

check() {
  local number=$1
  shift
  expected "$number" >"$work/expected"
  run "$@" "$work/script" >"$work/actual"
  if ! diff -u "$work/expected" "$work/actual"; then
    echo "FAIL: example $number of \"In scripts\" in: $*"
    cat "$work/err"
    exit 1
  fi
}

mkdir "$work/bin"
ln -s "$mayfly" "$work/bin/mayfly"
printf '#!/bin/sh\nprintf token\n' >"$work/bin/fetch-token"
chmod +x "$work/bin/fetch-token"

[ "$count" -eq 8 ] || { echo "FAIL: $count examples, and this knows 8"; exit 1; }
shells=("sh -eu" "bash -euo pipefail")
skipped=
if command -v zsh >/dev/null; then shells+=("zsh -feu -o pipefail"); else skipped=zsh; fi
for ((number = 1; number <= count; ++number)); do
  {
    printf '%s' "$prologue"
    [ "$number" -ne 5 ] || printf 'printf %%s second | mayfly store -q >/dev/null\n'
    [ "$number" -ne 3 ] || printf 'printf %%s second | mayfly store -q >/dev/null\n'
    example "$number"
  } >"$work/script"
  for shell in "${shells[@]}"; do
    read -ra words <<<"$shell"
    check "$number" "${words[@]}"
  done
done

# A source that fails half way stores nothing that way.
printf '#!/bin/sh\nprintf half; exit 7\n' >"$work/bin/fetch-token"
{
  printf '%s' "$prologue"
  example 1
} >"$work/script"
for shell in "${shells[@]}"; do
  read -ra words <<<"$shell"
  [ "$(run "${words[@]}" "$work/script")" = "= 7" ] || { echo "FAIL: a source that fails, in $shell"; exit 1; }
done

if [ -n "$skipped" ]; then
  echo "skipped: $skipped is not installed"
  exit 77
fi
