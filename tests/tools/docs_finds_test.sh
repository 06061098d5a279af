#!/bin/sh
# docs_test.sh and made_test.sh must find what they are for. Usage: docs_finds_test.sh BINARY ROOT
set -eu
binary=$1
root=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
bad=0

document() { # document LINES…: a document of these lines
  printf '%s\n' "$@" > "$work/document.md"
}
runs() {
  if ! sh "$here/docs_test.sh" "$work/document.md" "$binary" "$root" > "$work/said" 2>&1; then
    echo "should have passed: $1"
    cat "$work/document.md" "$work/said"
    bad=1
  fi
}
fails() { # fails WHAT WORDS
  if sh "$here/docs_test.sh" "$work/document.md" "$binary" "$root" > "$work/said" 2>&1; then
    echo "should have failed: $1"
    bad=1
  elif ! grep -q "$2" "$work/said"; then
    echo "failed, but did not say \"$2\": $1"
    cat "$work/said"
    bad=1
  fi
}

document '```sh' 'echo one; echo two' '```' '```text' 'one' 'two' '```'
runs "what is printed stands there"
document '```sh' 'echo one; echo two' '```' '```text' '…' 'tw…' '```'
runs "signs for anything"
document '```sh' 'echo one; echo two' '```' '```text' 'one' '```'
fails "a line too few" 'line 2 of what was printed'
document '```sh' 'echo one' '```' '```text' 'one' 'two' '```'
fails "a line too many" 'not as written'
document '```sh' 'echo a.c' '```' '```text' 'abc' '```'
fails "a point is a point" 'not as written'
document '```sh' 'false' '```'
fails "a command that fails" 'ended with 1, not 0'
document '```sh' 'false' '```' '```text exit=1' '```'
runs "a command that is to fail"
document '```sh' 'echo said' '```'
fails "something is printed, and no block for it" 'not as written'
document '```sh' 'exit 3' '```' '```sh' 'true' '```'
fails "the shell ends before the end" 'they were not run'
document '```json file=a/b.json' '{}' '```' '```sh' 'cat a/b.json; ls examples > files' '```' '```text' '{}' '```'
runs "a file that is to be written"
document '```sh' 'countersign --version' '```' '```text' '…' '```'
runs "the program is on the path"

printf 'one\n<!-- made by x -->\ntwo\n' > "$work/made.md"
if ! sh "$here/made_test.sh" "$work/made.md" echo two > "$work/said" 2>&1; then
  echo "made_test.sh: should have passed"
  bad=1
fi
if sh "$here/made_test.sh" "$work/made.md" echo three > "$work/said" 2>&1; then
  echo "made_test.sh: should have failed"
  bad=1
fi
exit $bad
