#!/bin/sh
# Is the tail of a document, from its line "<!-- made by … -->" on, what the tool prints?
# Usage: made_test.sh DOCUMENT TOOL [ARGUMENTS]     UPDATE=1 writes it instead
set -eu
document=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
if ! grep -q '^<!-- made by ' "$document"; then
  echo "$document has no line that begins with \"<!-- made by\"" >&2
  exit 1
fi
sed '/^<!-- made by /q' "$document" > "$work/wanted"
"$@" >> "$work/wanted"
if [ -n "${UPDATE:-}" ]; then
  cat "$work/wanted" > "$document"
elif ! diff -u "$document" "$work/wanted"; then
  echo "$document is not what its lists say now: tools/update-docs writes it" >&2
  exit 1
fi
