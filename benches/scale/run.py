"""Fills ledgers with generated reports and says how fast, how large, how true, and what becomes of it under kill -9.

    python benches/scale/run.py [--sizes 1000,10000] [--parts fill,views,truth,kills] [--threads N] [--program FILE] [--keep FOLDER]

For each size a new ledger is filled by `rashomon add`: reports a second, processor and wall time a report less the time
that the program takes to start, peak memory, size of the ledger; then another 1,000 reports are added to it. On the
largest ledger every view is timed, start of the program included. The questions of some reports are compared with the
truth that the generator wrote. Last, `add` is killed at random points and begun again, and what comes
of it is compared with a ledger that was filled in peace.
docs/reference/scale.md says how to read the figures. Builds what it times; standard library only; Unix.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from itertools import combinations, islice
from pathlib import Path

from generate import generate

ROOT = Path(__file__).resolve().parents[2]
MORE = 1000  # reports that are added to a full ledger
LIMIT = 0.1  # seconds that a view may take
PATIENCE = 30  # seconds after which a view is given up


class Run:
    """A finished run of the program: what it printed, and what it took."""

    def __init__(self, command, kill_after=None):
        begun = time.perf_counter()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            killer = threading.Timer(kill_after, os.kill, [child.pid, signal.SIGKILL]) if kill_after is not None else None
            if killer:
                killer.start()
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            self.wall = time.perf_counter() - begun
            if killer:
                killer.cancel()
            self.code = child.returncode
            self.cpu, self.memory = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
            out.seek(0), err.seek(0)
            self.out, self.err = out.read().decode(), err.read().decode(errors="replace")

    def sound(self):
        if self.code != 0:
            sys.exit(f"exit code {self.code}: {self.err.strip()}")
        return self


class Bench:
    def __init__(self, program, data, threads):
        self.program, self.data = program, data
        tables = ["--gazetteer", str(data / "places.tsv"), "--sides", str(data / "sides.tsv")]
        self.reading = [*tables, *(["--threads", str(threads)] if threads else [])]

    def lines(self, name, begin, end):
        with open(self.data / name, encoding="utf8") as file:
            yield from islice(file, begin, end)

    def part(self, begin, end):
        """A file of some of the reports. They are never held here: a child's peak memory would be no less than ours."""
        path = self.data / f"reports-{begin}-{end}.jsonl"
        if not path.exists():
            with open(path, "w", encoding="utf8") as file:
                file.writelines(self.lines("reports.jsonl", begin, end))
        return path

    def truth(self, size):
        return [json.loads(line) for line in self.lines("truth.jsonl", 0, size)]

    def add(self, ledger, reports, **how):
        return Run([self.program, "add", *self.reading, "--ledger", str(ledger), str(reports)], **how)

    def view(self, *words):
        return Run([self.program, *words], kill_after=PATIENCE)

    def new(self, name):
        ledger = self.data / f"{name}.ledger"
        for file in self.data.glob(f"{name}.ledger*"):
            file.unlink()
        return ledger

    # --- speed and size -------------------------------------------------------------------------

    def fill(self, sizes):
        start = min((self.add(self.new("one"), self.part(0, 1)).sound() for _ in range(3)), key=lambda run: run.cpu)
        print(f"start of the program: {start.wall:.2f} s, {start.cpu:.2f} s of processor, {start.memory / 1e6:.0f} MB\n")
        print("reports   reports/s   ms/report   processor ms/report   peak MB   ledger MB   KB/report   another 1,000: s   processor s")
        took = {}
        for size in sizes:
            ledger = self.new(str(size))
            run = self.add(ledger, self.part(0, size)).sound()
            bytes_ = sum(file.stat().st_size for file in self.data.glob(f"{size}.ledger*"))
            more = self.add(ledger, self.part(size, size + MORE)).sound()
            took[size] = ((run.wall - start.wall) / size, (run.cpu - start.cpu) / size)
            wall, cpu = (1000 * t for t in took[size])
            print(f"{size:7,} {size / run.wall:11.0f} {wall:11.2f} {cpu:21.2f} {run.memory / 1e6:9.0f} {bytes_ / 1e6:11.1f}"
                  f" {bytes_ / 1000 / size:11.1f} {more.wall:18.1f} {more.cpu:13.1f}", flush=True)
        first, last = took[sizes[0]], took[sizes[-1]]
        if len(sizes) > 1:
            print(f"\ngrowth of the time a report from {sizes[0]:,} to {sizes[-1]:,}: {last[0] / first[0]:.2f} times,"
                  f" of processor time {last[1] / first[1]:.2f} times (may be 1.50)")

    # --- views ----------------------------------------------------------------------------------

    def views(self, size):
        """Times every view of the ledger of a size."""
        known = [fact for report in self.truth(MORE) for fact in report["tells"]]
        town = next(name.split("-")[2] for name, kind, _, _ in known if kind == "control")
        side = next(side for _, _, _, side in known if side)
        day = json.loads(next(self.lines("reports.jsonl", size // 2, size)))["date"]
        on = ["--ledger", str(self.data / f"{size}.ledger")]
        listed = self.view("questions", *on, "--format", "jsonl", "--limit", "1")
        claims = self.view("claims", *on, "--format", "jsonl", "--limit", "1")
        views = [
            ["questions"], ["questions", "--status", "contested"], ["questions", "--kind", "control", "--place", town],
            ["questions", "--side", side], ["questions", "--from", day, "--to", day], ["questions", "--text", "killed"],
            ["questions", "--as-of", day, "--place", town], ["claims"], ["claims", "--place", town], ["timeline"], ["toll", "--side", side],
            ["control"], ["control", "--as-of", day], ["control", "--place", town], ["sources"], ["search", "ceasefire"], ["search", f"captured {town}"],
        ]
        if listed.code == 0 and listed.out:
            views.insert(7, ["question", json.loads(listed.out.splitlines()[0])["id"]])
        if claims.code == 0 and claims.out:
            views.insert(10, ["claim", json.loads(claims.out.splitlines()[0])["claim"]])
        print(f"\nviews of {size:,} reports, start of the program included, best of five")
        slow, missing = 0, []
        for view in views:
            run = self.view(*view, *on)
            if run.code == -signal.SIGKILL:
                slow += 1
                print(f"over {PATIENCE} s     {' '.join(view)}   over", flush=True)
                continue
            if run.code:
                missing.append(f"{' '.join(view)} ({run.err.strip().splitlines()[0]})")
                continue
            best = min([run.wall] + [self.view(*view, *on).wall for _ in range(4 if run.wall < 3 else 0)])
            slow += best > LIMIT
            print(f"{1000 * best:8.0f} ms  {' '.join(view)}{'   over' if best > LIMIT else ''}", flush=True)
        print(f"{len(views) - slow - len(missing)} of {len(views)} in {1000 * LIMIT:.0f} ms; {slow} slower")
        if missing:
            print("not given by this version:", *missing, sep="\n    ")

    # --- truth ----------------------------------------------------------------------------------

    def questions(self, ledger, reports):
        """All questions of a ledger; where this version cannot list them, those of its reports."""
        run = Run([self.program, "questions", "--ledger", str(ledger), "--format", "jsonl", "--all"])
        if run.code != 0:
            run = Run([self.program, "questions", *self.reading, "--format", "jsonl", "--all", str(reports)]).sound()
        return run.out

    def compare(self, size):
        """How far the questions of the first reports are those that the generator knows."""
        ledger = self.new("truth")
        self.add(ledger, self.part(0, size)).sound()
        questions = [json.loads(line) for line in self.questions(ledger, self.part(0, size)).splitlines()]
        truth = {report["id"]: report for report in self.truth(size)}
        told, denied, held = defaultdict(set), defaultdict(set), defaultdict(set)
        for name, report in truth.items():
            for event, kind, stance, side in report["tells"]:
                told[event, kind].add(name)
                held[event, kind].add((stance, side))
                if stance == "denies":
                    denied[event, kind].add(name)
        by_kind = defaultdict(list)
        for question in questions:
            reports = {e["claim"]["document"] for a in question["answers"] for e in a["affirmed"] + a["denied"]}
            denials = {e["claim"]["document"] for a in question["answers"] for e in a["denied"]}
            by_kind[question["kind"]].append((question, reports, denials))
        print(f"\n{size:,} reports against the truth: {len(told):,} events, {len(questions):,} questions")
        print("kind              reports on one question   questions of one event   denials found   disputed and found so")
        for kind in sorted({kind for _, kind in told}):
            there = by_kind[kind]
            events = {event: reports for (event, k), reports in told.items() if k == kind}
            where = defaultdict(Counter)  # of each event: how many of its reports each question has
            for i, (_, reports, _) in enumerate(there):
                for event in {e for r in reports if r in truth for e, k, _, _ in truth[r]["tells"] if k == kind}:
                    where[event][i] = len(reports & events[event])
            found = sum(max(where[event].values(), default=0) for event in events)
            # A question is of one event as far as one event accounts for its reports.
            pure = all_ = 0
            of = defaultdict(Counter)
            for event, counts in where.items():
                for i, n in counts.items():
                    of[i][event] = n
            for i, (_, reports, _) in enumerate(there):
                pure, all_ = pure + max(of[i].values(), default=0), all_ + len(reports)
            said = heard = parted = seen = 0
            for event in events:
                best = max(where[event], key=lambda i: (where[event][i], -i), default=None)
                said += len(denied[event, kind])
                heard += len(denied[event, kind] & there[best][2]) if best is not None else 0
                if {stance for stance, _ in held[event, kind]} == {"affirms", "denies"}:
                    parted += 1
                    seen += best is not None and there[best][0]["status"] == "contested"
            print(f"{kind:17} {share(found, sum(map(len, events.values()))):>23} {share(pure, all_):>24} {share(heard, said):>15} {share(seen, parted):>23}")
        self.copies(questions, truth)

    def copies(self, questions, truth):
        """Whether reports that say the same thing in their own voice share an origin just where one copies the other."""
        origin = {name: report["copies"] or name for name, report in truth.items()}
        right = wrong = missed = 0
        for question in questions:
            for answer in question["answers"]:
                own = {e["claim"]["document"]: e["origin"] for e in answer["affirmed"] if not e["chain"]}
                own = [(origin[name], found) for name, found in sorted(own.items()) if name in origin]
                for (a, found_a), (b, found_b) in combinations(own, 2):
                    right += a == b and found_a == found_b
                    missed += a == b and found_a != found_b
                    wrong += a != b and found_a == found_b
        print(f"pairs of reports that say the same in their own voice: {share(right, right + missed)} of those that are copies"
              f" share an origin; {share(right, right + wrong)} of those that share an origin are copies")

    # --- kill -9 --------------------------------------------------------------------------------

    def kills(self, size, kills, seed):
        """Kills `add` at random points, each time begun again, until it was killed so often and came to its end."""
        reports = self.part(0, size)
        whole = self.new("whole")
        peace = self.add(whole, reports).sound()
        start = self.add(self.new("one"), self.part(0, 1)).sound()
        rng, killed, ledgers, had = random.Random(seed), 0, 0, set()
        ledger = self.new("killed-0")
        points = []
        while killed < kills:
            after = start.wall + rng.random() * peace.wall / 2
            run = self.add(ledger, reports, kill_after=after)
            if run.code == -signal.SIGKILL:
                killed += 1
                now = kept(ledger)
                points.append(len(now))
                if not had <= now:
                    sys.exit(f"kill {killed} lost {len(had - now)} reports")
                if now and Run([self.program, "check", "--ledger", str(ledger)]).sound():
                    had = now
                continue
            run.sound()
            self.same(ledger, whole)
            ledgers, had = ledgers + 1, set()
            ledger = self.new(f"killed-{ledgers}")
        self.add(ledger, reports).sound()
        self.same(ledger, whole)
        print(f"\nkill -9 while {size:,} reports were added, {killed} times, with {', '.join(map(str, points))} of them in the ledger:"
              " each time it was sound and had all that it had before, and in the end held what an undisturbed one holds")

    def same(self, ledger, whole):
        """A ledger that was killed holds what an undisturbed one holds, and asks and answers the same, to the byte."""
        Run([self.program, "check", "--ledger", str(ledger)]).sound()
        if kept(ledger) != kept(whole):
            sys.exit("a ledger that was killed does not hold what an undisturbed one holds")
        if settled(ledger) != settled(whole):
            sys.exit("the questions of a ledger that was killed are not those of an undisturbed one")


def rows(ledger, table, query):
    """The rows of a query on a ledger; none where it has no such table yet."""
    if not ledger.exists() or not ledger.stat().st_size:
        return set()
    db = sqlite3.connect(ledger)
    try:
        there = db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone()
        return set(db.execute(query)) if there else set()
    finally:
        db.close()


def kept(ledger):
    """The documents of a ledger, each with the reading that counts: hashes of both."""
    query = "SELECT d.hash, a.hash FROM report r JOIN document d ON d.id = r.document JOIN analysis a ON a.id = r.analysis"
    return rows(ledger, "report", query)


def settled(ledger):
    """The questions of a ledger with their answers, packed as they are kept."""
    return rows(ledger, "question", "SELECT name, key, json FROM question")


def share(part, whole):
    return f"{part / whole:.3f} of {whole:,}" if whole else "–"


def machine():
    """The class of this machine: what it is, not which."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory; {load:.1f} processes wanted to run when this began"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--sizes", default="1000,10000", help="reports, ascending (1000,10000)")
    ap.add_argument("--parts", default="fill,views,truth,kills", help="what to do: all of fill,views,truth,kills by default; views look"
                    " at a ledger that was filled and kept")
    ap.add_argument("--truth-size", type=int, default=5000, help="reports compared with the truth (5000)")
    ap.add_argument("--kills", type=int, default=10, help="how often to kill (10)")
    ap.add_argument("--kill-size", type=int, default=4000, help="reports that are added meanwhile (4000)")
    ap.add_argument("--threads", type=int, help="that read; by default one a core")
    ap.add_argument("--seed", type=int, default=1, help="of the reports and the points of killing (1)")
    ap.add_argument("--program", type=Path, help="rashomon; built if not given")
    ap.add_argument("--keep", type=Path, metavar="FOLDER", help="where reports and ledgers stay; removed if not given")
    args = ap.parse_args()
    sizes = sorted(int(size) for size in args.sizes.split(","))
    if args.program is None:
        subprocess.run(["cargo", "build", "-q", "--release", "--locked"], cwd=ROOT, check=True)
        args.program = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/rashomon"
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        generate(folder, max(sizes[-1] + MORE, args.kill_size, args.truth_size), 24, args.seed)
        for old in folder.glob("reports-*.jsonl"):
            old.unlink()
        print(machine())
        bench = Bench(str(args.program.resolve()), folder, args.threads)
        parts = args.parts.split(",")
        if "fill" in parts:
            bench.fill(sizes)
        if "views" in parts:
            bench.views(sizes[-1])
        if "truth" in parts:
            bench.compare(args.truth_size)
        if "kills" in parts:
            bench.kills(args.kill_size, args.kills, args.seed)


if __name__ == "__main__":
    main()
