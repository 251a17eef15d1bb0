# systrace: completions for fish. In ~/.config/fish/config.fish: systrace completions fish | source
function __systrace_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    for answer in ($words[1] completions --words -- $words[2..-1] "$last" 2>/dev/null)
        set -l parts (string split -m 1 \t -- $answer)
        switch $parts[1]
            case ':files' ':folders'
                # What of the word is before the path.
                set -l before "$parts[2]"
                set -l path (string sub -s (math (string length -- "$before") + 1) -- "$last")
                set -l found
                if test $parts[1] = :files
                    set found (__fish_complete_path "$path")
                else
                    set found (__fish_complete_directories "$path")
                end
                for each in $found
                    echo "$before$each"
                end
            case ':programs'
                __fish_complete_command
            case '*'
                echo $answer
        end
    end
end
complete -c systrace -f -k -a '(__systrace_complete)'
