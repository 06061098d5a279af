#!/usr/bin/env python3
"""Asks the examples what no test of theirs asks: tables of the same form with other rows, put in place with --tables, and thousands of
requests, judged by a second reading of the law written here, which shares nothing with the rules. A verdict must be one of those that
the reading allows: exactly its own where it is sure; refer or undetermined, with a cause, where the tables lack something or hold a
kind of control that nobody reads. Usage: held_back.py BINARY SOURCE_FOLDER [SEED [CASES]]. Standard library only."""
import csv
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

BINARY, SOURCE = sys.argv[1], sys.argv[2]
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 20260723
CASES = int(sys.argv[4]) if len(sys.argv) > 4 else 600
OPEN = {"refer", None}  # None: undetermined
failures = 0


def read(path):
    with open(os.path.join(SOURCE, "examples", path), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder, name, columns, rows, how):
    """how: the form in which others write the same table (order of columns, quotation marks, line ends, byte order mark)"""
    columns = list(columns)
    if how.get("reversed"):
        columns.reverse()
    with open(os.path.join(folder, name), "w", encoding="utf-8-sig" if how.get("bom") else "utf-8", newline="") as file:
        out = csv.DictWriter(file, columns, lineterminator=how.get("ends", "\n"), extrasaction="ignore",
                             quoting=csv.QUOTE_ALL if how.get("quoted") else csv.QUOTE_MINIMAL)
        out.writeheader()
        out.writerows(rows)
        if how.get("blank_end"):
            file.write(how.get("ends", "\n") * 2)


FORMS = [{}, {"reversed": True}, {"quoted": True, "ends": "\r\n"}, {"bom": True, "blank_end": True},
         {"ends": "\r\n", "reversed": True, "bom": True, "quoted": True, "blank_end": True}]


def ask(example, tables, requests):
    command = [BINARY, "assess", "--rules", os.path.join(SOURCE, "examples", example)]
    for folder in tables:
        command += ["--tables", folder]
    done = subprocess.run(command + ["--batch", "-", "--json"], encoding="utf-8", capture_output=True,
                          input="".join(json.dumps(one, ensure_ascii=False) + "\n" for one in requests))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(requests):
        sys.exit("%s: %d answers to %d requests: %s" % (example, len(answers), len(requests), done.stderr[:2000]))
    return answers


def wrong(example, request, expected, answer):
    global failures
    failures += 1
    if failures <= 6:
        short = {key: answer.get(key) for key in ("verdict", "at_least", "at_most", "terms", "error") if key in answer}
        short["missing"] = ["%(cause)s %(name)s" % one for one in answer.get("missing", [])]
        print("%s: %s\n  expected %s\n  got %s" % (example, json.dumps(request, ensure_ascii=False), expected, short))


def judge(example, request, allowed, answer, terms=None):
    """terms: name -> the values allowed: text, `unknown`, or None for none"""
    if "verdict" not in answer:
        return wrong(example, request, allowed, answer)
    caused = answer["missing"] or answer["notes"] or any(r["grounds"] for r in answer["regimes"])
    if answer["verdict"] not in allowed or (answer["verdict"] in OPEN and not caused):
        return wrong(example, request, allowed, answer)
    for name, values in (terms or {}).items():
        if answer["terms"].get(name) not in values:
            return wrong(example, request, (allowed, name, values), answer)


# ---------------------------------------------------------------- the Country Chart: 15 CFR part 738

REASONS = ["CB", "NP", "NS", "MT", "RS", "FC", "CC", "AT", "UN", "SS", "EI", "CW", "SL"]
FIREARMS = ["0A501", "0A504.i", "0A505.a", "0A505.x", "0A506", "0A507", "0A509", "0E501", "0E504"]
FIREARMS_IN_PART = ["0A502", "0A508", "0D501", "0D505", "0E505"]


def within(code, above):
    return code == above or code.startswith(above + ".")


