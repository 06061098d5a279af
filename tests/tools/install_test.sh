#!/bin/sh
# Does `cmake --install` put everything in its place? Usage: install_test.sh CMAKE BUILD MAN     MAN: ON where man pages are made
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0
"$1" --install "$2" --prefix "$work/to" > "$work/said" 2>&1 || {
  cat "$work/said"
  exit 1
}
there() {
  for file; do
    if ! [ -s "$work/to/$file" ]; then
      echo "$file was not installed"
      failed=1
    fi
  done
}
there bin/countersign share/bash-completion/completions/countersign share/zsh/site-functions/_countersign \
  share/fish/vendor_completions.d/countersign.fish share/doc/countersign/README.md share/doc/countersign/docs/acts.md \
  share/doc/countersign/src/rules/SPEC.md share/doc/countersign/examples/long-range-review/long-range.rules
if [ "$3" = ON ]; then
  there share/man/man1/countersign.1 share/man/man1/countersign-case.1 share/man/man5/countersign-rules.5 share/man/man5/countersign-acts.5
fi
libraries=$(dirname "$(find "$work/to" -name libcountersign.a)")
libraries=${libraries#"$work/to/"}
there include/countersign.h "$libraries/libcountersign.a" "$libraries/libcountersign.so" "$libraries/pkgconfig/countersign.pc" \
  share/doc/countersign/docs/library.md share/doc/countersign/examples/embedding/gate.c
"$work/to/bin/countersign" --version | grep -q '^countersign ' || failed=1
"$work/to/bin/countersign" completion bash | cmp - "$work/to/share/bash-completion/completions/countersign" || failed=1
# Documents name one another; what they name by a path must have come with them.
for document in "$work"/to/share/doc/countersign/docs/*.md; do
  grep -o '](\([^):]*\.md\)' "$document" | sed 's/](//' | while read -r path; do
    [ -e "$(dirname "$document")/$path" ] || echo "$document names $path, which was not installed"
  done
done > "$work/said"
if [ -s "$work/said" ]; then
  cat "$work/said"
  failed=1
fi
exit "$failed"
