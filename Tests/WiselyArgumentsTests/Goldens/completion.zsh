#compdef lamp

_lamp() {
  local context state state_descr line
  local -A opt_args
  local -a commands
  _arguments -s -S -C : \
    '(-c --config)-c+[The configuration file.]:path:_files' \
    '(-c --config)--config=[The configuration file.]:path:_files' \
    '*-v[Say more; twice says everything.]' \
    '*--verbose[Say more; twice says everything.]' \
    '(-h --help)-h[Show help information.]' \
    '(-h --help)--help[Show help information.]' \
    '(--version)--version[Show the version.]' \
    '1: :->command' \
    '*:: :->words'
  case $state in
    command)
      commands=(
        'ask:Ask the lamps a question.'
        'a:Ask the lamps a question.'
        'store:Look after the store.'
        'copy:Copy lamps.'
        'shift:Move a lamp'\''s flame.'
        'help:Show help for a subcommand.'
      )
      _describe 'command' commands
      ;;
    words)
      case $words[1] in
        ask | a) _lamp_ask ;;
        store) _lamp_store ;;
        copy) _lamp_copy ;;
        shift) _lamp_shift ;;
        help) _lamp_help ;;
      esac
      ;;
  esac
}

_lamp_ask() {
  _arguments -s -S : \
    '(-s --setup)-s+[Which lamps answer.]:setup:(small small+large small\^large small@low)' \
    '(-s --setup)--setup=[Which lamps answer.]:setup:(small small+large small\^large small@low)' \
    '*--files=[A document, may be repeated.]:path:_files' \
    '(--effort)--effort=[How hard to think.]:effort:(low medium high)' \
    '(--budget)--budget=[The most that may be spent.]:budget: false' \
    '(-n --max-words)-n+[Stop after so many words.]:max-words: false' \
    '(-n --max-words)--max-words=[Stop after so many words.]:max-words: false' \
    '(--system)--system=[Instructions for the lamp.]:system: false' \
    '(--amount)--amount=[What it may cost.]:amount: false' \
    '(-j --json)-j[Print one JSON object.]' \
    '(-j --json)--json[Print one JSON object.]' \
    '(-q --quiet)-q[Say nothing but the answer.]' \
    '(-q --quiet)--quiet[Say nothing but the answer.]' \
    '(--color --no-color)--color[Use colors.]' \
    '(--color --no-color)--no-color[Use colors.]' \
    '(--pager --no-pager)--pager[Show a pager.]' \
    '(--pager --no-pager)--no-pager[Show a pager.]' \
    '(-c --config)-c+[The configuration file.]:path:_files' \
    '(-c --config)--config=[The configuration file.]:path:_files' \
    '*-v[Say more; twice says everything.]' \
    '*--verbose[Say more; twice says everything.]' \
    '(-h --help)-h[Show help information.]' \
    '(-h --help)--help[Show help information.]' \
    '1:prompt: false'
}

_lamp_store() {
  local context state state_descr line
  local -A opt_args
  local -a commands
  _arguments -s -S -C : \
    '(-h --help)-h[Show help information.]' \
    '(-h --help)--help[Show help information.]' \
    '1: :->command' \
    '*:: :->words'
  case $state in
    command)
      commands=(
        'check:Check every lamp in the store.'
        'path:Print where the store is.'
      )
      _describe 'command' commands
      ;;
    words)
      case $words[1] in
        check) _lamp_store_check ;;
        path) _lamp_store_path ;;
      esac
      ;;
  esac
}

_lamp_store_check() {
  _arguments -s -S : \
    '(-h --help)-h[Show help information.]' \
    '(-h --help)--help[Show help information.]' \
    '1::folder:_files -/' \
    '2::effort:(low medium high)'
}

_lamp_store_path() {
  _arguments -s -S : \
    '(-h --help)-h[Show help information.]' \
    '(-h --help)--help[Show help information.]'
}

_lamp_copy() {
  _arguments -s -S : \
    '(-h --help)-h[Show help information.]' \
    '(-h --help)--help[Show help information.]' \
    '*:sources:_files'
}

_lamp_shift() {
  _arguments -s -S : \
    '(-b --by)-b+[Steps up, negative for down.]:by: false' \
    '(-b --by)--by=[Steps up, negative for down.]:by: false' \
    '(--lit)--lit=[Whether it is lit.]:lit:(true false)' \
    '(-h --help)-h[Show help information.]' \
    '(-h --help)--help[Show help information.]' \
    '*:positions: false'
}

_lamp_help() {
  _arguments -s -S : \
    '(-h --help)-h[Show help information.]' \
    '(-h --help)--help[Show help information.]' \
    '1::subcommand:(ask store copy shift)'
}

# Works both autoloaded from fpath and sourced.
if [[ $funcstack[1] == _lamp ]]; then
  _lamp "$@"
else
  compdef _lamp lamp
fi