class Chart:
    """the law as the tables state it"""

    def __init__(self, chart, territories, controls):
        self.rows = {row["destination"]: row for row in chart}
        self.territories = {row["territory"]: row["row"] for row in territories}
        self.controls = {}
        for row in controls:
            self.controls.setdefault(row["eccn"], []).append(row)

    def footnotes(self, name):
        row = self.rows.get(name)
        return [note for note in row["footnotes"].split(";") if note] if row else []

    def row(self, destination):
        if destination in self.territories:
            return self.territories[destination]
        return "Switzerland" if "5" in self.footnotes(destination) else destination

    def required(self, line, row, destination):
        """does this line of an entry require a licence? None: nobody can say; "refer": another part says"""
        kind, column = line["rule"], line["column"]
        if kind == "column":
            mark = self.rows[row].get(column)
            return None if mark is None else True if mark == "X" else "refer" if mark else False
        if kind == "named":
            names = column.split("|") if column else []
            return row in names or destination in names if names else "refer"
        if kind == "all_but_canada":
            return row != "Canada"
        if kind == "worldwide":
            return True
        if kind == "un":
            return "refer" if "1" in self.footnotes(row) else False
        return "refer"

    def verdicts(self, eccn, destination):
        lines = [line for code, all_of_it in self.controls.items() if within(eccn, code) for line in all_of_it]
        row = self.row(destination)
        if not lines or row not in self.rows:
            return OPEN
        if self.rows[row]["pointer"]:
            return {"refer"}
        notes = self.footnotes(row)
        sure = [line for line in lines if not line["item"] or within(eccn, line["item"])]
        perhaps = [line for line in lines if line["item"] and line["item"] != eccn and within(line["item"], eccn)]
        answers = [self.required(line, row, destination) for line in sure]
        others = [self.required(line, row, destination) for line in perhaps]
        if "6" in notes:
            answers.append(True)
        if "7" in notes:
            for item in ("6A003.b.4.b", "9A515.e"):
                (answers if within(eccn, item) else others).append(True if within(eccn, item) or within(item, eccn) else False)
        if "10" in notes:
            for item in FIREARMS:
                if within(eccn, item) and not within(eccn, "0A501.y"):
                    (others if eccn == "0A501" else answers).append(True)
                elif within(item, eccn):
                    others.append(True)
            answers += ["refer" for item in FIREARMS_IN_PART if within(eccn, item)]
            others += ["refer" for item in FIREARMS_IN_PART if within(item, eccn) and item != eccn]
        for note, item in (("3", "0A919"), ("2", "6A003.b.4.b"), ("4", "6A003.b.4.b")):
            if note in notes:
                (answers if within(eccn, item) else others).append("refer" if within(eccn, item) or within(item, eccn) else False)
        items = [line["item"] for line in lines if line["item"]]
        if items and not any(within(eccn, item) for item in items) and eccn not in self.controls:
            answers.append("refer")
        if any(not within(item, code) for code, all_of_it in self.controls.items() if within(eccn, code)
               for item in (line["item"] for line in all_of_it) if item):
            answers.append("refer")
        if True in answers:
            return {"needs-approval"}
        if None in answers or any(others) or None in others:
            return OPEN
        return OPEN if "refer" in answers else {"not-covered"}


def invented_eccn(random):
    return "%d%s%03d" % (random.randrange(10), random.choice("ABCDE"), random.randrange(1000))


