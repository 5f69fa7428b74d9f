// SPDX-License-Identifier: Apache-2.0

extension BashCompletion {
  /// The part of the script that is the same for every program but for the names of functions.
  var walk: String {
    let function = "_" + ShellText.identifier(tree.name)
    return """
      \(function)_contains() {
        local wanted=$1 word
        shift
        for word in "$@"; do
          [[ $word == "$wanted" ]] && return 0
        done
        return 1
      }

      \(function)() {
        local words command=\(ShellText.quoted(tree.name)) option='' place=1 terminated=''
        local subcommands options valued kind values index word candidate prefix='' current broken=''
        COMPREPLY=()
        \(function)_join
        \(function)_level "$command"
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
            if \(function)_contains "$word" "${valued[@]}"; then option=$word; fi
          elif ((place == 1)) && \(function)_contains "$word" "${subcommands[@]}"; then
            \(function)_canonical "$command $word"
            \(function)_level "$command"
          else
            ((place++))
          fi
        done

        current=${words[last]}
        if [[ -n $option ]]; then
          \(function)_values "$command $option"
        elif [[ -z $terminated && $current == --*=* ]]; then
          prefix=${current%%=*}=
          \(function)_values "$command ${current%%=*}"
        elif [[ -z $terminated && $current == -* ]]; then
          kind=list
          values=("${options[@]}")
        else
          \(function)_values "$command #$place"
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
      """
  }
}
