#!/bin/sh
# Builds the archives of the pure folders as a release is built, in a folder of their own, and looks at what they ask for.
# Usage: symbols_test.sh SOURCE_ROOT BUILD_FOLDER
set -eu
root=$1
build=$2
targets=
for folder in $("$root/tools/layers" pure); do
  targets="$targets cs_$folder"
done
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo "-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O2 -g1" \
  -DCS_TESTS=OFF -DCS_SANITIZE=OFF > "$build.log" 2>&1 || { cat "$build.log"; exit 1; }
# shellcheck disable=SC2086
status=0
cmake --build "$build" --target $targets -- -k 0 >> "$build.log" 2>&1 || { cat "$build.log"; status=1; }
for folder in $("$root/tools/layers" pure); do
  "$root/tools/layers" symbols "$folder" "$build" || status=1
done
exit "$status"
