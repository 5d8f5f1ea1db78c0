# fish completion for mayfly: the program itself says what may stand there. Nothing that it says is
# run: fish quotes the words.
function __mayfly_complete
    set -l before (commandline -opc)
    set -l current (string unescape -- (commandline -ct))
    set -l program $before[1]
    set -e before[1]
    set -l lines ($program __complete -- $before "$current" 2>/dev/null)
    if test "$lines[1]" = ":files"
        __fish_complete_path (string replace -r -- '^--[^=]*=' '' "$current")
        return
    end
    printf '%s\n' $lines
end
complete -c mayfly -k -f -a '(__mayfly_complete)'
