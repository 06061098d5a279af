#!/bin/sh
# The policies of the examples, asked what the AuthZEN interoperability tests ask. Usage: authzen.sh BINARY SOURCE_FOLDER. Their files may
# not be shipped: they are looked for beside the project. Exit 77: not there, or no python3, skipped.
set -eu
binary=$1
source=$2
cases=$source/../shared/data/authzen
[ -d "$cases" ] || cases=$source/../../shared/data/authzen
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
[ -e "$cases/todo-decisions-1_0-01.json" ] || { echo "skipped: the files of the interoperability tests are not here"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tables" "$scratch/search"
python3 - "$cases" "$scratch" <<'PYTHON'
import csv, json, sys
asked, expected = open(sys.argv[2] + "/asked.jsonl", "w"), open(sys.argv[2] + "/expected", "w")
def ask(subject, action, resource, decision):
    facts = {"subject": subject["id"], "action": action["name"]}
    if "ownerID" in resource.get("properties", {}):
        facts["owner"] = resource["properties"]["ownerID"]
    asked.write(json.dumps({"act": "use", "facts": facts}) + "\n")
    expected.write(("permitted" if decision else "prohibited") + "\n")
for name in ("01", "02"):
    file = json.load(open("%s/todo-decisions-1_0-%s.json" % (sys.argv[1], name)))
    for one in file["evaluation"]:
        ask(one["request"]["subject"], one["request"]["action"], one["request"]["resource"], one["expected"])
    for many in file.get("evaluations", []):
        for one, answer in zip(many["request"]["evaluations"], many["expected"]):
            ask(many["request"]["subject"], many["request"]["action"], one["resource"], answer["decision"])

# Who they are: the five subjects in the order of their numbers have these roles; an editor's address is that whose to-dos they may change.
roles = ["admin;evil_genius", "editor", "editor", "viewer", "viewer"]
address = {}
for name in ("01", "02"):
    for one in json.load(open("%s/todo-decisions-1_0-%s.json" % (sys.argv[1], name)))["evaluation"]:
        address.setdefault(one["request"]["subject"]["id"], "")
        if one["request"]["action"]["name"] == "can_update_todo" and one["expected"]:
            address[one["request"]["subject"]["id"]] = one["request"]["resource"]["properties"]["ownerID"]
assert len(address) == len(roles)
with open(sys.argv[2] + "/tables/users.csv", "w") as users:
    users.write("id,email,roles\n")
    for id, role in zip(sorted(address), roles):
        users.write("%s,%s,%s\n" % (id, address[id], role))

# A search is one question for each record.
users, records = (json.load(open("%s/search-%s.json" % (sys.argv[1], name))) for name in ("users", "records"))
for name, rows in (("users", users), ("records", records)):
    with open("%s/search/%s.csv" % (sys.argv[2], name), "w", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
asked, expected = open(sys.argv[2] + "/search.jsonl", "w"), open(sys.argv[2] + "/search.expected", "w")
for one in json.load(open(sys.argv[1] + "/search-resource.json"))["evaluation"]:
    found = {result["id"] for result in one["expected"]["results"]}
    for record in records:
        facts = {"subject": one["request"]["subject"]["id"], "action": one["request"]["action"]["name"], "record": str(record["id"])}
        asked.write(json.dumps({"act": "use", "facts": facts}) + "\n")
        expected.write(("permitted" if str(record["id"]) in found else "prohibited") + "\n")
PYTHON
"$binary" assess --rules "$source/examples/authzen-search" --tables "$scratch/search" --batch "$scratch/search.jsonl" --json >"$scratch/answers"
sed 's/^{"verdict":"\([a-z-]*\)".*/\1/' "$scratch/answers" >"$scratch/verdicts"
diff "$scratch/search.expected" "$scratch/verdicts"
echo "ok: $(wc -l <"$scratch/search.expected") answers to searches"
"$binary" assess --rules "$source/examples/authzen-todo" --tables "$scratch/tables" --batch "$scratch/asked.jsonl" --json >"$scratch/answers"
sed 's/^{"verdict":"\([a-z-]*\)".*/\1/' "$scratch/answers" >"$scratch/verdicts"
diff "$scratch/expected" "$scratch/verdicts"
echo "ok: $(wc -l <"$scratch/expected") decisions"
