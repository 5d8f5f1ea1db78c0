# bash completion for mayfly: the program itself says what may stand there. Nothing that it says is
# run: words are quoted.
_mayfly() {
  local rest=${COMP_LINE:0:COMP_POINT} words=() part blank word
  # Bash cuts words at = and : as well, mayfly does not: what no blank parts is one word again.
  for part in "${COMP_WORDS[@]}"; do
    blank=${rest%%[![:space:]]*}
    rest=${rest#"$blank"}
    if [[ -z $rest && -z $part && ${#words[@]} -gt 0 && -z $blank ]]; then break; fi
    part=${part:0:${#rest}}
    rest=${rest#"$part"}
    if [[ -n $blank || ${#words[@]} -eq 0 ]]; then words+=("$part"); else words[-1]+=$part; fi
    if [[ -z $rest ]]; then break; fi
  done
  if [[ ${COMP_LINE:0:COMP_POINT} == *[[:space:]] && -n ${words[-1]} && -z ${COMP_WORDS[COMP_CWORD]} ]]; then
    words+=('')
  fi
  local current=${words[-1]} i
  for ((i = 1; i < ${#words[@]}; i++)); do
    word=${words[i]//[\"\'\\]/}
    words[i]=${word/#\~\//$HOME/}
  done

  local line lines=() candidates=() described=()
  mapfile -t lines < <("$1" __complete -- "${words[@]:1}" 2>/dev/null)
  if [[ ${lines[0]-} == :files ]]; then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "${current##*=}")
    return
  fi
  # Bash replaces what stands after the last = or : of the word only.
  local kept=${current%"${current##*[=:]}"}
  if [[ $COMP_WORDBREAKS != *[=:]* ]]; then kept=; fi
  for line in "${lines[@]}"; do
    printf -v word %q "${line%%$'\t'*}"
    word=${word#"$kept"}
    candidates+=("$word")
    if [[ $line == *$'\t'* ]]; then word+="  (${line#*$'\t'})"; fi
    described+=("$word")
  done
  compopt -o nosort 2>/dev/null
  # What is shown as a list may say more than what is put into the line.
  if [[ ${#candidates[@]} -gt 1 && $COMP_TYPE == 63 ]]; then
    COMPREPLY=("${described[@]}")
  else
    COMPREPLY=("${candidates[@]}")
  fi
}
complete -F _mayfly mayfly
