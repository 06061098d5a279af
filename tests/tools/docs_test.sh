#!/bin/sh
# Runs a document: its blocks "sh" in order, in one empty folder that holds nothing but a link to examples/, and compares what they
# print with the block "text" behind each. Must find every line that a reader would not see so.
#   ```sh                 commands, run by one shell; a block must end 0, or as "exit=N" behind "text" says
#   ```text [exit=N]      what they print, both streams; "…" stands for anything within a line, or for any lines
#   ```WORD file=NAME     a file that the reader is to write
# Usage: docs_test.sh DOCUMENT BINARY ROOT     UPDATE=1 writes what was printed into blocks that differ
set -eu
document=$1
binary=$2
root=$(cd "$3" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
unset COUNTERSIGN_STORE COUNTERSIGN_KEYS COUNTERSIGN_NOW COUNTERSIGN_AS COUNTERSIGN_RECEIPTS
mkdir "$work/made" "$work/empty"
ln -s "$root/examples" "$work/empty/examples"

awk -v mode=split -v made="$work/made" -f "$here/docs_test.awk" "$document"
PATH=$(cd "$(dirname "$binary")" && pwd):$PATH
export PATH
(cd "$work/empty" && made="$work/made" sh "$work/made/run") < /dev/null || : # a block that ends the shell is found below
if [ -n "${UPDATE:-}" ]; then
  awk -v mode=update -v made="$work/made" -v today="$(date -u +%Y-%m-%d)" -f "$here/docs_test.awk" "$document" > "$work/updated"
  cat "$work/updated" > "$document"
else
  awk -v mode=compare -v made="$work/made" -f "$here/docs_test.awk" "$document"
fi
