#!/usr/bin/env bash
# The manual pages say what the program does: options, commands and their sub-commands, exit codes, variables
# and members of JSON are the same sets in man/, in --help, in the code and in real output. Nothing is compared with a
# list of our own.
#
# usage: man_pages.sh MAYFLY SOURCE_FOLDER
# Exit 77 (skipped) where all of that holds, but mandoc is missing and the pages were not linted.
set -euo pipefail

readonly mayfly=$1 source_folder=$2
readonly pages=$source_folder/man

scratch=$(mktemp -d)
readonly scratch
trap 'rm -rf "$scratch"' EXIT
export HOME=$scratch/home
mkdir -m 700 "$HOME"
unset MAYFLY_KEY_FILE MAYFLY_USER MAYFLY_VAULT XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME \
  MAYFLY_WINDOW_KEYS MAYFLY_PASSPHRASE_COMMAND CREDENTIALS_DIRECTORY

checks=0
failures=0
without_json=  # a command whose JSON is not to be had here
readonly text_only=' help run '  # commands that print no JSON, or what is a program's own

# same WHAT LEFT_NAME LEFT RIGHT_NAME RIGHT: both texts hold the same lines, and some.
same() {
  local what=$1 left_name=$2 left right_name=$4 right
  left=$(sort -u <<<"$3")
  right=$(sort -u <<<"$5")
  checks=$((checks + 1))
  if [[ -n $left && $left == "$right" ]]; then return; fi
  failures=$((failures + 1))
  printf 'FAIL: %s\n' "$what"
  if [[ -z $left ]]; then printf '  none in %s\n' "$left_name"; fi
  comm -23 <(printf '%s\n' "$left") <(printf '%s\n' "$right") | sed "s|^|  only in $left_name: |"
  comm -13 <(printf '%s\n' "$left") <(printf '%s\n' "$right") | sed "s|^|  only in $right_name: |"
}

# within WHAT PART_NAME PART WHOLE_NAME WHOLE: each line of PART, which may be empty, is in WHOLE.
within() {
  local stray
  stray=$(comm -23 <(sort -u <<<"$3") <({ echo; echo "$5"; } | sort -u))
  checks=$((checks + 1))
  if [[ -z $stray ]]; then return; fi
  failures=$((failures + 1))
  printf 'FAIL: %s\n' "$1"
  printf '%s\n' "$stray" | sed "s|^|  in $2, but not in $4: |"
}

page_of() {  # "" is the page of the whole
  printf '%s/mayfly%s.1' "$pages" "${1:+-$1}"
}

help_of() {  # help_of COMMAND, which may be two words, or none
  local words
  read -ra words <<<"$1"
  "$mayfly" "${words[@]}" --help
}

# --- what the program has

# Formats of CLI11 differ between its versions, but an option's line begins with its names.
options_in_help() {
  help_of "$1" | awk '/^ +-/ {
    gsub(/,/, " ")
    for (i = 1; i <= NF && $i ~ /^-/; ++i) print $i
  }'
}

commands_in_help() {  # commands_in_help [COMMAND]: the commands of the whole, or its sub-commands
  help_of "${1-}" | awk '
    tolower($0) ~ /^subcommands:/ { inside = 1; next }
    /^[^ ]/ { inside = 0 }
    inside && /^ ? ? ?[^ ]/ { print $1 }'
}

# The options of a command, those of its sub-commands included.
options_of() {
  local sub
  options_in_help "$1"
  if [[ -z $1 ]]; then return; fi
  for sub in $(commands_in_help "$1"); do options_in_help "$1 $sub"; done
}

codes_in_source() {
  grep -oE 'return \{[0-9]+, "[a-z_]+"\}' "$source_folder/app/output/exit_codes.cc" |
    sed -E 's/return \{([0-9]+), "([a-z_]+)"\}/\1 \2/'
}

