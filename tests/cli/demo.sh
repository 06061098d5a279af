#!/bin/sh
# The demo holds commands and no answers: this runs it with a program that asks each question a second time with --json, and compares
# what the words say with what the members say. Usage: demo.sh BINARY SOURCE_FOLDER
set -eu
binary=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$work/script"
cp -r "$source/examples" "$source/CMakeLists.txt" "$work/"
cp "$source/script/demo" "$work/script/"

# Asks again, in JSON, whatever `assess` and `log verify` told in words.
cat > "$work/asked-twice" << END
#!/bin/sh
set -u
"$binary" "\$@" > "$work/words"
status=\$?
cat "$work/words"
case "\$1" in
assess) "$binary" "\$@" --json >> "$work/questions" && cat "$work/words" >> "$work/answers" ;;
esac
exit \$status
END
chmod +x "$work/asked-twice"

if ! COUNTERSIGN_BIN="$work/asked-twice" "$work/script/demo" > "$work/transcript" 2>&1; then
  cat "$work/transcript"
  echo "demo: it did not run to its end" >&2
  exit 1
fi

# One line a determination: verdict and standing, from the words and from the members.
grep -oE '^  ([a-z-]+ +)?(NOT COVERED|PERMITTED|REFER|NEEDS APPROVAL|PROHIBITED|UNDETERMINED)|^  may go\? +(yes|no|unknown)' "$work/answers" |
  sed -E 's/^ +//; s/^[a-z-]+ +(NOT|PERM|REF|NEEDS|PROH|UNDET)/\1/; s/^may go\? +/may go: /' > "$work/from-words"
tr '{' '\n' < "$work/questions" |
  sed -nE -e 's/.*"verdict":"([a-z-]+)","at_least".*/\1/p' -e 's/.*"verdict":null,"at_least".*/undetermined/p' \
    -e 's/^"may_proceed":"([a-z]+)".*/may go: \1/p' |
  sed -e '/^may go/!y/abcdefghijklmnopqrstuvwxyz-/ABCDEFGHIJKLMNOPQRSTUVWXYZ /' > "$work/from-members"
if ! diff "$work/from-words" "$work/from-members"; then
  echo "demo: the words above (<) and the JSON (>) of one question differ" >&2
  exit 1
fi
count=$(grep -c '^may go' "$work/from-words")
if [ "$count" -lt 10 ]; then
  echo "demo: only $count answers" >&2
  exit 1
fi
# What the walk must have shown.
for words in 'flagged .*eram range_max' 'not asked  *FR' 'storm-shadow relies on us.targeting-data, origin US' \
  'REFUSED  *nothing was written' 'IN EFFECT  *authorization 2025-0001-A' 'precedents  *.* refused' \
  'waits for 0.01 USD' 'IN EFFECT  *authorization 2025-0003-A: sale' 'below-floor: us.usd-policy reviews' 'NO LONGER STANDS' '^  ok  .*entries' '^  ALTERED  *entry [0-9]'; do
  if ! grep -qE -- "$words" "$work/transcript"; then
    cat "$work/transcript"
    echo "demo: nowhere does it say: $words" >&2
    exit 1
  fi
done
widest=$(grep -vE '^\$' "$work/transcript" | LC_ALL=C.UTF-8 wc -L)
if [ "$widest" -gt 108 ]; then
  echo "demo: a line has $widest columns, more than 108" >&2
  exit 1
fi
echo "demo: $count answers told alike in words and in JSON"
