#compdef mayfly
# zsh completion for mayfly: the program itself says what may stand there. Nothing that it says is
# run: zsh quotes the words.
_mayfly() {
  local -a lines described
  local line
  lines=("${(@f)$("${(Q)words[1]}" __complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  if [[ $PREFIX == --*=* ]]; then compset -P '*='; fi
  if [[ ${lines[1]} == :files ]]; then _files; return; fi
  for line in "${(@)lines}"; do
    [[ -n $line ]] || continue
    line=${line#--*=}
    described+=("${${line%%$'\t'*}//:/\\:}${${line#*$'\t'}:+:${line#*$'\t'}}")
  done
  _describe -V mayfly described
}
if [[ $funcstack[1] == _mayfly ]]; then _mayfly "$@"; else compdef _mayfly mayfly; fi
