#!/usr/bin/env python3
"""Score which reports `rashomon questions` lays to one question, on reports coded by hand.

  pairs.py --data REPORTS.jsonl --program RASHOMON [--list]

Each line of the data is a report: id, title, text, date, outlet, and the code that people gave it: date, place and cause
of the event (FA-KES, https://doi.org/10.5281/zenodo.2607278). Two reports belong together when all three are equal. They
are held together by the ledger when both answer one question about an event: who attacked a place on a day, what brought
a loss about, how many an incident killed. Gives precision, recall and F1 over the pairs, and the reports that are copies
of one text. The date of a code is that of the report, so that two reports of one event on two days are coded apart:
`pairs` counts pairs of reports of one date, `pairs.any` all. `--list` names the pairs that part. Standard library only."""

import argparse
import collections
import itertools
import json
import re
import shlex
import subprocess
import sys

FIELDS = ("id", "title", "text", "date", "outlet")
EVENTS = ("attack/who", "casualties/incident", "equipment_loss/cause")


def questions(program, reports):
    lines = "".join(json.dumps({f: r.get(f) for f in FIELDS}, ensure_ascii=False) + "\n" for r in reports)
    command = shlex.split(program) + ["questions", "--input-format", "jsonl", "--format", "jsonl", "-"]
    done = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(f"'{program}' ended with {done.returncode}")
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def evidence(question):
    return [e for a in question["answers"] for e in a["affirmed"] + a["denied"]]


def pairs(groups):
    found = set()
    for group in groups:
        found.update(itertools.combinations(sorted(set(group)), 2))
    return found


def score(name, gold, found):
    both = len(gold & found)
    precision = both / len(found) if found else 0.0
    recall = both / len(gold) if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    print(f"{name}.precision {precision:.4f} ({len(found)})")
    print(f"{name}.recall {recall:.4f} ({len(gold)})")
    print(f"{name}.f1 {f1:.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    with open(args.data, encoding="utf8") as lines:
        reports = [json.loads(line) for line in lines]
    coded = collections.defaultdict(list)
    for report in reports:
        coded[report["date"], report["place"], report["cause"]].append(report["id"])
    held, origins, whose = [], collections.defaultdict(set), collections.defaultdict(list)
    for question in questions(args.program, reports):
        documents = {e["claim"]["document"] for e in evidence(question)}
        for e in evidence(question):
            if e["origin"].startswith("text:"):
                origins[e["origin"]].add(e["claim"]["document"])
        if question["key"].startswith(EVENTS) and re.search(r"\|\d{4}-\d\d-\d\d", question["key"]):
            held.append(documents)
            for pair in pairs([documents]):
                whose[pair].append(question["text"])
    gold, found = pairs(coded.values()), pairs(held)
    date = {r["id"]: r["date"] for r in reports}
    score("pairs", gold, {(a, b) for a, b in found if date[a] == date[b]})
    score("pairs.any", gold, found)
    copies = [sorted(documents) for documents in origins.values() if len(documents) > 1]
    print(f"copies {len(copies)} texts in {sum(map(len, copies))} reports")
    if args.list:
        names = {r["id"]: f"{r['id']} {r['date']} {r['place']} {r['cause']}: {r['title']}" for r in reports}
        for mark, some in (("missed", gold - found), ("wrong", found - gold)):
            for a, b in sorted(some):
                print(f"\n{mark}\n  {names[a]}\n  {names[b]}", *whose[a, b], sep="\n  ")


if __name__ == "__main__":
    main()
