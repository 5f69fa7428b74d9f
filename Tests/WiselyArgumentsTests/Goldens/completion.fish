# fish completion for lamp

# Prints the command that the words before the cursor have reached.
function __lamp_reached
    set -l words (commandline -opc)
    set -e words[1]
    set -l command 'lamp'
    set -l skip 0
    for word in $words
        if test $skip -eq 1
            set skip 0
            continue
        end
        switch "$command $word"
            case 'lamp -c' 'lamp --config'
                set skip 1
            case 'lamp ask' 'lamp a'
                set command 'lamp ask'
            case 'lamp store'
                set command 'lamp store'
            case 'lamp copy'
                set command 'lamp copy'
            case 'lamp shift'
                set command 'lamp shift'
            case 'lamp help'
                set command 'lamp help'
            case 'lamp ask -s' 'lamp ask --setup' 'lamp ask --files' 'lamp ask --effort' 'lamp ask --budget' 'lamp ask -n' 'lamp ask --max-words' 'lamp ask --system' 'lamp ask --amount' 'lamp ask -c' 'lamp ask --config'
                set skip 1
            case 'lamp store -c' 'lamp store --config'
                set skip 1
            case 'lamp store check'
                set command 'lamp store check'
            case 'lamp store path'
                set command 'lamp store path'
            case 'lamp store check -c' 'lamp store check --config'
                set skip 1
            case 'lamp store path -c' 'lamp store path --config'
                set skip 1
            case 'lamp copy -c' 'lamp copy --config'
                set skip 1
            case 'lamp shift -b' 'lamp shift --by' 'lamp shift --lit' 'lamp shift -c' 'lamp shift --config'
                set skip 1
        end
    end
    echo $command
end

function __lamp_at
    test (__lamp_reached) = "$argv"
end

complete -c lamp -f
complete -c lamp -n '__lamp_at lamp' -a 'ask' -d 'Ask the lamps a question.'
complete -c lamp -n '__lamp_at lamp' -a 'a' -d 'Ask the lamps a question.'
complete -c lamp -n '__lamp_at lamp' -a 'store' -d 'Look after the store.'
complete -c lamp -n '__lamp_at lamp' -a 'copy' -d 'Copy lamps.'
complete -c lamp -n '__lamp_at lamp' -a 'shift' -d 'Move a lamp\'s flame.'
complete -c lamp -n '__lamp_at lamp' -a 'help' -d 'Show help for a subcommand.'
complete -c lamp -n '__lamp_at lamp' -s c -l config -r -F -d 'The configuration file.'
complete -c lamp -n '__lamp_at lamp' -s v -l verbose -d 'Say more; twice says everything.'
complete -c lamp -n '__lamp_at lamp' -s h -l help -d 'Show help information.'
complete -c lamp -n '__lamp_at lamp' -l version -d 'Show the version.'
complete -c lamp -n '__lamp_at lamp ask' -s s -l setup -x -a 'small small+large small^large small@low' -d 'Which lamps answer.'
complete -c lamp -n '__lamp_at lamp ask' -l files -r -F -d 'A document, may be repeated.'
complete -c lamp -n '__lamp_at lamp ask' -l effort -x -a 'low medium high' -d 'How hard to think.'
complete -c lamp -n '__lamp_at lamp ask' -l budget -x -d 'The most that may be spent.'
complete -c lamp -n '__lamp_at lamp ask' -s n -l max-words -x -d 'Stop after so many words.'
complete -c lamp -n '__lamp_at lamp ask' -l system -x -d 'Instructions for the lamp.'
complete -c lamp -n '__lamp_at lamp ask' -l amount -x -d 'What it may cost.'
complete -c lamp -n '__lamp_at lamp ask' -s j -l json -d 'Print one JSON object.'
complete -c lamp -n '__lamp_at lamp ask' -s q -l quiet -d 'Say nothing but the answer.'
complete -c lamp -n '__lamp_at lamp ask' -l color -d 'Use colors.'
complete -c lamp -n '__lamp_at lamp ask' -l no-color -d 'Use colors.'
complete -c lamp -n '__lamp_at lamp ask' -l pager -d 'Show a pager.'
complete -c lamp -n '__lamp_at lamp ask' -l no-pager -d 'Show a pager.'
complete -c lamp -n '__lamp_at lamp ask' -s c -l config -r -F -d 'The configuration file.'
complete -c lamp -n '__lamp_at lamp ask' -s v -l verbose -d 'Say more; twice says everything.'
complete -c lamp -n '__lamp_at lamp ask' -s h -l help -d 'Show help information.'
complete -c lamp -n '__lamp_at lamp store' -a 'check' -d 'Check every lamp in the store.'
complete -c lamp -n '__lamp_at lamp store' -a 'path' -d 'Print where the store is.'
complete -c lamp -n '__lamp_at lamp store' -s h -l help -d 'Show help information.'
complete -c lamp -n '__lamp_at lamp store check' -s h -l help -d 'Show help information.'
complete -c lamp -n '__lamp_at lamp store check' -a '(__fish_complete_directories)' -d 'The store\'s folder.'
complete -c lamp -n '__lamp_at lamp store check' -a 'low medium high' -d 'How thoroughly.'
complete -c lamp -n '__lamp_at lamp store path' -s h -l help -d 'Show help information.'
complete -c lamp -n '__lamp_at lamp copy' -s h -l help -d 'Show help information.'
complete -c lamp -n '__lamp_at lamp copy' -F -d 'What to copy.'
complete -c lamp -n '__lamp_at lamp shift' -s b -l by -x -d 'Steps up, negative for down.'
complete -c lamp -n '__lamp_at lamp shift' -l lit -x -a 'true false' -d 'Whether it is lit.'
complete -c lamp -n '__lamp_at lamp shift' -s h -l help -d 'Show help information.'
complete -c lamp -n '__lamp_at lamp help' -s h -l help -d 'Show help information.'
complete -c lamp -n '__lamp_at lamp help' -a 'ask store copy shift' -d 'The subcommand to explain.'