def exchanged_chart(random):
    """rows taken away, rows added, columns added, kinds of control added"""
    chart, controls = read("ear-chart/chart.csv"), read("ear-chart/eccn_controls.csv")
    territories, groups = read("ear-chart/territories.csv"), read("ear-chart/country_groups.csv")
    columns = list(chart[0]) + ["SI 1", "EI 2"]
    gone = set(random.sample([row["destination"] for row in chart], 20)) - {"China", "Syria", "Cuba"}
    chart = [row for row in chart if row["destination"] not in gone]
    marks = columns[1:17] + columns[-2:]
    for row in chart:
        row.update({column: random.choice(["", "", "X"]) for column in columns[-2:]})
    for name in ["Iran", "Korea, North", "Liechtenstein", "India", "Türkiye", "Macau", "Saint Kitts & Nevis", "O'Land", "Pakistan",
                 "Somalia", "Congo, Democratic Republic of the", "Venezuela", "United Kingdom", "Canada"]:
        if any(row["destination"] == name for row in chart):
            continue
        row = {column: "X" if random.random() < 0.4 else "" for column in marks}
        if random.random() < 0.1:
            row[random.choice(marks)] = random.choice(["x", "X*", "see 742.4"])
        row.update(destination=name, pointer="", footnotes=";".join(sorted(random.sample([str(n) for n in range(1, 11)], random.choice([0, 0, 1, 2])))))
        if name in ("Iran", "Korea, North"):
            row.update({column: "" for column in marks}, footnotes="", pointer="See part 746 of the EAR.")
        if name == "Liechtenstein":
            row["footnotes"] = "5"
        if name == "India":
            row["footnotes"] = "7"
        chart.append(row)
        groups += [{"group": group, "destination": name, "name_in_supplement": name}
                   for group in ["B", "D:5", "E:1", "A:1", "D:1"] if random.random() < 0.25]
    random.shuffle(chart)
    entries = sorted({row["eccn"] for row in controls})
    lost = set(random.sample(entries, 60))
    controls = [row for row in controls if row["eccn"] not in lost]
    new = {invented_eccn(random) for _ in range(60)} | {"6A003", "0A919", "9A515", "0A504", "0A505", "0A502", "0D505", "0A509", "5A980"}
    for eccn in sorted(new - {row["eccn"] for row in controls}):
        for _ in range(random.choice([1, 1, 2, 3, 4])):
            kind = random.choices(["column", "un", "named", "all_but_canada", "worldwide", "certificate", "", "see_text"],
                                  [60, 8, 8, 4, 4, 3, 2, 2])[0]
            item = random.choice(["", "", "", "", ".x", ".y", ".a.1", ".b.4.b", ".e", ".i"])
            item = eccn + item if item else ""
            if random.random() < 0.01:
                item = random.choice([".c to .f", "except " + eccn + ".a"])
            column = {"column": random.choice(marks + ["XX 9"] if random.random() < 0.2 else marks),
                      "named": random.choice(["China|Russia|Venezuela", "Iraq", "Korea, North", "Hong Kong|Macau", "Türkiye", ""])}.get(kind, "")
            controls.append({"eccn": eccn, "item": item, "reason": random.choice(REASONS), "rule": kind, "column": column, "text": "its text"})
    territories += [{"territory": "Macao", "row": "Macau", "basis": ""}, {"territory": "Guadeloupe", "row": "France", "basis": ""},
                    {"territory": "Nowhere Island", "row": "Nowhere", "basis": ""}]
    return columns, chart, territories, controls, groups, sorted(gone), sorted(lost)


def write_chart(folder, world, how):
    columns, chart, territories, controls, groups, _, _ = world
    write(folder, "chart.csv", columns, chart, how)
    write(folder, "territories.csv", ["territory", "row", "basis"], territories, how)
    write(folder, "eccn_controls.csv", ["eccn", "item", "reason", "rule", "column", "text"], controls, how)
    write(folder, "country_groups.csv", ["group", "destination", "name_in_supplement"], groups, how)


def some_eccn(random, world):
    controls, lost = world[3], world[6]
    line = random.choice(controls)
    return random.choices([line["eccn"], line["item"] or line["eccn"], line["eccn"] + random.choice([".x", ".y", ".a", ".b.4.b", ".e.2"]),
                           random.choice(lost), line["eccn"].lower(), line["eccn"][:-1], "EAR99"], [40, 30, 15, 5, 2, 2, 1])[0]


def some_place(random, world):
    chart, territories, gone = world[1], world[2], world[5]
    name = random.choice(chart)["destination"]
    return random.choices([name, random.choice(territories)["territory"], random.choice(gone), name.lower() + " ", "XX"], [80, 8, 6, 2, 1])[0]


