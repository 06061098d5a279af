#!/bin/sh
# Are commands completed as the list of commands says? Usage: completion.sh PROGRAM bash|zsh|fish
# bash and fish are asked through their own machinery what they would offer behind a line. bash and zsh are run on a terminal too, where
# lines with tabs are typed. Must find a word too many as well as one too few. Ends 77 where the shell is not there.
set -u
LC_ALL=C
export LC_ALL
program=$1
shell=$2
unset COUNTERSIGN_STORE COUNTERSIGN_AS COUNTERSIGN_NOW COUNTERSIGN_RECEIPTS
if ! command -v "$shell" > /dev/null; then
  echo "there is no $shell here: its completion was not tried"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0

"$program" completion "$shell" > "$work/script" || exit 1
"$shell" -n "$work/script" || exit 1
"$program" completion "$shell" --json | grep -c "\"shell\": \"$shell\"" > /dev/null || exit 1

# A folder to complete in. One name must never be run.
mkdir -p "$work/in/keys/officers/us.secdef" "$work/in/keys/officers/ua.armed-forces" "$work/in/world"
cd "$work/in" || exit 1
touch keys/officers/us.secdef/decider.key keys/officers/ua.armed-forces/desk.key keys/officers/ua.armed-forces/clerk.key
touch world/exports.rules world/exports.test 'keys/officers/us.secdef/$(touch bad).key' request.json
COUNTERSIGN_KEYS=keys
export COUNTERSIGN_KEYS

cat > "$work/bash" << 'END'
source "$1"
COMP_LINE=$2 COMP_POINT=${#2}
COMP_WORDS=() COMP_CWORD=0
_countersign countersign "${2##*[$' \t\n"\'><=;|&(:']}" ''
printf '%s\n' "${COMPREPLY[@]}"
END
cat > "$work/fish" << 'END'
source $argv[1]
complete -C $argv[2] | string replace -r '\t.*' ''
END

offered() { # LINE: what is offered behind it, one a line
  case $shell in
  bash) bash --norc "$work/bash" "$work/script" "$1" ;;
  fish) HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work fish "$work/fish" "$work/script" "$1" ;;
  esac 2>&1 | sed '/^$/d' | sort
}

offers() { # LINE WORD…: exactly these
  line=$1
  shift
  [ "$shell" != zsh ] || return 0
  offered "$line" > "$work/offered"
  : > "$work/wanted"
  [ $# -eq 0 ] || printf '%s\n' "$@" | sort > "$work/wanted"
  if ! diff "$work/wanted" "$work/offered" > "$work/diff"; then
    echo "offered behind \"$line\" (<: missing, >: too many):"
    cat "$work/diff"
    failed=1
  fi
}

typed() { # KEYS WORD…: what the command is given when these keys are typed on a terminal
  keys=$1
  shift
  case $shell in
  bash) printf '%s\n' "source $work/script" "bind 'set enable-bracketed-paste off'" > "$work/rc" ;;
  zsh) printf '%s\n' 'autoload -Uz compinit' "compinit -u -d $work/dump" "source $work/script" > "$work/.zshrc" ;;
  fish) return 0 ;;
  esac
  cat >> "$work/rc" << END
countersign() { printf '%s\n' "\$@" > $work/given; }
END
  cat "$work/rc" >> "$work/.zshrc"
  rm -f "$work/given"
  case $shell in
  bash) terminal="bash --noprofile --rcfile $work/rc -i" ;;
  zsh) terminal="zsh -d -i" ;;
  esac
  printf '%b\nexit\n' "$keys" | ZDOTDIR=$work HISTFILE='' TERM=dumb script -qec "$terminal" /dev/null > "$work/screen" 2>&1
  printf '%s\n' "$@" > "$work/wanted"
  if ! diff "$work/wanted" "$work/given" > "$work/diff" 2>&1; then
    echo "given after typing \"$keys\" (<: wanted, >: given):"
    cat "$work/diff" "$work/screen"
    failed=1
  fi
}

# Commands of one word and two.
help=--help
[ "$shell" != fish ] || help='' # which offers options where one is begun
offers 'countersign ca' calendar case
offers 'countersign rules s' show
offers 'countersign mandate ' grant list revoke ${help:+"$help"}
offers 'countersign case d' decide
offers 'countersign nonsense '
offers 'countersign completion ' bash fish zsh

