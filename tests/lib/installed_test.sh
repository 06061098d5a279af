#!/bin/sh
# Is the installed library what include/countersign.h says? Builds and installs it, looks at its symbols and at what it needs,
# and builds the programs of examples/embedding against the installed tree, with the shared and with the static library.
# Usage: installed_test.sh SOURCE_ROOT RELEASE_BUILD_FOLDER PROGRAM
set -u
LC_ALL=C
export LC_ALL
root=$1
build=$2
program=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0
wrong() {
  echo "$*"
  failed=1
}
quietly() {
  "$@" > "$work/log" 2>&1 || {
    cat "$work/log"
    echo "failed: $*"
    exit 1
  }
}
[ -e "$build/build.ninja" ] || quietly cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  "-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O2 -g1" -DCS_TESTS=OFF -DCS_SANITIZE=OFF
quietly cmake --build "$build" --target countersign_shared countersign_static
quietly cmake --install "$build" --prefix "$work/to" --component library

header=$work/to/include/countersign.h
shared=$(find "$work/to" -name 'libcountersign.so')
static=$(find "$work/to" -name 'libcountersign.a')
config=$(dirname "$(find "$work/to" -name countersign.pc)")
for file in "$header" "$shared" "$static" "$config/countersign.pc"; do
  [ -s "$file" ] || wrong "not installed: $file"
done

# What is shown is what the header declares, no more and no less; versioned; and so it is in the archive.
sed 's|/\*.*\*/||' "$header" | grep -o '\bcountersign_[a-z_]*(' | tr -d '(' | sort -u > "$work/declared"
[ "$(wc -l < "$work/declared")" -gt 40 ] || wrong "the header declares too little to be true"
nm -D --defined-only "$shared" | awk '$2 != "A" { print $3 }' | sort > "$work/shown"
sed 's/$/@@COUNTERSIGN_0.1/' "$work/declared" | diff - "$work/shown" || wrong "the shared library shows something else than the header"
nm -g --defined-only "$static" | awk 'NF == 3 { print $3 }' | sort | diff "$work/declared" - || wrong "the archive shows something else than the header"
grep -o 'countersign_[a-z_]*;' "$root/src/lib/countersign.map" | tr -d ';' | sort | diff "$work/declared" - || wrong "src/lib/countersign.map differs from the header"

# libc and libcrypto, and nothing of the network, of other processes or of chance beyond what reading files takes.
readelf -d "$shared" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort > "$work/needed"
printf 'libc.so.6\nlibcrypto.so.3\n' | diff - "$work/needed" || wrong "the library needs something else than libc and libcrypto"
readelf -d "$shared" | grep -q 'SONAME.*\[libcountersign\.so\.0\.1\]' || wrong "no SONAME libcountersign.so.0.1"
nm -D --undefined-only "$shared" | awk '{ print $2 }' | sed 's/@.*//' |
  grep -xE 'socket|connect|getaddrinfo|fork|vfork|system|popen|rand|srand|random|localtime|setlocale' && wrong "the library calls that"

# The header by itself, as C and as C++.
for language in c c++; do
  compiler=cc
  [ "$language" = c ] || compiler=c++
  if command -v $compiler > /dev/null; then
    printf '#include <countersign.h>\nint main(void) { return countersign_version()[0] != COUNTERSIGN_VERSION[0]; }\n' > "$work/alone.$language"
    quietly $compiler -x $language -Wall -Wextra -Wpedantic -Werror -I "$work/to/include" -c -o "$work/alone.o" "$work/alone.$language"
  fi
done

