#!/bin/sh
# Writes the messages into the files of tests/rules/bad, as the program says them now: read the difference before you commit it. The tables
# of the folder lie beside each file. The program knows more words than the test's own schema: a "did you mean" stays as it is. A text that
# is not UTF-8 the program meets before it checks anything, and says so without the checker's words: that file stays as it is.
# Usage: tests/rules/bad_messages.sh PROGRAM [FILE…]
set -eu
LC_ALL=C
export LC_ALL
program=$(realpath "$1")
shift
cd "$(dirname "$0")/bad"
[ $# -gt 0 ] || set -- *.rules
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for file in "$@"; do
  [ "$file" != not-utf8.rules ] || continue
  "$program" rules check "$file" >"$scratch/said" 2>&1 || :
  # PLACE: TEXT [code], and the hint on a line of its own; the first finding is the one. A place has another file's name where a table is at fault.
  sed -n '1s/^\(countersign: \)\{0,1\}[^ ]*: \(.*\) \[[a-z0-9.-]*\]$/-- says \2/p;2s/^  \([^ ].*\)$/-- hint \1/p' "$scratch/said" |
    grep -av '^-- hint NOT FIT ' >"$scratch/new" || :
  grep -a '^-- says \|^-- hint ' "$file" >"$scratch/old" || :
  if ! grep -aq '^-- says ' "$scratch/new"; then
    echo "$file: no message was understood: $(head -1 "$scratch/said")" >&2
    continue
  fi
  if grep -aq '^-- hint did you mean ' "$scratch/new" && grep -aq '^-- hint did you mean ' "$scratch/old"; then
    grep -av '^-- hint ' "$scratch/new" >"$scratch/mixed"
    grep -a '^-- hint ' "$scratch/old" >>"$scratch/mixed"
    mv "$scratch/mixed" "$scratch/new"
  fi
  if ! cmp -s "$scratch/old" "$scratch/new"; then
    grep -av '^-- says \|^-- hint ' "$file" >"$scratch/file"
    cat "$scratch/file" "$scratch/new" >"$file"
  fi
done
