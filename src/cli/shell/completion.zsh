
# What `countersign completion zsh` prints behind the function that it makes. Nothing here calls the program.

_countersign_officers() { # those whose keys lie in COUNTERSIGN_KEYS
  local folder=${COUNTERSIGN_KEYS:-/dev/null}/officers
  local -a officers
  officers=($folder/*/*.key(N:r))
  officers=(${officers#$folder/})
  _wanted officers expl officer compadd -a officers
}

if [[ $funcstack[1] == _countersign ]]; then
  _countersign "$@" # loaded by the shell, from a folder of $fpath
else
  compdef _countersign countersign
fi
