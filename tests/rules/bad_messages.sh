#!/bin/sh
# Writes the messages into the files of tests/rules/bad, as the program says them now: read the difference before you commit it.
# Where the program knows more words than the test's own schema, a "did you mean" differs: the test says so.
# Usage: tests/rules/bad_messages.sh PROGRAM
set -eu
LC_ALL=C
export LC_ALL
program=$(realpath "$1")
cd "$(dirname "$0")/bad"
for file in *.rules; do
  "$program" rules check "$file" > /tmp/bad.$$ 2>&1 || :
  sed -i '/^-- says /d;/^-- hint /d' "$file"
  # FILE:LINE:COLUMN: TEXT [code], and the hint on a line of its own; the first finding is the one.
  sed -n "1s/^\\(countersign: \\)\\{0,1\\}$file:[0-9]*:[0-9]*: \\(.*\\) \\[[a-z.-]*\\]\$/-- says \\2/p;2s/^  \\([a-z\"0-9].*\\)$/-- hint \\1/p" /tmp/bad.$$ |
    grep -a "^-- " >> "$file" || :
done
rm -f /tmp/bad.$$
