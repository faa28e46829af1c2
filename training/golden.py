"""Writes what spaCy makes of some texts, for the engine's parity tests.

    python golden.py PIPELINE TEXTS OUT [--rules TEACHER] [--titles FILE]

TEXTS holds texts parted by lines of "----". OUT holds for each text a line "#" and the text as JSON, a
line for each token (first byte, end byte, tag, index of the head, label, lemma as JSON, S if a sentence
starts), and a line "@" for each entity (first token, end token, label). Weights are rounded to f16 first,
as the model file has them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language

from export import add_titles, word_list


def assemble(pipeline, rules):
    """The pipeline, with the attribute ruler and the lemmatizer of another if it has none."""
    nlp = spacy.load(pipeline)
    if rules:
        other = spacy.load(rules)
        # Patterns are added anew: a sourced ruler keeps numbers of analyses that this vocabulary lacks.
        ruler = nlp.add_pipe("attribute_ruler", after="parser")
        ruler.add_patterns(other.get_pipe("attribute_ruler").patterns)
        nlp.add_pipe("lemmatizer", source=other, after="attribute_ruler")
    return nlp


def round_weights(nlp):
    for _, pipe in nlp.pipeline:
        for node in getattr(pipe, "model", None).walk() if hasattr(pipe, "model") and pipe.model else []:
            for p in node.param_names:
                if node.has_param(p):
                    node.set_param(p, node.get_param(p).astype(np.float16).astype(np.float32))
    if nlp.vocab.vectors.shape[0]:
        nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype(np.float16).astype(np.float32)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("pipeline")
    ap.add_argument("texts", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--rules")
    ap.add_argument("--titles", type=Path, help="as given to export.py")
    args = ap.parse_args()
    nlp = assemble(args.pipeline, args.rules)
    round_weights(nlp)
    if args.titles:
        add_titles(nlp, args.titles)
        words = set(word_list(args.titles))

        @Language.component("no_start_after")
        def no_start_after(doc):
            for t in doc[1:]:
                if doc[t.i - 1].text in words:
                    t.is_sent_start = False
            return doc

        nlp.add_pipe("no_start_after", before="parser")
    texts = args.texts.read_bytes().decode().removesuffix("\n").split("\n----\n")
    n = 0
    with open(args.out, "w", encoding="utf8", newline="\n") as f:
        for text in texts:
            doc = nlp(text)
            f.write("#" + json.dumps(text, ensure_ascii=False) + "\n")
            for t in doc:
                start = len(text[: t.idx].encode())
                end = start + len(t.text.encode())
                row = [start, end, t.tag_, t.head.i, t.dep_, json.dumps(t.lemma_, ensure_ascii=False)]
                f.write("\t".join(map(str, row)) + ("\tS" if t.is_sent_start else "") + "\n")
            for e in doc.ents:
                f.write(f"@{e.start}\t{e.end}\t{e.label_}\n")
            n += len(doc)
    print(f"{args.out}: {len(texts)} texts, {n} tokens")


if __name__ == "__main__":
    main()
