
# What `countersign completion fish` prints before the lines that it makes, and behind __countersign_takes. Nothing here calls the
# program.

function __countersign_words # how many words of the command stand before the cursor: is it the command's N-th word now?
    test (count (commandline -opc)) -eq $argv[1]
end

function __countersign_is # NOUN [VERB]: is it this command, and all its words are there?
    set -l line (commandline -opc)
    test (count $line) -gt (count $argv); or return 1
    for i in (seq (count $argv))
        test "$line[$(math $i + 1)]" = "$argv[$i]"; or return 1
    end
end

function __countersign_noun # NOUN: is the next word the second one of its commands?
    set -l line (commandline -opc)
    test (count $line) -eq 2; and test "$line[2]" = "$argv[1]"
end

function __countersign_place # FROM TO NOUN [VERB]: is it the command's argument FROM, or one up to TO?
    __countersign_is $argv[3..-1]; or return 1
    set -l line (commandline -opc)
    set -l takes (__countersign_takes "$argv[3..-1]")
    set -l place 1
    set -l option
    set -l bare
    for word in $line[(math (count $argv[3..-1]) + 2)..-1]
        if test -n "$option"
            set option
        else if test -z "$bare" -a "$word" = --
            set bare 1
        else if test -z "$bare"; and string match -q -- '--*' $word
            contains -- $word $takes; and set option $word
        else
            set place (math $place + 1)
        end
    end
    test -z "$option" -a $place -ge $argv[1] -a $place -le $argv[2]
end

function __countersign_officers # those whose keys lie in COUNTERSIGN_KEYS
    test -n "$COUNTERSIGN_KEYS"; or return
    for key in $COUNTERSIGN_KEYS/officers/*/*.key
        string replace -r '^.*/([^/]+/[^/]+)\.key$' '$1' -- $key
    end
end

function __countersign_list # WORD...: those that may continue a list with commas
    set -l front (string replace -r '[^,]*$' '' -- (commandline -ct | string replace -r '^--[^=]*=' ''))
    printf '%s\n' $front$argv
end

complete -c countersign -f
complete -c countersign -n '__countersign_words 1' -l help -d 'the commands'
complete -c countersign -n '__countersign_words 1' -l version -d 'which version it is'
