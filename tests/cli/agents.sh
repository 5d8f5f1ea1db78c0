#!/bin/bash
# The examples of mayfly-agents(7): they work as they stand, and what the page says of them is so.
# usage: agents.sh MAYFLY SOURCE_DIR
set -euo pipefail

mayfly=$1
page=$2/man/mayfly-agents.7
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# example NUMBER: from 1, as a reader sees it.
example() {
  awk -v number="$1" '/^\.Bd/ { ++seen; inside = 1; next } /^\.Ed/ { inside = 0 } inside && seen == number' "$page" |
    sed 's/\\-/-/g; s/\\(aq/'"'"'/g; s/\\e/\\/g'
}

# is WHAT EXPECTED ACTUAL
is() {
  if [[ $2 == "$3" ]]; then return; fi
  printf 'FAIL: %s\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"
  exit 1
}

count=$(grep -c '^\.Bd' "$page")
is 'the number of examples' 7 "$count"

mkdir "$work/bin" "$work/home"
ln -s "$mayfly" "$work/bin/mayfly"
cat >"$work/bin/call-service" <<'END'
#!/bin/sh
if [ "${1-}" = --token-from-stdin ]; then TOKEN=$(cat); fi
[ "$TOKEN" = tok-12345 ] && echo called
END
cat >"$work/bin/ticket-server" <<'END'
#!/bin/sh
[ "$*" = "--token-fd 3" ] && [ "$(cat <&3)" = tok-12345 ] && [ -z "${TOKEN-}" ] && echo served
END
chmod +x "$work"/bin/*
export HOME=$work/home PATH=$work/bin:$PATH token=tok-12345
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME MAYFLY_WINDOW_KEYS MAYFLY_VAULT MAYFLY_USER MAYFLY_KEY_FILE \
  MAYFLY_PASSPHRASE_COMMAND CREDENTIALS_DIRECTORY

# run NUMBER: its output, its errors with it, and its status if that is not 0.
run() {
  local status=0
  sh -euc "$(example "$1")" 2>&1 </dev/null || status=$?
  if ((status != 0)); then echo "status $status"; fi
}

is 'a person stores' 1 "$(run 1 | tail -n 1)"
unset token
is 'an agent runs' called "$(run 2)"
refusal=$(run 3)
[[ $refusal == *'for programs only'*'mayfly run'*'status 2' ]] || is 'get refuses' 'a refusal with a hint' "$refusal"
is 'what is printed by mistake is hidden' 'TOKEN=[hidden]' "$(run 4)"

# The configuration is JSON, holds no secret, and says what the next example types.
configured=$(example 5 | tr -d '\n' | sed -E 's/.*"command": "([^"]*)",.*"args": \[(.*)\].*/\1 \2/; s/[",]//g; s/ +/ /g')
is 'the configuration says the same' "$(example 6)" "$configured"
is 'a server runs' served "$(run 6)"

export token=tok-12345
is 'one use' $'2\ncalled' "$(run 7)"
[[ $(sh -euc "$(example 7 | tail -n 1)" 2>&1 || echo "status $?") == *'status 3' ]] || is 'one use alone' 'status 3' 'another'
is 'what the page says it cannot do' tok-12345 "$(mayfly run --stdin api -- cat)"
