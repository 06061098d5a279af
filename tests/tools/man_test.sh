#!/bin/sh
# Does every command and every option that the program has occur in its man page, every act in countersign-acts(5), and every variable of
# the environment in countersign(1)? The program's own help and the lists are what pages are held against.
# Usage: man_test.sh PROGRAM PAGES ROOT      PAGES: the folder with NAME.SECTION.scd
set -u
LC_ALL=C
export LC_ALL
program=$1
pages=$2
root=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0
unset COUNTERSIGN_STORE COUNTERSIGN_KEYS COUNTERSIGN_NOW COUNTERSIGN_AS COUNTERSIGN_RECEIPTS

lacks() {
  echo "$1 lacks $2"
  failed=1
}

page() { # NAME: the page without escapes
  if [ -s "$pages/$1.scd" ]; then
    sed 's/\\\(.\)/\1/g' "$pages/$1.scd"
  else
    lacks "the folder $pages" "$1.scd" >&2
  fi
}

part() { # COMMAND: what its noun's page says of it: its own part, where it has one, and what several commands share
  awk -v command="$1" '
    /^# / { shared = /^# OPTIONS/; own = 0 }
    /^## / { own = substr($0, 4) == command; shared = 0 }
    own || shared' "$work/noun"
}

page countersign.1 > "$work/all"
"$program" --help | sed -n 's/^  \([a-z][a-z ]*[a-z]\)   *[^ ].*/\1/p' > "$work/commands"
[ "$(grep -c . "$work/commands")" -gt 20 ] || lacks "the program's help" "its commands"
while read -r command; do
  noun=${command%% *}
  page "countersign-$noun.1" > "$work/noun"
  grep -q "^\*$command\*" "$work/all" || lacks countersign.1 "the command $command"
  grep -q "^\*countersign $command\*" "$work/noun" || lacks "countersign-$noun.1" "the command $command"
  part "$command" > "$work/part"
  # shellcheck disable=SC2086
  "$program" $command --help < /dev/null | sed -n 's/^  \(--[a-z_-]*\).*/\1/p' > "$work/options"
  grep -q -e --help "$work/options" || lacks "the help of $command" "its options"
  while read -r option; do
    grep -q -e "^\*$option\*" "$work/part" || lacks "countersign-$noun.1" "the option $option of $command"
  done < "$work/options"
done < "$work/commands"

page countersign-acts.5 > "$work/acts"
sed -n 's/^CS_ACT([A-Z_]*, "\([a-z.]*\)".*/\1/p' "$root/src/model/act.def" > "$work/kinds"
[ -s "$work/kinds" ] || lacks "src/model/act.def" acts
while read -r kind; do
  grep -q -x "## $kind" "$work/acts" || lacks countersign-acts.5 "the act $kind"
done < "$work/kinds"

grep -rhoE '"COUNTERSIGN_[A-Z]+"' "$root/src" | tr -d '"' | sort -u > "$work/variables"
[ -s "$work/variables" ] || lacks src variables
while read -r variable; do
  grep -q -x "\*$variable\*" "$work/all" || lacks countersign.1 "the variable $variable"
done < "$work/variables"
exit "$failed"
