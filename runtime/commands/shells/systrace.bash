# systrace: completions for bash. In ~/.bashrc: source <(systrace completions bash)
_systrace() {
  # bash cuts words at = and : as well; here they are whole.
  local line=$COMP_LINE words=() word i
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((i > 0)) && [[ -n $line && $line != [[:space:]]* ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    line=${line#"${line%%[![:space:]]*}"}
    line=${line#"$word"}
  done
  local last=${words[${#words[@]} - 1]} current=${COMP_WORDS[COMP_CWORD]}
  [[ $current == [=:] ]] && current=
  # What of the word bash keeps as it is.
  local kept=${last%"$current"}

  COMPREPLY=()
  local IFS=$'\n' answer about path program=${1/#\~/$HOME}
  while IFS=$'\t' read -r answer about; do
    path=${last#"$about"}
    case $answer in
    :files) COMPREPLY+=($(compgen -f -- "$path")) ;;
    :folders) COMPREPLY+=($(compgen -d -- "$path")) ;;
    :programs) COMPREPLY+=($(compgen -c -- "$path")) ;;
    *) COMPREPLY+=("${answer#"$kept"}") ;;
    esac
    [[ $answer == :f* ]] && compopt -o filenames 2>/dev/null
  done < <("$program" completions --words -- "${words[@]:1}" 2>/dev/null)
  # Something follows a colon.
  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _systrace systrace
