#!/bin/sh
# Are the pages formatted without a warning? Usage: man_format_test.sh PAGES     PAGES: the folder with man1 and man5
# Ends 77 where there is no groff.
set -u
pages=$1
if ! command -v groff > /dev/null; then
  echo "there is no groff here: the pages were not formatted"
  exit 77
fi
failed=0
for page in "$pages"/man[15]/*.[15]; do
  said=$(groff -man -ww -z -Kutf8 -Tutf8 "$page" 2>&1) || failed=1
  if [ -n "$said" ]; then
    echo "$said"
    failed=1
  fi
  if ! groff -man -Kutf8 -Tutf8 -P-cbou "$page" | grep -q '^NAME'; then
    echo "$page: nothing was formatted"
    failed=1
  fi
done
exit "$failed"
