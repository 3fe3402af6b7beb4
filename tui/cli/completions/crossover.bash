# Completion for bash, as "crossover completion bash" writes it.

_crossover() {
    local word
    COMPREPLY=()
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <("${1/#\~/$HOME}" completion bash --words "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    # More is to come behind a key or a folder.
    if [[ ${COMPREPLY[*]} == *[=/] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}

complete -F _crossover crossover llm-crossover
