#!/bin/sh
# The Country Chart with other tables of the same form: rows that are gone, rows that are new, kinds of control that no rule reads. What the
# tables lack must never come out as not-covered. Usage: exchanged.sh BINARY SOURCE_FOLDER. Exit 77: no python3, skipped.
set -eu
binary=$1
rules=$2/examples/ear-chart
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/less" "$scratch/more"
python3 - "$rules" "$scratch" <<'PYTHON'
import csv, json, sys
rules, scratch = sys.argv[1:]
def read(name):
    with open(rules + "/" + name, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
def write(folder, name, rows):
    with open("%s/%s/%s" % (scratch, folder, name), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
def ask(folder, pairs):
    with open("%s/%s.jsonl" % (scratch, folder), "w", encoding="utf-8") as file:
        for eccn, destination in pairs:
            file.write(json.dumps({"act": "export", "facts": {"eccn": eccn, "destination": destination}}) + "\n")
chart, controls = read("chart.csv"), read("eccn_controls.csv")
gone = [row[0] for row in chart[1::3]]
lost = sorted({row[0] for row in controls[1:]})[::3]
write("less", "chart.csv", [row for row in chart if row[0] not in gone])
write("less", "eccn_controls.csv", [row for row in controls if row[0] not in lost])
ask("less", [("1A005", place) for place in gone] + [(eccn, "Poland") for eccn in lost])
blank = [""] * 16
write("more", "chart.csv", [row + ["SI 1"] if row is chart[0] else row + ["X" if row[0] == "Poland" else ""] for row in chart] +
      [["Atlantis"] + blank + ["", "", ""], ["Liechtenstein"] + blank + ["5", "", ""], ["Lemuria"] + blank + ["", "See part 746.", ""]])
write("more", "eccn_controls.csv", controls + [
    ["9X001", "", "SI", "column", "SI 1", ""], ["9X002", "", "AT", "column", "AT 9", ""], ["9X003", "", "CW", "certificate", "", ""],
    ["9X004", "", "AT", "named", "Atlantis|Poland", ""], ["9X005", "", "EI", "worldwide", "", ""], ["9X006", "9X006.x", "NS", "column", "NS 1", ""],
    ["9X007", "", "RS", "", "", ""]])
ask("more", [("9X001", "Poland"), ("9X001", "Atlantis"), ("9X002", "Poland"), ("9X003", "Poland"), ("9X004", "Atlantis"), ("9X005", "Canada"),
             ("9X006.x", "Poland"), ("9X006.x", "Australia"), ("9X006.a", "Australia"), ("9X006", "Poland"), ("9X007", "Poland"),
             ("9X001", "Lemuria"), ("6A108", "Liechtenstein"), ("1A005", "Atlantis"), ("1A005", "Hong Kong")])
PYTHON
for tables in less more; do
  "$binary" assess --rules "$rules" --tables "$scratch/$tables" --batch "$scratch/$tables.jsonl" --json 2>"$scratch/warned" |
    sed 's/^{"verdict":"\{0,1\}\([a-z-]*\)"\{0,1\},.*/\1/' >"$scratch/$tables.verdicts"
done
grep -q 'territories.csv' "$scratch/warned" || { echo "not told that territories.csv was taken from beside the rules"; exit 1; }
if grep -vx 'refer\|null' "$scratch/less.verdicts"; then
  echo "what the tables lack has another answer than refer or undetermined"
  exit 1
fi
cat >"$scratch/more.expected" <<'VERDICTS'
needs-approval
not-covered
null
refer
needs-approval
needs-approval
needs-approval
not-covered
refer
null
refer
refer
needs-approval
not-covered
needs-approval
VERDICTS
diff "$scratch/more.expected" "$scratch/more.verdicts"
echo "ok: $(cat "$scratch"/*.verdicts | wc -l) answers"
