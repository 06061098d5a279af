#!/bin/sh
# tools/layers finds an include that goes upwards, a system header and a call of the clock where they may not be.
# Usage: layers_test.sh SOURCE_ROOT LIBRARIES   (LIBRARIES: a build folder without sanitizers, with the pure archives)
set -eu
root=$1
libraries=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0

fail() {
  echo "FAILED: $1"
  failed=1
}

run() { # layers with these arguments: out and status
  status=0
  out=$("$root/tools/layers" "$@" 2>&1) || status=$?
}

expect() { # expect NAME TEXT
  [ "$status" -eq 1 ] || fail "$1: ended $status, expected 1"
  case "$out" in
  *"$2"*) ;;
  *) fail "$1: \"$2\" is not in: $out" ;;
  esac
}

# ---- includes ----
one_file() { # one_file PATH LINE: a tree of this one file, checked
  rm -rf "$work/tree"
  mkdir -p "$work/tree/$(dirname "$1")"
  printf '/* fixture */\n%s\n' "$2" > "$work/tree/$1"
  run includes "$work/tree"
}
passes() {
  one_file "$1" "$2"
  [ "$status" -eq 0 ] || fail "$1 may say $2: $out"
}
fails() {
  one_file "$1" "$2"
  expect "$1 $2" "$1:2: $3"
}
passes src/rules/a.c '#include "base/str.h"'
passes src/rules/a.c '#include "rules/b.h"'
passes src/review/a.h '#include "rules/b.h"'
passes src/service/a.c '#include "store/b.h"'
passes src/cli/a.c '#include "service/b.h"'
passes src/cli/a.c '#include "model/act.def"'
passes src/main.c '#include "cli/b.h"'
passes src/os/a.c '#include <unistd.h>'
passes src/tlog/a.c '#include <openssl/evp.h>'
passes src/rules/a.c '#include <string.h>'
fails src/rules/a.c '#include "model/case.h"' 'rules may not include model'
fails src/base/a.h '#include "rules/b.h"' 'base may not include rules'
fails src/model/a.c '#include "os/os.h"' 'model may not include os'
fails src/os/a.c '#include "tlog/key.h"' 'os may not include tlog'
fails src/store/a.c '#include "review/b.h"' 'store may not include review'
fails src/rules/a.c '#include "model/act.def"' 'rules may not include model'
fails src/cli/a.c '#include "store/b.h"' 'cli may not include store'
fails src/rules/a.c '#include "b.h"' '"b.h" does not name its folder'
fails src/new/a.c '#include "base/str.h"' 'new may not include base'
fails src/review/a.c '#include <time.h>' 'review may not include <time.h>'
fails src/model/a.c '  #  include <openssl/rand.h>' 'model may not include <openssl/rand.h>'
fails src/service/a.c '#include <fcntl.h>' 'only os and store ask the operating system'

# ---- symbols ----
for folder in base model; do
  cp "$libraries/src/$folder/libcs_$folder.a" "$work/"
done
run symbols base "$work"
[ "$status" -eq 0 ] || fail "base passes as it is: $out"
cc=${CC:-cc}
"$cc" -std=c17 -O2 -c "$root/tests/tools/fixtures/asks_the_clock.c" -o "$work/asks_the_clock.c.o"
"$cc" -std=c17 -O2 -c "$root/tests/tools/fixtures/prints.c" -o "$work/prints.c.o"
ar q "$work/libcs_model.a" "$work/asks_the_clock.c.o" 2> /dev/null
run symbols model "$work"
expect "a call of the clock" 'libcs_model.a: asks_the_clock.c.o uses "time", which tools/symbols/model.txt does not list'
ar q "$work/libcs_base.a" "$work/prints.c.o" 2> /dev/null
run symbols base "$work"
expect "printing outside a failed assertion" 'libcs_base.a: prints.c.o uses "fprintf"'
run symbols review "$work"
expect "an archive that is not there" 'libcs_review.a: not found'

[ "$failed" -eq 0 ] && echo "tools/layers finds what it should"
exit "$failed"
