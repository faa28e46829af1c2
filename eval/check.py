#!/usr/bin/env python3
"""Score the reader on the corpora and compare with the floors kept in the project.

  check.py --scorer SCORE.PY --program RASHOMON [--floors floors.json] [--raise]

Runs `SCORE.PY CORPUS` for each corpus that the floors name. Fails (exit 1) when a figure lies below its floor.
`--raise` writes the floors anew where the figures are higher (by more than the margin), and never lowers one.
Standard library only."""

import argparse
import json
import math
import subprocess
import sys
import tempfile

# A floor lies this far below the figure that set it: room for a change that trades one sentence for another.
MARGIN = 0.005


def score(scorer, program, corpora):
    """Runs the scorer on each corpus: name of the figure → (value, number of cases), in the scorer's order."""
    command = f"{program} read --input-format jsonl --format jsonl -"
    figures = {}
    for corpus in corpora:
        with tempfile.NamedTemporaryFile("r", suffix=".json") as out:
            run = [sys.executable, scorer, corpus, "--run", command, "--json", out.name]
            subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
            figures.update({row["name"]: (row["value"], row["n"]) for row in json.load(out)})
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scorer", required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--floors", default="eval/floors.json")
    parser.add_argument("--raise", dest="lift", action="store_true")
    args = parser.parse_args()
    with open(args.floors, encoding="utf8") as f:
        floors = json.load(f)
    scored = score(args.scorer, args.program, floors["corpora"])
    figures = {name: value for name, (value, _) in scored.items()}
    below = []
    for name, value in sorted(figures.items()):
        floor = floors["floors"].get(name)
        if floor is None:
            print(f"      {value:.4f}  {name}")
            continue
        mark = "below" if value < floor else "ok"
        print(f"{mark:5} {value:.4f}  {name} (floor {floor:.4f})")
        if value < floor:
            below.append(name)
    missing = sorted(set(floors["floors"]) - set(figures))
    for name in missing:
        print(f"missing        {name}")
    if args.lift:
        for name, value in figures.items():
            floor = math.floor((value - MARGIN) * 1000) / 1000
            if floor > floors["floors"].get(name, -1.0):
                floors["floors"][name] = max(0.0, floor)
        with open(args.floors, "w", encoding="utf8") as f:
            json.dump({"corpora": floors["corpora"], "floors": dict(sorted(floors["floors"].items()))}, f, indent=1)
            f.write("\n")
    if below or missing:
        sys.exit(f"{len(below)} figures below their floor, {len(missing)} missing")


if __name__ == "__main__":
    main()
