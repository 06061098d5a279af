#!/bin/sh
# Does man_test.sh find what a page lacks? Usage: man_finds_test.sh PROGRAM PAGES ROOT
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0

finds() { # PAGE SED WHAT: with the page changed so, exactly WHAT is said
  rm -rf "$work/pages"
  mkdir "$work/pages"
  cp "$pages"/*.scd "$work/pages"
  sed "$2" "$pages/$1.scd" > "$work/pages/$1.scd"
  if sh "$here/man_test.sh" "$program" "$work/pages" "$root" > "$work/said" || [ "$(cat "$work/said")" != "$1 lacks $3" ]; then
    echo "with $1 changed by $2, expected \"$1 lacks $3\":"
    cat "$work/said"
    failed=1
  fi
}

program=$1
pages=$2
root=$3
finds countersign-case.1 '/^\*--open-with\*/d' 'the option --open-with of case list'
finds countersign-rules.1 's/^\*--saw\*/*--was*/' 'the option --saw of rules publish'
finds countersign.1 '/^\*log prove\*/d' 'the command log prove'
finds countersign-log.1 '/^\*countersign log key\*/d' 'the command log key'
finds countersign-acts.5 '/^## group.define/d' 'the act group.define'
finds countersign.1 '/^\*COUNTERSIGN\\_NOW/d' 'the variable COUNTERSIGN_NOW'
exit "$failed"
