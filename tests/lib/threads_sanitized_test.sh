#!/bin/sh
# One set asked by many threads, under the thread sanitizer. Usage: threads_sanitized_test.sh SOURCE_ROOT BUILD_FOLDER LAUNCHER
# Ends 77 (skipped) where the sanitizer cannot run.
set -u
root=$1
build=$2
launcher=$3
mkdir -p "$build"
printf 'int main(void) { return 0; }\n' > "$build/alone.c"
cc -fsanitize=thread -o "$build/alone" "$build/alone.c" 2> /dev/null && "$build/alone" 2> /dev/null || {
  echo "skipped: the thread sanitizer does not run here"
  exit 77
}
quietly() {
  "$@" > "$build.log" 2>&1 || {
    tail -40 "$build.log"
    exit 1
  }
}
quietly cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_C_FLAGS_DEBUG=-O1 -g1 -fsanitize=thread" \
  -DCMAKE_EXE_LINKER_FLAGS=-fsanitize=thread -DCS_SANITIZE=OFF -DCS_MAN=OFF "-DCMAKE_C_COMPILER_LAUNCHER=$launcher"
quietly cmake --build "$build" --target test_lib_threads
cd "$root" && TSAN_OPTIONS=halt_on_error=1:exitcode=66 "$build/tests/test_lib_threads"
