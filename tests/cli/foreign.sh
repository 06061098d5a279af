#!/bin/sh
# The record that the program exports, and every receipt that it handed out, read by code that is not ours (Go's x/mod); and one byte
# changed in each kind of file, which it must find. Usage: foreign.sh BINARY VERIFIER SOURCE_FOLDER. Exit 77: no Go, skipped.
set -eu
binary=$1
verifier=$2
source=$3
if [ ! -x "$verifier" ]; then
  echo "foreign: skipped: there is no Go here (Debian: golang-go, golang-golang-x-mod-dev)"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
COUNTERSIGN_STORE=$work/review.db
COUNTERSIGN_KEYS=$work/keys
COUNTERSIGN_RECEIPTS=$work/receipts
COUNTERSIGN_NOW=2025-08-25T09:00Z
export COUNTERSIGN_STORE COUNTERSIGN_KEYS COUNTERSIGN_RECEIPTS COUNTERSIGN_NOW

"$binary" init "$COUNTERSIGN_STORE" --origin test.example/foreign --trial > /dev/null
mkdir older
checkpoint() { "$binary" log checkpoint > "older/$1"; }
checkpoint 1
"$binary" load "$COUNTERSIGN_STORE" "$source/examples/long-range-review" > /dev/null
checkpoint 2
"$binary" key enrol ua.armed-forces/desk us.secdef/decider us.usd-policy/analyst us.usd-policy/head > /dev/null
# Enough entries for full tiles of two levels below the root's.
i=0
: > statements.jsonl
while [ $i -lt 600 ]; do
  printf '{"act":"statement.record","statement":"T%s","kind":"said","about":["eram"],"text":"one of many"}\n' $i >> statements.jsonl
  i=$((i + 1))
done
"$binary" load "$COUNTERSIGN_STORE" statements.jsonl > /dev/null
checkpoint 3
"$binary" case file "$source/examples/long-range-review/requests/atacms.json" --as ua.armed-forces/desk > /dev/null
"$binary" case advise 2025-0001 approve --as us.usd-policy/analyst > /dev/null
"$binary" case countersign 2025-0001 --as us.usd-policy/head > /dev/null
"$binary" case decide 2025-0001 refuse --as us.secdef/decider > /dev/null
"$binary" log export out > /dev/null
mkdir out/checkpoints
cp older/* out/checkpoints/
"$binary" log key > verifier
for n in 0 5 255 256 511; do
  "$binary" log prove $n --out proofs > /dev/null
done

if ! "$verifier" out verifier receipts/*.tlog-proof proofs/*.tlog-proof; then
  echo "foreign: the export is not what was signed, says the other code" >&2
  exit 1
fi

# One byte changed: both must say so, and ours must name the entry or tile.
changed() { # FILE OFFSET
  rm -rf broken
  cp -r out broken
  old=$(dd if="broken/$1" bs=1 skip="$2" count=1 status=none | od -An -tx1 | tr -d ' ')
  new=$([ "$old" = 7e ] && printf '|' || printf '~')
  printf '%s' "$new" | dd of="broken/$1" bs=1 seek="$2" conv=notrunc status=none
  if "$verifier" broken verifier > said 2>&1; then
    echo "foreign: $1 with byte $2 changed passes the other code" >&2
    exit 1
  fi
  status=0
  "$binary" log verify --tree broken --verifier verifier > said 2>&1 || status=$?
  if [ "$status" -eq 0 ]; then
    cat said
    echo "foreign: $1 with byte $2 changed passes ours" >&2
    exit 1
  fi
}
changed checkpoint 3
changed checkpoint 60
changed tile/0/000 100
changed tile/0/001 8191
changed "$(cd out && ls tile/1/000.p/* | head -n 1)" 40
changed tile/entries/000 5000
changed "$(cd out && ls tile/entries/002.p/* | head -n 1)" 700
if ! grep -qE 'ALTERED +entry [0-9]+ is not the entry that was signed' said; then
  cat said
  echo "foreign: the altered entry is not named" >&2
  exit 1
fi
echo "foreign: export and receipts stand, and one changed byte does not"
