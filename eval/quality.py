#!/usr/bin/env python3
"""Write the page of quality figures, beside other tools' and beside the floors.

  quality.py --scorer SCORE.PY --program RASHOMON    score every corpus and write the page
  quality.py                                         keep the page's figures, take the floors anew
  quality.py --check                                 write nothing; fail where page and floors disagree

`--check` fails when a floor lies above the figure that the page shows (the figure is older than the floor), when
a floor's figure is not on the page, or when the page shows another floor. What a measure means is in
eval/measures.json, other tools' figures and where they come from in eval/peers.json. Standard library only."""

import argparse
import fnmatch
import json
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from check import score  # noqa: E402

HERE = Path(__file__).resolve().parent
COMMAND = "python3 eval/quality.py --scorer SCORE.PY --program target/release/rashomon"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<value>[\d.]+) \| (?P<n>\d+) \| (?P<floor>[\d.]*) \|")


def load(name):
    return json.loads((HERE / name).read_text(encoding="utf8"))


def shown(page):
    """The page's figures: name → (value, number of cases, floor or None), each as written."""
    rows = filter(None, map(ROW.match, page.splitlines()))
    return {r["name"]: (float(r["value"]), int(r["n"]), float(r["floor"]) if r["floor"] else None) for r in rows}


def meaning(corpus, name):
    """What a measure means; the pattern with the most letters wins."""
    short = name.removeprefix(corpus["corpus"] + ".")
    fits = [p for p in corpus["measures"] if fnmatch.fnmatchcase(short, p)]
    return corpus["measures"][max(fits, key=len)] if fits else ""


def render(figures, floors):
    """The page, from name → (value, number of cases) and name → floor."""
    peers = load("peers.json")
    lines = [
        "# Quality",
        "",
        "What the reader reaches on texts that others annotated, beside what other tools reach, and the floor that no",
        "change may go below. Written by a command; figures are not edited by hand:",
        "",
        "```",
        COMMAND,
        "```",
        "",
        "The corpora and the scorer, `SCORE.PY`, are kept outside the project, since most may not be passed on: they are",
        "measured with, and nothing of them is in the program's rules, examples or tests. (Which of the open ones the",
        "syntax model was trained on, `models/README.md` says: its scores on them are a little better than on unseen text.)",
        "Every measure lies between 0 and 1, higher is better; *n* counts what it is a share of. An empty floor means that",
        "none was set. `python3 eval/check.py` compares a build with the floors, and `python3 eval/quality.py --check` this page.",
        "",
        "Precision and recall: of what is given, the share that is right; of what is there, the share that is given. F1 is their",
        "harmonic mean.",
    ]
    used = []
    for corpus in load("measures.json"):
        names = [n for n in figures if n.startswith(corpus["corpus"] + ".")]
        if not names:
            continue
        lines += ["", f"## {corpus['title']}: `{corpus['corpus']}`", "", corpus["about"], ""]
        lines += ["| measure | ours | n | floor | others | what it means |", "|---|---|---|---|---|---|"]
        for name in names:
            others = [(tool, value) for n, tool, value in peers["figures"] if n == name]
            used += [tool for tool, _ in others if tool not in used]
            cell = ", ".join(f"{value:.3f} [{tool}](#others)" for tool, value in others)
            value, n = figures[name]
            floor = f"{floors[name]:.3f}" if name in floors else ""
            lines.append(f"| `{name}` | {value:.3f} | {n} | {floor} | {cell} | {meaning(corpus, name)} |")
    lines += ["", "## Others", "", "What other tools' figures are and where they come from:", ""]
    lines += [f"- **{tool}**: {peers['sources'][tool]}." for tool in used]
    lines += ["", "How fast they are beside ours, a command prints: `benches/README.md`."]
    return "\n".join(lines) + "\n"


def faults(page, floors):
    """Why the page does not go with the floors; empty when it does."""
    rows, found = shown(page), []
    if not rows:
        return ["the page has no figures"]
    for name, floor in sorted(floors.items()):
        if name not in rows:
            found.append(f"{name}: has a floor and no figure")
        elif rows[name][0] < round(floor, 3):
            found.append(f"{name}: {rows[name][0]:.3f} is older than its floor, {floor:.3f}")
        elif rows[name][2] != round(floor, 3):
            found.append(f"{name}: the floor is {floor:.3f} now")
    found += [f"{name}: its floor is gone" for name, row in rows.items() if row[2] is not None and name not in floors]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scorer")
    parser.add_argument("--program")
    parser.add_argument("--floors", type=Path, default=HERE / "floors.json")
    parser.add_argument("--page", type=Path, default=HERE.parent / "docs/reference/quality.md")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    floors = json.loads(args.floors.read_text(encoding="utf8"))["floors"]
    old = args.page.read_text(encoding="utf8") if args.page.exists() else ""
    if args.check:
        found = faults(old, floors)
        for fault in found:
            print(fault)
        if found:
            sys.exit(f"{args.page.name} does not go with {args.floors.name}: write it anew with\n  {COMMAND}\n(without arguments where only floors changed)")
        return
    if bool(args.scorer) != bool(args.program):
        parser.error("--scorer and --program go together")
    if args.scorer:
        corpora = [corpus["corpus"] for corpus in load("measures.json")]
        figures = score(args.scorer, args.program, corpora)
    else:
        figures = {name: row[:2] for name, row in shown(old).items()}
        if not figures:
            parser.error(f"{args.page} has no figures to keep: give --scorer and --program")
    args.page.write_text(render(figures, floors), encoding="utf8")


if __name__ == "__main__":
    main()