def ear_chart(random):
    for how in FORMS:
        world = exchanged_chart(random)
        law = Chart(world[1], world[2], world[3])
        with tempfile.TemporaryDirectory() as folder:
            write_chart(folder, world, how)
            asked = [(some_eccn(random, world), some_place(random, world)) for _ in range(CASES)]
            requests = [{"act": random.choice(["export", "re-export", "sale"]), "facts": {"eccn": e, "destination": d}} for e, d in asked]
            for (eccn, place), request, answer in zip(asked, requests, ask("ear-chart", [folder], requests)):
                judge("ear-chart", request, law.verdicts(eccn, place), answer)


# ---------------------------------------------------------------- de minimis content: 15 CFR 734.4, by the guidelines of the day

LEVELS = [
    ("600_series_or_9x515_a_to_x", "D:5", "0"), ("600_series_or_9x515_a_to_x", "other", "25"),
    ("600_series_or_9x515_y", "China;E:1;E:2", "0"), ("600_series_or_9x515_y", "other", "unlimited"),
    ("other_ccl", "E:1", "10"), ("other_ccl", "other", "25"), ("at_only", "E:1", "10"), ("at_only", "other", "unlimited"),
    ("EAR99", "Korea, North;Syria", "10"), ("EAR99", "other", "unlimited")]


def exchanged_versions(random):
    rows = read("ear-de-minimis/guideline_versions.csv")
    for version, day in (("2015-09", "2015-09-18"), ("2018", "2018-03-01"), ("2012", "2012-02-29")):
        for content, place, level in LEVELS:
            if level not in ("0", "unlimited") and version != "2015-09":
                level = random.choice(["5", "10", "12.5", "25", "50", level])
            if version == "2018" and random.random() < 0.1:
                place = random.choice([place, "D:1", "Iran"]) if place != "other" else place
            rows.append({"version": version, "published_on_page": day, "content_class": content, "destination_class": place,
                         "threshold_percent": level, "text": "the guidelines"})
    if random.random() < 0.5:  # a version that says nothing of some content
        lost = random.choice(["at_only", "EAR99", "600_series_or_9x515_y", "other_ccl"])
        rows = [row for row in rows if row["version"] != "2018" or row["content_class"] != lost]
    if random.random() < 0.3:
        rows.append({"version": "2020", "published_on_page": "2020-01-01", "content_class": "quantum", "destination_class": "other",
                     "threshold_percent": "0", "text": "a class of content that nobody reads"})
    random.shuffle(rows)
    return rows


