#!/bin/sh
# Other tables and other cases than the examples have (held_back.py); then each corpus that lies beside the project, as its README says how
# it is asked. Usage: held_back.sh BINARY SOURCE_FOLDER. Exit 77: no python3, skipped.
set -eu
binary=$1
source=$2
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
python3 "$source/tests/cli/held_back.py" "$binary" "$source" 20260723 150
data=$source/../shared/data
[ -d "$data" ] || data=$source/../../shared/data
[ -d "$data" ] || { echo "the corpora are not here: their cases are those of the *.test files"; exit 0; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ask() { # EXAMPLE CORPUS TABLES…
  example=$1
  corpus=$2
  shift 2
  python3 "$source/examples/cases-to-requests" "$example" "$corpus" >"$scratch/requests.jsonl"
  set -- $(printf -- '--tables %s ' "$@")
  "$binary" assess --rules "$source/examples/$example" "$@" --batch "$scratch/requests.jsonl" --json >"$scratch/answers.jsonl" 2>"$scratch/told"
  python3 "$source/examples/cases-to-requests" "$example" "$corpus" --answers "$scratch/answers.jsonl"
}
mkdir "$scratch/mtcr"
sh "$source/examples/mtcr/make-list" "$data/uk-lite/MTCR_Cat_1.csv" "$data/uk-lite/MTCR_Cat_2.csv" >"$scratch/mtcr/mtcr.csv"
cmp "$scratch/mtcr/mtcr.csv" "$source/examples/mtcr/mtcr.csv"
ask ear-chart "$data/ear-chart" "$data/ear-chart"
ask ear-de-minimis "$data/ear-de-minimis" "$data/ear-de-minimis" "$data/ear-chart"
ask aeca-notices "$data/aeca-notices" "$data/aeca-notices"
ask consents "$data/consents" "$data/consents"
ask mtcr "$data/uk-lite" "$scratch/mtcr"