# The examples: built with the shared and with the static library, by their own Makefile, and run.
PKG_CONFIG_PATH=$config
export PKG_CONFIG_PATH
for kind in shared static; do
  cp -R "$root/examples/embedding" "$work/$kind"
  cd "$work/$kind" || exit 1
  if [ $kind = static ]; then
    quietly make STATIC=1
    unset LD_LIBRARY_PATH
    readelf -d gate | grep -q 'NEEDED.*countersign' && wrong "the static gate needs the shared library"
  else
    quietly make
    LD_LIBRARY_PATH=$(dirname "$shared")
    export LD_LIBRARY_PATH
  fi
  expect() { # status command…
    status=$1
    shift
    "$@" > said 2>&1
    got=$?
    [ $got -eq "$status" ] || {
      cat said
      wrong "$kind: $*: ended $got, not $status"
    }
  }
  says() {
    grep -qF -e "$1" said || {
      cat said
      wrong "$kind: does not say: $1"
    }
  }
  expect 1 ./gate exports.rules catalogue.jsonl shipment.json 2025-08-25
  says 'NEEDS APPROVAL  of acme.licensing'
  says 'exports.rules:8'
  says 'ask acme.licensing'
  # What README.md shows is what it says.
  sed -n '/^\$ .\/gate/,/^```/{/^\$/d;/^```/d;p}' README.md | diff - said || wrong "README.md shows another answer"
  expect 0 ./gate exports.rules catalogue.jsonl spares.json 2025-08-25
  says 'may go?         yes'
  expect 2 ./gate exports.rules catalogue.jsonl shipment.json 2025-02-30
  says '[date.out-of-range]'
  sed 's/quantity/quanttiy/' shipment.json > misspelt.json
  expect 2 ./gate exports.rules catalogue.jsonl misspelt.json 2025-08-25
  says 'misspelt.json:1:50: unknown member "quanttiy"'
  { cat catalogue.jsonl; echo '{"act":"item.fact","item":"sonar-8","name":"depth","value":"9 m"}'; } > bad.jsonl
  expect 2 ./gate exports.rules bad.jsonl shipment.json 2025-08-25
  says 'bad.jsonl:8:'
  says 'sonar-8'
  expect 0 ./check-receipt filed.tlog-proof filed.entry verifier
  sed -n '/^\$ .\/check-receipt/,/^```/{/^\$/d;/^```/d;p}' README.md | diff - said || wrong "README.md shows another receipt"
  sed 's/sonar-7/sonar-8/;s/2025-0001/2025-0002/' filed.entry > other.entry
  expect 1 ./check-receipt filed.tlog-proof other.entry verifier
  says 'ALTERED'
  expect 2 ./check-receipt shipment.json filed.entry verifier
  says '[tlog.receipt-syntax]'
done

# The library and the program are one: the same question, the same bytes.
cat > "$work/same.c" << 'END'
#include <countersign.h>
#include <stdio.h>
int main(int argc, char **argv) {
  struct countersign_error error;
  struct countersign_text json;
  countersign_day day;
  struct countersign_sources *sources = countersign_sources_new(&error);
  if (argc != 3 || !sources || !countersign_sources_path(sources, argv[1], &error)) {
    return 1;
  }
  struct countersign_set *set = countersign_set_new(sources, &error);
  struct countersign_answer *answer = countersign_answer_new(&error);
  static char text[65536];
  size_t len = fread(text, 1, sizeof text, stdin);
  if (!set || !answer || !countersign_day_read(argv[2], 10, &day, &error) ||
      !countersign_assess(set, text, len, day, day, answer, &json, &error)) {
    return 1;
  }
  puts(json.ptr);
  countersign_answer_free(answer);
  countersign_set_free(set);
  countersign_sources_free(sources);
  return 0;
}
END
cd "$work" || exit 1
quietly sh -c "cc -o same same.c \$(pkg-config --cflags --libs countersign) -Wl,-rpath,$(dirname "$shared")"
for request in "$root"/examples/long-range-review/requests/*.json; do
  for day in 2024-06-15 2025-08-25; do
    ./same "$root/examples/long-range-review" $day < "$request" > one || wrong "same: $request"
    "$program" assess --rules "$root/examples/long-range-review" --request "$request" --on $day --known $day --json > other ||
      wrong "assess: $request"
    cmp one other || wrong "library and program differ: $request on $day"
  done
done
exit $failed