class DeMinimis:
    def __init__(self, versions, groups, chart):
        self.versions, self.chart = versions, chart
        self.groups = {}
        for row in groups:
            self.groups.setdefault(row["destination"], set()).add(row["group"])

    def in_force(self, day):
        days = [row["published_on_page"] for row in self.versions if row["published_on_page"] <= day]
        return [row for row in self.versions if days and row["published_on_page"] == max(days)]

    def content_class(self, eccn):
        series = eccn[:3]
        if eccn == "EAR99":
            return "EAR99"
        if (eccn[0].isdigit() and eccn[2:3] == "6" and eccn[3:5].isdigit() and len(eccn[3:5]) == 2) or (eccn[0] == "9" and eccn[2:5] == "515"):
            return "600_series_or_9x515_y" if eccn[5:].startswith(".y") else "600_series_or_9x515_a_to_x"
        lines = [line for line in self.chart.controls.get(eccn.split(".")[0], [])]
        sure = [line for line in lines if not line["item"] or within(eccn, line["item"])]
        perhaps = [line for line in lines if line["item"] and line["item"] != eccn and within(line["item"], eccn)]
        if any(line["reason"] != "AT" for line in sure) or not lines or not series:
            return "other_ccl"
        return {"at_only", "other_ccl"} if any(line["reason"] != "AT" for line in perhaps) else "at_only"

    def level(self, version, content, place):
        """the share allowed: 0, a figure, None for no limit, or -1 where the version says nothing of it"""
        rows = [row for row in version if row["content_class"].startswith(content)]
        names = {place} | self.groups.get(place, set())
        special = [row for row in rows if names & set(row["destination_class"].split(";"))]
        chosen = special or [row for row in rows if row["destination_class"] == "other"]
        levels = [row["threshold_percent"] for row in chosen]
        if "unlimited" in levels:
            return None
        return min((Fraction(level) for level in levels), default=-1)

    def controlled(self, part, place, destination):
        """True, False, or None where the chart cannot say"""
        if part["origin"] != "US":
            return False
        if self.chart.rows[place]["pointer"]:
            return True
        if part["facts"]["eccn"] == "EAR99":
            return False
        return {"needs-approval": True, "not-covered": False}.get(
            next(iter(v)) if len(v := self.chart.verdicts(part["facts"]["eccn"], destination)) == 1 else None)

    def answer(self, day, destination, parts):
        """(subject, percent) as the terms say them, each a set of what is possible"""
        version = self.in_force(day)
        if not version:
            return {None}, {None}
        place = self.chart.territories.get(destination, destination)
        if place not in self.chart.rows:
            return None, None
        whole = sum(Fraction(part["value"].split()[0]) for part in parts)
        choices = []
        for part in parts:
            controlled = self.controlled(part, place, destination)
            content = self.content_class(part["facts"]["eccn"])
            choices.append([(c, k) for c in ([True, False] if controlled is None else [controlled])
                            for k in (sorted(content) if isinstance(content, set) else [content])])
        subject, percent = set(), set()
        for choice in itertools.product(*choices):
            counted, levels = Fraction(0), []
            for part, (controlled, content) in zip(parts, choice):
                level = self.level(version, content, place) if controlled else None
                if controlled and level is not None:
                    counted += Fraction(part["value"].split()[0])
                    levels.append(level)
            told = [level for level in levels if level >= 0]
            if 0 in levels:
                subject.add("yes")
                percent.add(None)
            elif whole <= 0:
                subject.add("?")
                percent.add("?")
            else:
                share = counted * 100 / whole
                subject.add("yes" if told and share > min(told) else None if -1 in levels else "no")
                percent.add("%d.%04d" % divmod((share * 20000 + 1) // 2, 10000))
        return subject, percent


def some_parts(random, world, place_levels):
    parts = []
    style = random.random()
    for n in range(random.choice([1, 2, 2, 3, 4, 5])):
        eccn = random.choice([some_eccn(random, world), random.choice(world[3])["eccn"]])
        if random.random() < 0.1:
            eccn = random.choice(["EAR99", "0A604", "9A515.x", "9A515.y", "0A606.y", "1A613.x"])
        parts.append({"id": "p%d" % n, "origin": random.choice(["US", "US", "DE", "JP"]),
                      "value": "%d.%02d USD" % (random.randrange(0, 5000), random.choice([0, 0, 50, 99])), "facts": {"eccn": eccn}})
    if style < 0.4:  # exactly at a threshold, or beside it by the least amount
        level = random.choice(place_levels)
        cents = round(level * 10000) + random.choice([-1, 0, 1])
        parts = [dict(parts[0], origin="US", value="%d.%02d USD" % divmod(cents, 100)),
                 {"id": "rest", "origin": "FR", "value": "%d.%02d USD" % divmod(1000000 - cents, 100), "facts": {"eccn": "1A005"}}]
    return parts


def de_minimis(random):
    for how in FORMS:
        world = exchanged_chart(random)
        versions = exchanged_versions(random)
        chart = Chart(world[1], world[2], world[3])
        law = DeMinimis(versions, world[4], chart)
        unread = {row["version"] for row in versions if row["content_class"] == "quantum"}
        days = sorted({row["published_on_page"] for row in versions})
        around = ["2012-02-28", "2014-07-09", "2015-09-17", "2015-10-28", "2015-10-30", "2018-02-28", "2026-01-01", "2010-01-01"] + days
        with tempfile.TemporaryDirectory() as folder:
            write_chart(folder, world, how)
            write(folder, "guideline_versions.csv", versions[0], versions, how)
            requests = [{"act": "re-export", "on": random.choice(around), "facts": {"destination": some_place(random, world)},
                         "parts": some_parts(random, world, [10, 25, 12.5, 5, 50])} for _ in range(CASES // 2)]
            for request, answer in zip(requests, ask("ear-de-minimis", [folder], requests)):
                subject, percent = law.answer(request["on"], request["facts"]["destination"], request["parts"])
                version = law.in_force(request["on"])
                allowed = OPEN
                known = {"yes", "no", None}
                if subject is None or (version and version[0]["version"] in unread):
                    judge("ear-de-minimis", request, allowed, answer)  # the destination, or the guidelines, cannot be read
                elif len(subject) == 1 and subject <= known:
                    vague = any(isinstance(law.content_class(part["facts"]["eccn"]), set) for part in request["parts"])
                    judge("ear-de-minimis", request, allowed, answer, {"subject_to_us_control": subject | ({"unknown"} if vague else set())})
                    if len(percent) == 1:
                        judge("ear-de-minimis", request, allowed, answer, {"controlled_us_percent": percent})
                else:
                    judge("ear-de-minimis", request, allowed, answer, {"subject_to_us_control": {"unknown", "no or none", "yes or none"}})


# ---------------------------------------------------------------- notices to Congress: 22 CFR 123.15, 22 USC 2776(b)


def aeca(random):
    joined = {row["purchaser"]: row["since"] for row in read("aeca-notices/alliance.csv")}
    facts = {"mde": "mde_musd", "articles_services": "total_musd", "design_construction": "design_construction_musd",
             "usml_cat_I_a_to_g": "usml_cat_I_a_to_g_musd"}
    for how in FORMS:
        lines = read("aeca-notices/thresholds.csv")
        alliance = read("aeca-notices/alliance.csv")
        if how:
            for line in lines:
                if random.random() < 0.5:
                    line["threshold_musd"] = random.choice(["23", "83", "42.5", "0.75", line["threshold_musd"]])
                if random.random() < 0.1:
                    line["review_calendar_days"] = random.choice(["", "45", "20"])
            lines.append({"channel": "lease", "purchaser_class": "any", "value_class": "articles_services", "threshold_musd": "7",
                          "review_calendar_days": "30", "basis": "a channel that was not there"})
            joined["Ukraine"] = "2024-02-29"
            alliance.append({"purchaser": "Ukraine", "since": "2024-02-29", "basis": "invented"})
        unread = random.random() < 0.4
        if unread:
            lines.append({"channel": "fms", "purchaser_class": "quad", "value_class": "mde", "threshold_musd": "5",
                          "review_calendar_days": "10", "basis": "a class of purchasers that nobody reads"})
            lines.append({"channel": "dcs", "purchaser_class": "any", "value_class": "training", "threshold_musd": "5",
                          "review_calendar_days": "10", "basis": "a class of value that nobody reads"})
        random.shuffle(lines)
        amounts = sorted({Fraction(line["threshold_musd"]) for line in lines} | {Fraction(0)})
        requests = []
        for _ in range(CASES):
            request = {"act": random.choice(["sale", "export"]),
                       "on": random.choice(["2023-04-03", "2023-04-04", "2024-03-06", "2024-03-07", "2025-08-28", "1999-03-11", "2024-02-28", "2024-02-29"]),
                       "facts": {"channel": random.choice(["dcs", "fms", "fms", "lease", "barter"]),
                                 "purchaser": random.choice(list(joined) + ["Ukraine", "Taiwan", "Qatar", "Atlantis", "poland", "Côte d'Ivoire"])}}
            for fact in facts.values():
                if random.random() < 0.95:
                    amount = random.choice(amounts) + random.choice([0, Fraction(1, 100), Fraction(-1, 100), Fraction(1, 1000000)])
                    if amount >= 0:
                        request["facts"][fact] = "%.6f" % float(amount)
            requests.append(request)
        with tempfile.TemporaryDirectory() as folder:
            write(folder, "thresholds.csv", lines[0], lines, how)
            write(folder, "alliance.csv", alliance[0], alliance, how)
            for request, answer in zip(requests, ask("aeca-notices", [folder], requests)):
                asked = request["facts"]
                since = joined.get(asked["purchaser"])
                group = "nato_plus" if since is not None and since <= request["on"] else "non_nato_plus"
                met, perhaps = [], []
                of_channel = [line for line in lines if line["channel"] == asked["channel"]]
                for line in of_channel:
                    amount = asked.get(facts.get(line["value_class"]), "0" if line["value_class"] == "usml_cat_I_a_to_g" else None)
                    if line["value_class"] not in facts or line["purchaser_class"] not in ("any", "nato_plus", "non_nato_plus"):
                        if line["value_class"] not in facts or amount is None or Fraction(amount) >= Fraction(line["threshold_musd"]):
                            perhaps.append(line)
                    elif line["purchaser_class"] in ("any", group):
                        if amount is None:
                            perhaps.append(line)
                        elif Fraction(amount) >= Fraction(line["threshold_musd"]):
                            met.append(line)
                days = [int(line["review_calendar_days"]) for line in met if line["review_calendar_days"]]
                if not of_channel:
                    judge("aeca-notices", request, OPEN, answer)
                elif met:
                    terms = {"notification_required": {"yes"}}
                    if not perhaps:
                        terms["review_calendar_days"] = {str(max(days)) if days else None}
                    judge("aeca-notices", request, {"needs-approval"}, answer, terms)
                elif perhaps:
                    judge("aeca-notices", request, OPEN, answer, {"notification_required": {"unknown"}})
                else:
                    judge("aeca-notices", request, {"not-covered"}, answer, {"notification_required": {"no"}, "review_calendar_days": {None}})


# ---------------------------------------------------------------- the MTCR's lists: a tree, and two figures

UNITS = {"km": Fraction(1), "m": Fraction(1, 1000), "mi": Fraction(1609344, 1000000), "nmi": Fraction(1852, 1000)}
WEIGHTS = {"kg": Fraction(1), "lb": Fraction(45359237, 100000000), "t": Fraction(1000), "g": Fraction(1, 1000)}


def mtcr(random):
    for how in FORMS:
        lines = read("mtcr/mtcr.csv")
        lines = [line for line in lines if random.random() < 0.8 or line["code"] in ("M1B1", "M2B1")]
        for _ in range(40):
            path = [str(random.randrange(1, 25)), random.choice("ABCDE"), str(random.randrange(1, 9)), random.choice("abc"), "1"][:random.randrange(3, 6)]
            if not any(line["path"] == ".".join(path) for line in lines):
                lines.append({"code": "M" + "".join(path), "path": ".".join(path), "depth": "4", "list": "UK",
                              "status": random.choice(["ACTIVE", "ACTIVE", "ACTIVE", "DEACTIVATED"]),
                              "category": random.choice(["Cat 1", "Cat 2", "Cat 2", "Cat 3", ""])})
        random.shuffle(lines)
        requests = []
        for _ in range(CASES // 2):
            line = random.choice(lines)
            entry = random.choice([line["path"], line["path"], line["code"], line["path"] + "." + random.choice("xyz"), line["path"].rpartition(".")[0],
                                   "26.A.1", line["path"].lower(), "M99Z9"])
            facts = {"entry": entry}
            if random.random() < 0.7:
                facts["kind"] = random.choice(["rocket-system", "unmanned-aerial-vehicle", "other"])
                for name, units, limit in (("range", UNITS, 300), ("payload", WEIGHTS, 500)):
                    unit = random.choice(sorted(units))
                    exact = limit / units[unit]
                    facts[name] = "%s %s" % (random.choice(["%.6f" % float(exact * f) for f in (Fraction(99999, 100000), Fraction(100001, 100000), 2)] +
                                                           (["%d" % exact] if exact.denominator == 1 else [])), unit)
            requests.append({"act": "export", "facts": facts})
        with tempfile.TemporaryDirectory() as folder:
            write(folder, "mtcr.csv", lines[0], lines, how)
            for request, answer in zip(requests, ask("mtcr", [folder], requests)):
                facts = request["facts"]
                over = [line for line in lines if within(facts["entry"], line["path"]) or facts["entry"] == line["code"]]
                below = [line for line in lines if line["path"] != facts["entry"] and within(line["path"], facts["entry"])]
                system = facts.get("kind") in ("rocket-system", "unmanned-aerial-vehicle") if "kind" in facts else None
                far = Fraction(facts["range"].split()[0]) * UNITS[facts["range"].split()[1]] >= 300 if "range" in facts else None
                if any(within(line["path"], "1.B.1") or within(line["path"], "2.B.1") for line in over) or within(facts["entry"], "1.B.1") or within(facts["entry"], "2.B.1"):
                    allowed = {"prohibited"}
                elif within("1.B.1", facts["entry"]) or within("2.B.1", facts["entry"]):
                    allowed = {None}
                elif any(line["category"] in ("Cat 1", "Cat 2") for line in over) or (system and far):
                    allowed = {"needs-approval"}
                elif below:
                    allowed = {None, "refer"}
                elif "kind" not in facts:
                    allowed = {None}  # it may be a complete system
                else:
                    allowed = {"refer"}
                judge("mtcr", request, allowed, answer)


# ---------------------------------------------------------------- consents: who made it has a say


def consents(random):
    code = {row["name"]: row["code"] for row in read("consents/states.csv")}
    for how in FORMS:
        decisions = read("consents/consents.csv")
        for n in range(30):
            origin, to = random.sample(sorted(code), 2)
            decisions.append(dict(decisions[0], id="X%d" % n, origin_state=origin, to_state=to, deciding_office="office of " + origin))
        requests = []
        for _ in range(CASES // 4):
            origins = random.sample(sorted(code.values()) + ["CH", "US", "CH", "US"], random.choice([1, 1, 2]))
            requests.append({"act": random.choice(["re-export", "retransfer", "delivery"]), "item": random.choice(["f-16", "leopard-2", "howitzer"]),
                             "on": random.choice(["2022-04-28", "2023-05-18", "2023-05-19", "2023-08-18", "2026-01-01"]),
                             "facts": {"item.origin": origins, "to_state": random.choice(sorted(code.values()) + ["UA", "UA", "UA"])}})
        with tempfile.TemporaryDirectory() as folder:
            write(folder, "consents.csv", decisions[0], decisions, how)
            for request, answer in zip(requests, ask("consents", [folder], requests)):
                origins, to = request["facts"]["item.origin"], request["facts"]["to_state"]
                offices = {"ch.seco"} if "CH" in origins else set()
                if "US" in origins:
                    offices.add("us.state")
                    if request["item"] == "f-16" and to == "UA" and request["on"] >= "2023-05-19":
                        offices.add("us.congress.committees")
                alike = {row["deciding_office"] for row in decisions if code[row["origin_state"]] in origins and code[row["to_state"]] == to}
                got = {one["office"] for one in answer.get("approvers", []) if one["value"] == "true"}
                told = answer.get("terms", {}).get("offices") or []
                judge("consents", request, {"needs-approval"} if offices else {"refer"}, answer)
                if got != offices or set(told) != alike:
                    wrong("consents", request, (offices, alike), answer)


for number, one in enumerate((ear_chart, de_minimis, aeca, mtcr, consents)):
    before = failures
    one(random.Random(SEED * 10 + number))
    print("%s: %s" % (one.__name__, "ok" if failures == before else "%d wrong" % (failures - before)))
sys.exit(1 if failures else 0)