# The names of the members of the JSON on standard input, each behind those that it is within.
members_in_json() {
  grep -oE '"([^"\\]|\\.)*"|[{}:]' | awk '
    /^"/ { text = substr($0, 2, length($0) - 2) }
    $0 == "{" { ++depth }
    $0 == "}" { --depth }
    $0 == ":" {
      name[depth] = text
      path = name[1]
      for (i = 2; i <= depth; ++i) path = path "." name[i]
      print path
    }'
}

# --- what a page says

section() {  # section PAGE TITLE
  awk -v title="$2" '/^\.S[hs] / { inside = ($0 ~ "^\\.S[hs] " title "$") } inside' "$1"
}

# The options (.Fl) on the macro lines of standard input.
flags() {
  awk '/^\./ { for (i = 1; i < NF; ++i) if ($i == "Fl" || $i == ".Fl") print "-" $(i + 1) }'
}

options_in_page() {
  grep '^\.It Fl ' "$1" | flags
}

# The options of the page, without those of which the synopsis shows neither the short nor the long
# name. A synopsis of a command does not repeat --help.
options_in_synopsis() {
  local shown line names
  shown=$(section "$1" SYNOPSIS | flags)
  while read -r line; do
    names=$(flags <<<"$line")
    if grep -qxF -e "$names" <<<"$shown" || [[ $names == *--help* ]]; then echo "$names"; fi
  done < <(grep '^\.It Fl ' "$1")
}

codes_in_page() {
  section "$1" 'EXIT STATUS' | awk '/^\.It / && $2 != 0 { print $2, $3 }'
}

# What the synopsis shows of one command: `.Nm mayfly Cm key rotate` and what follows.
synopsis_of() {  # synopsis_of PAGE COMMAND
  section "$1" SYNOPSIS | awk -v command="$2" '
    /^\.Nm/ { inside = ($0 == ".Nm mayfly Cm " command) }
    inside'
}

# What section JSON says of one sub-command: what follows an item that names it.
json_section_of() {  # json_section_of PAGE SUB_COMMAND
  section "$1" JSON | awk -v command="$2" '
    /^\.It Cm / {
      inside = 0
      for (i = 3; i <= NF; ++i) inside = inside || $i == command
      next
    }
    inside'
}

members_in_page() {
  section "$1" JSON | members_in_lists
}

# The members in the lists on standard input, each behind those that it is within.
members_in_lists() {
  awk '
    /^\.Bl / { ++depth }
    /^\.El/ { --depth }
    /^\.It Va / {
      name[depth] = $3
      path = name[1]
      for (i = 2; i <= depth; ++i) path = path "." name[i]
      print path
    }'
}

# --- the checks

check_commands() {
  local with_page listed
  with_page=$(cd "$pages" && printf '%s\n' mayfly-*.1 | sed -E 's/^mayfly-(.*)\.1$/\1/')
  listed=$(section "$(page_of "")" Commands | sed -nE 's/^\.It Xr mayfly-(.*) 1$/\1/p')
  same 'the commands have pages' --help "$(commands_in_help)" man/ "$with_page"
  same 'mayfly.1 lists the commands' --help "$(commands_in_help)" mayfly.1 "$listed"
}