# Options, and whether they take a value.
offers 'countersign case list --' --applicant --help --json --limit --open-with --status --store
offers 'countersign log verify --ac' --acts
offers 'countersign rules check --' --help --json --tables
offers 'countersign case list --json --st' --status --store
offers 'countersign case list --limit '
[ "$shell" = fish ] || offers 'countersign case list --limit --st' # fish takes it for an option

offers 'countersign case decide 2025-0001 approve --document' --document --document-digest
offers 'countersign mandate grant --area' --areas
offers 'countersign case decide --proviso "not in May" 2025-0001 ' approve refuse

# Words of choices, from the lists that the program checks against.
offers 'countersign case list --status ' approved not-needed open refused withdrawn
offers 'countersign case decide 2025-0001 --certainty d' denied disputed
offers 'countersign item register x --kind s' service software system
offers 'countersign item register x --complete ' no yes
offers 'countersign dependency register x --by ' contains made-with relies-on runs
offers 'countersign assess --act re' re-export retransfer
offers 'countersign case advise 2025-0001 no' no-licence-required no-objection
offers 'countersign case advise 2025-0001 approve --level ' office officer proposal

# Arguments by their place, whatever options stand between them.
offers 'countersign case decide '
offers 'countersign case decide 2025-0001 ' approve refuse
offers 'countersign case decide --reason "so it is" 2025-0001 ' approve refuse
offers 'countersign case decide --reason=why 2025-0001 r' refuse
offers 'countersign case decide 2025-0001 approve x'
offers 'countersign case decide -- 2025-0001 ' approve refuse
[ "$shell" = fish ] || offers 'countersign log rebuild ' --help --json --store # nothing else is left to say

# Officers, from the folder of keys; their names are text.
offers 'countersign case decide 2025-0001 approve --as ua' ua.armed-forces/clerk ua.armed-forces/desk
offers 'countersign case file request.json --as us.secdef/d' us.secdef/decider
offers 'countersign key enrol ua.armed-forces/clerk ua.armed-forces/d' ua.armed-forces/desk
offers 'countersign case file request.json --as us.secdef/' us.secdef/decider 'us.secdef/$(touch bad)'
(unset COUNTERSIGN_KEYS && offers 'countersign case file request.json --as ' && exit "$failed") || failed=1

# Files and folders where they are expected, and nowhere else.
case $shell in
bash)
  offers 'countersign rules check w' world
  offers 'countersign rules check world/exports.rules world/e' world/exports.rules world/exports.test
  offers 'countersign log export ' keys world
  offers 'countersign case list --status=' approved not-needed open refused withdrawn
  offers 'countersign calendar declare x --weekend fri,s' fri,sat fri,sun
  offers 'countersign case decide x approve --as=us.secdef/d' us.secdef/decider
  ;;
fish)
  offers 'countersign rules check w' world/
  offers 'countersign rules check world/exports.rules world/e' world/exports.rules world/exports.test
  offers 'countersign log export ' keys/ world/
  offers 'countersign case list --status=' --status=approved --status=not-needed --status=open --status=refused --status=withdrawn
  offers 'countersign calendar declare x --weekend fri,s' fri,sat fri,sun
  offers 'countersign case decide x approve --as=us.secdef/d' --as=us.secdef/decider
  ;;
esac
offers 'countersign case file re' request.json
offers 'countersign log export re'
offers 'countersign case show re'
offers 'countersign assess --request re' request.json

# On a terminal.
typed 'countersign case de\t2025-0001 ap\t--as us.secdef/de\t' case decide 2025-0001 approve --as us.secdef/decider
case $shell in # zsh puts the sign behind the option, and takes the stroke behind a folder away again
bash)
  typed 'countersign case de\t2025-0001 ap\t--cert\tdi\t' case decide 2025-0001 approve --certainty disputed
  typed 'countersign log exp\two\t' log export world/
  ;;
zsh)
  typed 'countersign case de\t2025-0001 ap\t--cert\tdi\t' case decide 2025-0001 approve --certainty=disputed
  typed 'countersign log exp\two\t' log export world
  ;;
esac
typed 'countersign case decide --proviso no 2025-0001 ap\t' case decide --proviso no 2025-0001 approve
typed 'countersign rules ch\two\texports.r\t' rules check world/exports.rules
typed 'countersign case list --status=not\t' case list --status=not-needed
typed 'countersign assess --act=use,exp\t' assess --act=use,export

if [ -e bad ]; then
  echo "the name of a key was run as a command"
  failed=1
fi
exit "$failed"
