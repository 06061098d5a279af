# What `countersign completion bash` prints behind the tables that it makes: _countersign_nouns, _countersign_command and
# _countersign_value. Keeps to bash 3.2. Names of files are compared as text and never expanded: no `compgen -W`.
# The words of the line are found anew, since COMP_WORDS is divided at "=" and ":" too; answers are cut to what bash replaces.

_countersign_split() { # the line up to the cursor as words, without its quotation marks
  local text=${COMP_LINE:0:COMP_POINT} quote='' word='' begun='' i c
  for ((i = 0; i < ${#text}; i++)); do
    c=${text:i:1}
    if [[ -n $quote ]]; then
      if [[ $c == "$quote" ]]; then quote=''; else word+=$c; fi
    elif [[ $c == [\'\"] ]]; then
      quote=$c begun=1
    elif [[ $c == [[:space:]] ]]; then
      if [[ -n $begun ]]; then line+=("$word"); fi
      word='' begun=''
    else
      if [[ $c == \\ ]]; then i=$((i + 1)) c=${text:i:1}; fi
      word+=$c begun=1
    fi
  done
  line+=("$word")
}

_countersign_offer() { # FRONT WORD...: those words that continue $cur, with FRONT before them
  local front=$1 word
  shift
  for word; do
    if [[ $word == "$cur"* ]]; then COMPREPLY+=("$front$word"); fi
  done
}

_countersign_offer_value() { # FRONT: what the value may be
  local word list
  case $kind in
  word)
    _countersign_offer "$1" $words
    ;;
  words)
    list=${cur%"${cur##*,}"}
    cur=${cur##*,}
    _countersign_offer "$1$list" $words
    ;;
  officer)
    for word in "${COUNTERSIGN_KEYS:-/dev/null}"/officers/*/*.key; do
      [[ -e $word ]] || continue
      list=${word%/*} word=${word##*/}
      _countersign_offer "$1" "${list##*/}/${word%.key}"
    done
    ;;
  file | folder)
    compopt -o filenames 2> /dev/null
    list=-f
    if [[ $kind == folder ]]; then list=-d; fi
    while IFS= read -r word; do COMPREPLY+=("$1$word"); done < <(compgen "$list" -- "$cur")
    ;;
  esac
}

_countersign() {
  local IFS=$' \t\n' line=() cur command='' verbs='' options='' also='' option='' kind='' words='' front='' bare='' place=1 i
  COMPREPLY=()
  _countersign_split
  cur=${line[${#line[@]} - 1]}
  for ((i = 1; i < ${#line[@]} - 1; i++)); do
    if [[ -n $option ]]; then
      option=''
    elif [[ -z $command || (-n $verbs && $command != *' '*) ]]; then
      command+=${command:+ }${line[i]}
      _countersign_command "$command"
    elif [[ -z $bare && ${line[i]} == -- ]]; then
      bare=1
    elif [[ -z $bare && ${line[i]} == --* ]]; then
      if [[ " $options $also " == *" ${line[i]}= "* ]]; then option=${line[i]}; fi
    else
      place=$((place + 1))
    fi
  done
  if [[ -z $command ]]; then
    _countersign_offer '' $_countersign_nouns --help --version
  elif [[ -n $verbs && $command != *' '* ]]; then
    _countersign_offer '' $verbs --help
  elif [[ -n $option ]]; then
    _countersign_value "$command $option"
    _countersign_offer_value ''
  elif [[ -z $bare && $cur == --*=* ]]; then
    front=${cur%%=*}= cur=${cur#*=}
    _countersign_value "$command ${front%=}"
    _countersign_offer_value "$front"
    cur=$front$cur
  else
    _countersign_value "$command $place"
    if [[ -z $bare && ($cur == -* || (-z $cur && -z $kind)) ]]; then
      _countersign_offer '' ${options//=/}
    else
      _countersign_offer_value ''
    fi
  fi
  front=${line[${#line[@]} - 1]}
  front=${front%"${2#[\'\"]}"}
  for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]#"$front"}; done
}

complete -F _countersign countersign
