# Completion for fish, as "crossover completion fish" writes it.

function __crossover_words
    set -l before (commandline -opc)
    set -l begun (commandline -ct)
    set -l command (string replace -r '^~' $HOME $before[1])
    $command completion fish --words $before[2..-1] "$begun" 2>/dev/null
end

complete -c crossover -f -a '(__crossover_words)'
complete -c llm-crossover -w crossover