check_options() {  # of one command, or of the whole
  local page name
  page=$(page_of "$1")
  name=${page##*/}
  same "$name documents the options" --help "$(options_of "$1")" "$name" \
    "$(options_in_page "$page")"
  same "$name shows its options in the synopsis" "$name" "$(options_in_page "$page")" \
    'its synopsis' "$(options_in_synopsis "$page")"
  within "$name names options that there are" "$name" "$(flags <"$page")" --help "$all_options"
}

# A command with sub-commands has a section for each, in which the options of that one are.
check_sub_commands() {
  local page name sub
  page=$(page_of "$1")
  name=${page##*/}
  if [[ -z $(commands_in_help "$1") ]]; then return; fi
  same "$name has a section for each sub-command" --help "$(commands_in_help "$1")" "$name" \
    "$(sed -nE "s/^\.Ss mayfly $1 (.*)/\1/p" "$page")"
  same "$name shows each sub-command in the synopsis" --help "$(commands_in_help "$1")" "$name" \
    "$(section "$page" SYNOPSIS | sed -nE "s/^\.Nm mayfly Cm $1 (.*)/\1/p")"
  for sub in $(commands_in_help "$1"); do check_options_of_sub_command "$page" "$1 $sub"; done
}

check_options_of_sub_command() {  # check_options_of_sub_command PAGE COMMAND
  local name=${1##*/} options
  options=$(echo none; options_in_help "$2" | grep -vxF -e -h -e --help || true)
  same "$name documents the options of $2" --help "$options" "$name" \
    "$(echo none; section "$1" "mayfly $2" | grep '^\.It Fl ' | flags)"
  same "$name shows the options of $2 in the synopsis" --help "$options" 'its synopsis' \
    "$(echo none; synopsis_of "$1" "$2" | flags)"
}

check_references() {
  local there
  there=$(cd "$pages" && printf '%s\n' ./*.[17] | sed -E 's/^\.\/(.*)\.([17])$/\1 \2/')
  within 'the pages refer to pages that there are' 'an Xr' \
    "$(sed -nE 's/^\.(It )?Xr (mayfly[^ ]* [0-9]).*/\2/p' "$pages"/*.[17])" man/ "$there"
}

check_codes() {
  local command
  same 'mayfly.1 lists the exit codes' app/output/exit_codes.cc "$(codes_in_source)" mayfly.1 \
    "$(codes_in_page "$(page_of "")")"
  for command in $(commands_in_help); do
    within "mayfly-$command.1 names exit codes that there are" "mayfly-$command.1" \
      "$(codes_in_page "$(page_of "$command")")" app/output/exit_codes.cc "$(codes_in_source)"
  done
}

check_variables() {
  local read_by_app documented
  read_by_app=$(grep -oE '"[A-Z][A-Z_]+"' "$source_folder/app/process/environment.cc" | tr -d '"')
  documented=$(section "$(page_of "")" ENVIRONMENT | sed -nE 's/^\.It Ev //p')
  within 'mayfly.1 documents the variables' app/process/environment.cc "$read_by_app" mayfly.1 "$documented"
  within 'mayfly.1 documents variables that the code reads' mayfly.1 "$documented" 'the code' \
    "$(grep -rohE '"[A-Z][A-Z_]+"' "$source_folder/app" "$source_folder/lib/src" | tr -d '"')"
}

check_members() {  # check_members PAGE JSON_FILE
  same "$1 documents the members of the JSON" 'the output' "$(members_in_json <"$2")" "$1" \
    "$(members_in_page "$pages/$1")"
}

check_members_of_sub_command() {  # check_members_of_sub_command PAGE SUB_COMMAND JSON_FILE
  same "$1 documents the members of the JSON of $2" 'the output' "$(members_in_json <"$3")" "$1" \
    "$(json_section_of "$pages/$1" "$2" | members_in_lists)"
}

# The codes that verify may find are those that its page explains.
check_findings() {
  local found_by_code
  found_by_code=$(grep -rhoE '(wrong(_message|_receipt)?|note|overdue|on_damage)\("[a-z_]+"' \
    "$source_folder/lib/src/vault" "$source_folder/lib/src/window_keys" |
    sed -E 's/.*"([a-z_]+)"/\1/')
  same 'mayfly-verify.1 explains the findings' lib/src "$found_by_code" \
    mayfly-verify.1 "$(section "$pages/mayfly-verify.1" Findings | sed -nE 's/^\.It Cm //p')"
}

# A finding with the id of a message: one that was burned, and is back with an older copy of the database.
make_finding() {  # make_finding JSON_FILE
  local database=$HOME/.local/share/mayfly/vault.db id status=0
  id=$("$mayfly" store --burn 'read once')
  cp "$database" "$scratch/older.db"
  "$mayfly" get "$id" >/dev/null
  cp "$scratch/older.db" "$database"
  "$mayfly" verify --json >"$1" 2>/dev/null || status=$?
  if ((status == 13)); then return; fi
  echo "FAIL: verify found nothing wrong with an older database: exit $status"
  failures=$((failures + 1))
}

# A slot that somebody planted, and one of a later program, as key list shows them.
list_damaged_slot() {
  local database=$HOME/.local/share/mayfly/vault.db
  sqlite3 "$database" "INSERT INTO key_slots SELECT id, 99, 2, 0, x'', x'', x'' FROM users"
  sqlite3 "$database" "INSERT INTO key_slots SELECT id, 98, 9, 0, x'', x'', x'' FROM users"
  "$mayfly" key list --json 2>/dev/null || true
  sqlite3 "$database" 'DELETE FROM key_slots WHERE slot > 90'
}

# The JSON of what has to do with keys, in files as key-list.json.
make_key_json() {  # make_key_json FOLDER
  local out=$1 spare=$HOME/spare.key
  (umask 077 && echo 'correct horse' >"$HOME/first" && echo 'battery staple' >"$HOME/second")
  "$mayfly" init --json >"$out/init.json" 2>/dev/null
  "$mayfly" key add-passphrase --json --new-passphrase-file "$HOME/first" >"$out/key-add-passphrase.json"
  "$mayfly" key change-passphrase --json --passphrase-file "$HOME/first" \
    --new-passphrase-file "$HOME/second" >"$out/key-change-passphrase.json"
  "$mayfly" key add-key-file --json "$spare" >"$out/key-add-key-file.json" 2>/dev/null
  "$mayfly" key list --json >"$out/key-list.json"
  list_damaged_slot >>"$out/key-list.json"
  "$mayfly" key remove --json 3 >"$out/key-remove.json"
  "$mayfly" key rotate --json --passphrase-file "$HOME/second" >"$out/key-rotate.json"
  "$mayfly" key export --json >"$out/key-export.json"
  "$mayfly" key export --json "$HOME/copy.key" >>"$out/key-export.json"
  "$mayfly" key import --json --key-file "$HOME/imported.key" "$HOME/copy.key" >"$out/key-import.json"
  "$mayfly" init --user lost >/dev/null 2>&1
  "$mayfly" init --json --user lost --replace-user --yes --key-file "$HOME/lost.key" >>"$out/init.json" 2>/dev/null
  make_unlock_json "$out"
  "$mayfly" lock --json >"$out/lock.json"
}

# What unlock puts into the kernel is gone with lock, and else after a minute.
make_unlock_json() {
  local status=0
  "$mayfly" unlock --json --for 1m --passphrase-file "$HOME/second" >"$1/unlock.json" 2>"$1/refusal" ||
    status=$?
  if ((status == 0)); then return; fi
  rm "$1/unlock.json"
  if ((status == 1)) && grep -q keyring "$1/refusal"; then
    without_json=unlock
    echo 'skipped: the JSON of unlock, since the kernel has no keyring for us'
  fi
}

# By a program that takes the text, and keeps nothing. The process that is to clear it ends in a second.
make_copy_json() {  # make_copy_json JSON_FILE ID
  mkdir "$scratch/programs"
  printf '#!/bin/sh\ncat >/dev/null\n' >"$scratch/programs/xclip"
  chmod +x "$scratch/programs/xclip"
  PATH=$scratch/programs:$PATH DISPLAY=:0 WAYLAND_DISPLAY='' "$mayfly" copy --json --clear-after 1s "$2" >"$1"
}

# A receipt of each kind; and one of the past, for the purge. (No clock can be set here.)
make_status_json() {  # make_status_json FOLDER
  local kept gone
  kept=$("$mayfly" store --receipt --name kept 'some text')
  gone=$("$mayfly" store --receipt 'some text')
  "$mayfly" store --json --receipt 'some text' >>"$1/store.json"
  "$mayfly" get "$kept" >"$1/text"
  "$mayfly" rm "$gone"
  "$mayfly" list --json >>"$1/list.json"
  "$mayfly" status --json "$kept" "$gone" >"$1/status.json"
}

# Real output with every member: messages with and without a name, text and bytes, to burn; errors with a hint.
check_json() {
  local out=$scratch id
  make_key_json "$out"
  "$mayfly" store --json --name first --replace --burn 'some "text"' >"$out/store.json"
  "$mayfly" get --json --name first >"$out/get.json"
  printf 'one\ntwo\n' | "$mayfly" store --json --lines >>"$out/store.json"
  "$mayfly" extend --json --ttl 1h 2 >"$out/extend.json"
  "$mayfly" store --json --name counted --reads 3 'some text' >>"$out/store.json"
  "$mayfly" store --json --run-only 'for programs' >>"$out/store.json"
  "$mayfly" get --json counted >>"$out/get.json"
  "$mayfly" store --name first 'more text' >/dev/null
  id=$(printf '\377\n' | "$mayfly" store)
  "$mayfly" get --all --json >>"$out/get.json"
  "$mayfly" list --json >"$out/list.json"
  "$mayfly" users --json >"$out/users.json"
  MAYFLY_USER=james "$mayfly" config --json >"$out/config.json"
  "$mayfly" version --json >"$out/version.json"
  "$mayfly" completion --json bash >"$out/completion.json"
  make_copy_json "$out/copy.json" "$id"
  "$mayfly" debug-iv --json >"$out/debug-iv.json"
  "$mayfly" debug-iv --json --id "$id" >>"$out/debug-iv.json"
  "$mayfly" export --json --to "$out/bundle" >"$out/export.json"
  "$mayfly" import --json "$out/bundle" >"$out/import.json"
  "$mayfly" rm --json "$id" >"$out/rm.json"
  make_status_json "$out"
  "$mayfly" purge --json --dry-run >"$out/purge.json"
  make_finding "$out/verify.json"
  if "$mayfly" get --json "$id" 2>"$out/error.json"; then
    echo "FAIL: get printed message $id, which was removed"
    failures=$((failures + 1))
  fi
  check_members mayfly.1 "$out/error.json"
  check_every_command_has_json "$out"
  same 'mayfly-debug-iv.1 lists the readings' 'the output' \
    "$(grep -oE '"id":"[^"]+"' "$out/debug-iv.json" | cut -d'"' -f4)" mayfly-debug-iv.1 \
    "$(section "$pages/mayfly-debug-iv.1" Readings | sed -nE 's/^\.It Cm //p')"
}

check_every_command_has_json() {  # check_every_command_has_json FOLDER
  local command sub subs
  for command in $(commands_in_help); do
    subs=$(commands_in_help "$command")
    for sub in $subs; do
      if has_json "$1/$command-$sub.json" "$command $sub"; then
        check_members_of_sub_command "mayfly-$command.1" "$sub" "$1/$command-$sub.json"
      fi
    done
    if [[ $text_only == *" $command "* ]]; then continue; fi
    if [[ -z $subs && $command != "$without_json" ]] && has_json "$1/$command.json" "$command"; then
      check_members "mayfly-$command.1" "$1/$command.json"
    fi
  done
}

has_json() {  # has_json FILE COMMAND
  if [[ -e $1 ]]; then return; fi
  echo "FAIL: no JSON of $2 to compare with: run it in check_json"
  failures=$((failures + 1))
  return 1
}

# In the folder of the pages, since mandoc looks there for those that they refer to.
check_style() {
  local complaints
  checks=$((checks + 1))
  if complaints=$(cd "$pages" && mandoc -Tlint -W style ./*.[17]) && [[ -z $complaints ]]; then return; fi
  failures=$((failures + 1))
  printf 'FAIL: mandoc -Tlint -W style\n%s\n' "$complaints"
}

main() {
  local command
  all_options=$(for command in "" $(commands_in_help); do options_of "$command"; done)
  readonly all_options
  check_commands
  for command in "" $(commands_in_help); do check_options "$command"; done
  for command in $(commands_in_help); do check_sub_commands "$command"; done
  check_references
  check_codes
  check_variables
  check_findings
  check_json
  if command -v mandoc >/dev/null; then check_style; fi

  printf '%d checks, %d failures\n' "$checks" "$failures"
  if ((failures > 0)); then exit 1; fi
  if ! command -v mandoc >/dev/null; then
    echo 'skipped: mandoc is missing, so the pages were not linted'
    exit 77
  fi
}

main
