#!/bin/sh
# Holds the table of cases/README.md against the folder: every file is there, shows that refusal or error, and is a case that runs.
# Usage: bad_input.sh README
set -eu
here=$(dirname "$1")
rows=0
failed=0
while IFS='|' read -r _ what file code _; do
  case $file in
  *.case*)
    name=$(echo "$file" | tr -d ' `')
    slug=$(echo "$code" | tr -d ' `')
    rows=$((rows + 1))
    if [ ! -f "$here/$name" ]; then
      echo "$what: there is no $name"
      failed=1
    elif ! grep -q -E "^ *(refused|error) $slug\$|^ *says .*$slug" "$here/$name"; then
      echo "$what: $name does not show $slug"
      failed=1
    fi
    ;;
  esac
done < "$1"
[ "$rows" -ge 45 ] || {
  echo "only $rows rows were read"
  failed=1
}
exit "$failed"
