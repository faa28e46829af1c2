"""How much of a text could go unparsed: the share of its words in paragraphs and in sentences that hold no claim and
no part of an attribution.

    python benches/idle.py reports.jsonl [--program target/release/rashomon]

A triage that knew the outcome beforehand could leave out that much and no more. Standard library only.
"""

import argparse
import json
import re
import subprocess
from bisect import bisect_left
from pathlib import Path

SENTENCE_END = re.compile(r'(?<=[.!?”"]) +(?=[A-Z“"])')


def spoken(record):
    """Where something is claimed or attributed, as spans in order, joined where they touch."""
    spans = [(c["start"], c["end"]) for c in record["claims"]]
    for attribution in record["attributions"]:
        for part in ("source", "cue", "content"):
            spans += [(s["start"], s["end"]) for s in attribution.get(part) or []]
    joined = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def idle_words(parts, spans):
    """Words of those parts (start, text) that no span touches."""
    ends = [end for _, end in spans]
    count = 0
    for start, text in parts:
        next_span = bisect_left(ends, start + 1)
        if next_span == len(spans) or spans[next_span][0] >= start + len(text):
            count += len(text.split())
    return count


def pieces(text, start, pattern):
    """Start and text of what stands between matches."""
    for piece in pattern.split(text):
        start_of_piece = start
        start += len(piece) + 1
        yield start_of_piece, piece


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("input", type=Path)
    ap.add_argument("--program", default="target/release/rashomon")
    args = ap.parse_args()
    command = [args.program, "read", "--input-format", "jsonl", "--format", "jsonl", str(args.input)]
    records = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip().split("\n")
    reports = [json.loads(line) for line in args.input.read_text(encoding="utf8").split("\n") if line.strip()]
    words = in_paragraphs = in_sentences = 0
    for report, record in zip(reports, map(json.loads, records), strict=True):
        spans = spoken(record)
        paragraphs = list(pieces(report["text"], 0, re.compile("\n")))
        words += len(report["text"].split())
        in_paragraphs += idle_words(paragraphs, spans)
        sentences = (s for start, text in paragraphs for s in pieces(text, start, SENTENCE_END))
        in_sentences += idle_words(sentences, spans)
    share = lambda n: f"{100 * n / max(words, 1):.1f} %"
    print(f"{args.input.name}: {words} words; without claim and attribution: {share(in_paragraphs)} by paragraphs, "
          f"{share(in_sentences)} by sentences")


if __name__ == "__main__":
    main()
