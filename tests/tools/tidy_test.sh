#!/bin/sh
# tools/tidy finds each thing that it is there for, in a small tree made for it, and nothing in a tidy one.
# Usage: tidy_test.sh SOURCE_ROOT
set -eu
root=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$tree/src/base" "$tree/tools" "$tree/tests/base" "$tree/docs"
failed=0

fail() {
  echo "FAILED: $1"
  failed=1
}

tidy() { # runs it: out and status
  status=0
  out=$("$root/tools/tidy" "$tree" 2>&1) || status=$?
}

expect() { # expect NAME TEXT: the last run found it
  [ "$status" -eq 1 ] || fail "$1: ended $status, expected 1"
  case "$out" in
  *"$2"*) ;;
  *) fail "$1: \"$2\" is not in: $out" ;;
  esac
}

cp "$root/tests/tools/fixtures/tidy.c" "$root/tests/tools/fixtures/tidy.h" "$tree/src/base/"
tidy
[ "$status" -eq 0 ] && [ -z "$out" ] || fail "a tidy tree passes: $out"

cp "$root/tests/tools/fixtures/untidy.c" "$tree/src/base/"
tidy
expect "an opening comment" "src/base/untidy.c:1: the file does not open with a comment"
expect "a project header first" "src/base/untidy.c:2: the first include is not a header of the project"
expect "no typedef for structs" "src/base/untidy.c:5: no typedef"
expect "no floats" "src/base/untidy.c:10: no floats"
expect "banned functions" "src/base/untidy.c:11: strcpy is banned"
expect "no default" "src/base/untidy.c:15: default in a switch"
expect "no blanks at the end" "src/base/untidy.c:14: a tab, or blanks at the end"
[ "$(printf '%s\n' "$out" | wc -l)" -eq 7 ] || fail "seven findings and no more: $out"
rm "$tree/src/base/untidy.c"

sed 's|"base/tidy.h"|"base/str.h"|' "$tree/src/base/tidy.c" > "$tree/src/base/other.c"
mv "$tree/src/base/other.c" "$tree/src/base/tidy.c"
tidy
expect "its own header first" 'src/base/tidy.c:2: the first include is not its own header "base/tidy.h"'
{ echo '/* A private header. */'; echo '#include "base/tidy.h"'; } > "$tree/src/base/tidy_private.h"
sed 's|"base/tidy.h"|"base/tidy_private.h"|' "$root/tests/tools/fixtures/tidy.c" > "$tree/src/base/tidy.c"
tidy
[ "$status" -eq 0 ] || fail "a private header that includes the own one may come first: $out"
rm "$tree/src/base/tidy_private.h"
cp "$root/tests/tools/fixtures/tidy.c" "$tree/src/base/"

function_of() { # a function of n lines in all, and before it things that look like the head of one
  echo '/* A long function. */'
  echo '#include "base/tidy.h"'
  echo
  echo 'static const int table[] = {'
  echo '    1,'
  echo '};'
  echo
  echo 'int cs_long(int a,'
  echo '            int b) {'
  i=3
  while [ "$i" -lt "$1" ]; do
    echo '  a += b;'
    i=$((i + 1))
  done
  echo '}'
}
function_of 70 > "$tree/src/base/long.c"
tidy
[ "$status" -eq 0 ] || fail "a function of 70 lines passes: $out"
function_of 71 > "$tree/src/base/long.c"
tidy
expect "a function of 71 lines" "src/base/long.c:8: cs_long has 71 lines, 70 is the stop"
echo 'length src/base/long.c:cs_long a table of steps, read from top to bottom' > "$tree/tools/tidy.exceptions"
tidy
[ "$status" -eq 0 ] || fail "an exception with its reason excuses: $out"
echo 'length src/base/long.c:cs_long' > "$tree/tools/tidy.exceptions"
tidy
expect "an exception needs a reason" "tidy.exceptions:1: an exception without a reason"
rm "$tree/src/base/long.c"
echo 'length src/base/long.c:cs_long gone since' > "$tree/tools/tidy.exceptions"
tidy
expect "an exception that excuses nothing" "excuses nothing"
rm "$tree/tools/tidy.exceptions"

{ echo '/* A long file. */'; yes '' | head -n 899; } > "$tree/src/base/file.c"
tidy
[ "$status" -eq 0 ] || fail "a file of 900 lines passes: $out"
echo >> "$tree/src/base/file.c"
tidy
expect "a file of 901 lines" "src/base/file.c:901: the file has 901 lines"
rm "$tree/src/base/file.c"

{ echo '/* Needs what it does not include. */'; echo 'size_t cs_alone(void);'; } > "$tree/src/base/alone.h"
tidy
expect "every header compiles alone" "src/base/alone.h:1: does not compile alone"
rm "$tree/src/base/alone.h"

mkdir -p "$tree/src/os"
echo '/* codes */' > "$tree/src/base/err.def"
echo 'CS_CODE(A, "a.b", 400, 3)' >> "$tree/src/base/err.def"
cp "$tree/src/base/err.def" "$tree/src/os/err.def"
tidy
expect "one slug, one code" 'src/os/err.def:2: the slug "a.b" stands at src/base/err.def:2 too'
rm -r "$tree/src/os" "$tree/src/base/err.def"

printf 'See /%s/somebody/notes.\n' home > "$tree/docs/a.md"
tidy
expect "no path of a machine" "docs/a.md:1: a path of some machine"
rm "$tree/docs/a.md"

{ echo '/* A test. */'; echo '#include <stdio.h>'; } > "$tree/tests/base/a_test.c"
tidy
expect "a test includes its support first" "tests/base/a_test.c:2: the first include of a test"
rm "$tree/tests/base/a_test.c"

tidy
[ "$status" -eq 0 ] || fail "the tree is tidy again: $out"
[ "$failed" -eq 0 ] && echo "tools/tidy finds what it should"
exit "$failed"
