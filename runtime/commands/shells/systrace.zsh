#compdef systrace
# systrace: completions for zsh. In ~/.zshrc, behind compinit: source <(systrace completions zsh)
_systrace() {
  local answer word about more before
  local -a answers words_about colons
  answers=("${(@f)$(${~words[1]} completions --words -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  for answer in $answers; do
    word=${answer%%$'\t'*}
    about=
    [[ $answer == *$'\t'* ]] && about=${answer#*$'\t'}
    case $word in
      :*) more=$word before=$about ;;
      # Something follows a colon.
      *:) colons+=($word) ;;
      *) words_about+=("${word//:/\\:}${about:+:$about}") ;;
    esac
  done
  (( $#words_about )) && _describe -V systrace words_about
  (( $#colons )) && compadd -S '' -a colons
  [[ -n $before ]] && compset -P "${(b)before}"
  case $more in
    :files) _files ;;
    :folders) _files -/ ;;
    :programs) _command_names -e ;;
  esac
}
# Read as a file of fpath, it is the function itself.
if [[ $funcstack[1] == _systrace ]]; then
  _systrace "$@"
else
  compdef _systrace systrace
fi
