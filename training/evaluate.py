"""Scores a pipeline against the teacher's labels on held-out text and against gold treebanks.

    python evaluate.py PIPELINE --test test.spacy [--gold ewt-dev.conllu.gz]

Held-out: tags, UAS, LAS (punctuation not counted, as spaCy has it), sentences, entities by type.
Gold: tags of tokens that both split alike; sentence starts; unlabelled heads of tokens whose relation
means the same in both schemes (UD hangs a noun's preposition on the noun, ClearNLP the noun on it).
"""

import argparse
import gzip

import spacy
from spacy.tokens import Doc, DocBin
from spacy.training import Example

from make_data import conllu

SAME_HEADS = {"nsubj", "obj", "det", "amod", "nummod", "advmod", "aux", "mark", "iobj", "compound", "nmod:poss"}


def held_out(nlp, path):
    examples = []
    for ref in DocBin().from_disk(path).get_docs(nlp.vocab):
        doc = Doc(nlp.vocab, words=[t.text for t in ref], spaces=[bool(t.whitespace_) for t in ref])
        examples.append(Example(doc, ref))
    s = nlp.evaluate(examples)
    print(f"{path}: {sum(len(e.reference) for e in examples)} tokens")
    for k in ("tag_acc", "dep_uas", "dep_las", "sents_f", "ents_p", "ents_r", "ents_f"):
        print(f"  {k} {100 * s[k]:.2f}")
    for label, v in sorted(s["ents_per_type"].items()):
        print(f"  {label} P {100 * v['p']:.1f} R {100 * v['r']:.1f} F {100 * v['f']:.1f}")


def heads_of(lines):
    """Documents of a CoNLL-U file: words as (form, UPOS head index, relation), sentence by sentence."""
    words = []
    for line in lines:
        if not line.strip():
            if words:
                yield words
            words = []
        elif not line.startswith("#"):
            c = line.rstrip("\n").split("\t")
            if c[0].isdigit():
                words.append((c[1], int(c[6]) - 1, c[7], c[4], "SpaceAfter=No" not in c[9]))


def gold(nlp, path):
    right = total = 0
    with gzip.open(path, "rt", encoding="utf8") as f:
        paras = list(conllu(f, "gold", "gold"))
    starts_right = starts_found = starts_gold = 0
    for p, doc in zip(paras, nlp.pipe(p.text for p in paras)):
        for t in doc:
            tag = p.gold["tags"].get((t.idx, t.idx + len(t)))
            if tag:
                total += 1
                right += tag == t.tag_
        want = set(p.gold["starts"])
        have = {s.start_char for s in doc.sents}
        starts_right += len(want & have)
        starts_found += len(have)
        starts_gold += len(want)
    p, r = starts_right / starts_found, starts_right / starts_gold
    print(f"{path}: tags {100 * right / total:.2f} of {total} tokens; sentences F {200 * p * r / (p + r):.2f}")
    right = total = 0
    with gzip.open(path, "rt", encoding="utf8") as f:
        for words in heads_of(f):
            doc = Doc(nlp.vocab, words=[w[0] for w in words], spaces=[w[4] for w in words])
            for i, t in enumerate(doc):
                t.is_sent_start = i == 0
            for _, pipe in nlp.pipeline:
                doc = pipe(doc)
            for t, (_, head, rel, _, _) in zip(doc, words):
                if rel in SAME_HEADS and head >= 0:
                    total += 1
                    right += t.head.i == head
    print(f"  heads of {', '.join(sorted(SAME_HEADS))}: {100 * right / total:.2f} of {total}")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("pipeline")
    ap.add_argument("--test")
    ap.add_argument("--gold")
    args = ap.parse_args()
    nlp = spacy.load(args.pipeline, exclude=["attribute_ruler", "lemmatizer"])
    if args.test:
        held_out(nlp, args.test)
    if args.gold:
        gold(nlp, args.gold)


if __name__ == "__main__":
    main()
