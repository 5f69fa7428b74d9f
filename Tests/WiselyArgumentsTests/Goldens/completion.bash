# bash completion for lamp

# Bash splits words at "=", ":" and "@"; put together what has no blank in between.
_lamp_join() {
  local rest=$COMP_LINE index word start
  words=()
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    start=${rest#"${rest%%[![:space:]]*}"}
    if ((index > 0)) && [[ -n $rest && $rest == "$start" ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    rest=${start#"$word"}
  done
}

# What can follow a command: its subcommands, its options, those options that take a value.
_lamp_level() {
  subcommands=() options=() valued=()
  case $1 in
    'lamp')
      subcommands=('ask' 'a' 'store' 'copy' 'shift' 'help')
      options=('-c' '--config' '-v' '--verbose' '-h' '--help' '--version')
      valued=('-c' '--config')
      ;;
    'lamp ask')
      subcommands=()
      options=('-s' '--setup' '--files' '--effort' '--budget' '-n' '--max-words' '--system' '--amount' '-j' '--json' '-q' '--quiet' '--color' '--no-color' '--pager' '--no-pager' '-c' '--config' '-v' '--verbose' '-h' '--help')
      valued=('-s' '--setup' '--files' '--effort' '--budget' '-n' '--max-words' '--system' '--amount' '-c' '--config')
      ;;
    'lamp store')
      subcommands=('check' 'path')
      options=('-h' '--help')
      valued=('-c' '--config')
      ;;
    'lamp store check')
      subcommands=()
      options=('-h' '--help')
      valued=('-c' '--config')
      ;;
    'lamp store path')
      subcommands=()
      options=('-h' '--help')
      valued=('-c' '--config')
      ;;
    'lamp copy')
      subcommands=()
      options=('-h' '--help')
      valued=('-c' '--config')
      ;;
    'lamp shift')
      subcommands=()
      options=('-b' '--by' '--lit' '-h' '--help')
      valued=('-b' '--by' '--lit' '-c' '--config')
      ;;
    'lamp help')
      subcommands=()
      options=('-h' '--help')
      valued=()
      ;;
  esac
}

# What can be the value of an option, or of the argument at a place.
_lamp_values() {
  kind=none values=()
  case $1 in
    'lamp -c' | 'lamp --config') kind=file ;;
    'lamp ask -s' | 'lamp ask --setup') kind=list values=('small' 'small+large' 'small^large' 'small@low') ;;
    'lamp ask --files') kind=file ;;
    'lamp ask --effort') kind=list values=('low' 'medium' 'high') ;;
    'lamp ask -c' | 'lamp ask --config') kind=file ;;
    'lamp store -c' | 'lamp store --config') kind=file ;;
    'lamp store check -c' | 'lamp store check --config') kind=file ;;
    'lamp store check #1') kind=directory ;;
    'lamp store check #2') kind=list values=('low' 'medium' 'high') ;;
    'lamp store path -c' | 'lamp store path --config') kind=file ;;
    'lamp copy -c' | 'lamp copy --config') kind=file ;;
    'lamp copy #'*) kind=file ;;
    'lamp shift --lit') kind=list values=('true' 'false') ;;
    'lamp shift -c' | 'lamp shift --config') kind=file ;;
    'lamp help #1') kind=list values=('ask' 'store' 'copy' 'shift') ;;
  esac
}

# The name behind an alias.
_lamp_canonical() {
  case $1 in
    'lamp a') command='lamp ask' ;;
    *) command=$1 ;;
  esac
}

_lamp_contains() {
  local wanted=$1 word
  shift
  for word in "$@"; do
    [[ $word == "$wanted" ]] && return 0
  done
  return 1
}

_lamp() {
  local words command='lamp' option='' place=1 terminated=''
  local subcommands options valued kind values index word candidate prefix='' current broken=''
  COMPREPLY=()
  _lamp_join
  _lamp_level "$command"
  local last=$((${#words[@]} - 1))
  for ((index = 1; index < last; index++)); do
    word=${words[index]}
    if [[ -n $option ]]; then
      option=''
    elif [[ -n $terminated ]]; then
      ((place++))
    elif [[ $word == -- ]]; then
      terminated=1
    elif [[ $word == -?* ]]; then
      if _lamp_contains "$word" "${valued[@]}"; then option=$word; fi
    elif ((place == 1)) && _lamp_contains "$word" "${subcommands[@]}"; then
      _lamp_canonical "$command $word"
      _lamp_level "$command"
    else
      ((place++))
    fi
  done

  current=${words[last]}
  if [[ -n $option ]]; then
    _lamp_values "$command $option"
  elif [[ -z $terminated && $current == --*=* ]]; then
    prefix=${current%%=*}=
    _lamp_values "$command ${current%%=*}"
  elif [[ -z $terminated && $current == -* ]]; then
    kind=list
    values=("${options[@]}")
  else
    _lamp_values "$command #$place"
    if [[ -z $terminated ]] && ((place == 1 && ${#subcommands[@]} > 0)); then
      if [[ $kind == none ]]; then kind=list; fi
      values+=("${subcommands[@]}")
    fi
  fi

  local typed=${current#"$prefix"}
  for candidate in "${values[@]}"; do
    if [[ $candidate == "$typed"* ]]; then COMPREPLY+=("$prefix$candidate"); fi
  done
  if [[ $kind == file || $kind == directory ]]; then
    local flag=-f
    if [[ $kind == directory ]]; then flag=-d; fi
    # Outside a real completion, as in a test, there is nothing to set options on.
    compopt -o filenames 2>/dev/null
    while IFS= read -r candidate; do
      COMPREPLY+=("$prefix$candidate")
    done < <(compgen "$flag" -- "$typed")
  fi

  # Bash replaces only what follows the last character it split the word at.
  for candidate in = : @; do
    if [[ $COMP_WORDBREAKS == *"$candidate"* && $current == *"$candidate"* ]]; then
      word=${current%"$candidate"*}$candidate
      if ((${#word} > ${#broken})); then broken=$word; fi
    fi
  done
  if [[ -n $broken ]]; then
    for index in "${!COMPREPLY[@]}"; do
      COMPREPLY[index]=${COMPREPLY[index]#"$broken"}
    done
  fi
}
complete -F _lamp lamp
