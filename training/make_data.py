"""Makes the silver training data of the English model.

Reads openly licensed text, has a teacher pipeline tag and parse it paragraph by paragraph, corrects
the teacher's entities with place names and demonyms, adds varied copies, and writes spaCy DocBins:
train.spacy, dev.spacy (watched while training) and test.spacy (reported, never trained on).

    python make_data.py --corpora DIR --teacher FOLDER --cities cities5000.json \\
        --countries countries.json --out DIR

See README.md for the packages and the data that the arguments name.
"""

import argparse
import gzip
import hashlib
import io
import json
import random
import re
import tarfile
import textwrap
import time
from collections import Counter, defaultdict
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin, Span

from export import add_titles

ATTRS = ["ORTH", "SPACY", "TAG", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE"]
HERE = Path(__file__).parent


class Para:
    """A paragraph: its text, the document it belongs to, and what a treebank says of it, if any."""

    def __init__(self, source, doc, text, gold=None):
        self.source, self.doc, self.text, self.gold = source, doc, text, gold


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()


def war_pages(path):
    with tarfile.open(path) as tar:
        for m in sorted(tar.getmembers(), key=lambda m: m.name):
            if not m.isfile() or m.name.startswith("blog/"):
                continue
            s = tar.extractfile(m).read().decode("utf8", "replace")
            s = re.sub(r"\A---\n.*?\n---\n", "", s, flags=re.S)
            s = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", s)
            s = re.sub(r"\[([^\]]*)\]\((?:[^()]|\([^)]*\))*\)", r"\1", s)
            s = re.sub(r"<[^>]*>", "", s)
            for p in re.split(r"\n\s*\n", s):
                heading = p.lstrip().startswith("#")
                p = squeeze(re.sub(r"[#*_>|`\\]", "", p))
                if (heading and 8 < len(p) < 120) or 40 < len(p) < 4000:
                    yield Para("war-pages", m.name, p)


def syria(path):
    for line in open(path, encoding="utf8"):
        r = json.loads(line)
        yield Para("syria", r["id"], squeeze(r["title"]))
        yield Para("syria", r["id"], squeeze(r["text"]))


def meantime(path):
    seen = set()
    with tarfile.open(path) as tar:
        for m in sorted(tar.getmembers(), key=lambda m: m.name):
            if not m.isfile() or not m.name.endswith(".xml") or "intra_cross" not in m.name:
                continue
            name = m.name.rsplit("/", 1)[1]
            if name in seen:
                continue
            seen.add(name)
            s = tar.extractfile(m).read().decode("utf8", "replace")
            sents = defaultdict(list)
            for sent, tok in re.findall(r'<token [^>]*sentence="(\d+)"[^>]*>([^<]*)</token>', s):
                sents[int(sent)].append(tok)
            lines = [detokenise(" ".join(sents[k])) for k in sorted(sents)]
            if lines:
                yield Para("meantime", name, lines[0])
                # Two or three sentences a paragraph, as Wikinews writes.
                for i in range(1, len(lines), 3):
                    yield Para("meantime", name, " ".join(lines[i : i + 3]))


def detokenise(s):
    for a, b in [("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")]:
        s = s.replace(a, b)
    s = re.sub(r" (n't|'s|'re|'ve|'ll|'d|'m)\b", r"\1", s)
    s = re.sub(r" ([.,;:!?%)\]’])", r"\1", s)
    s = re.sub(r"([(\[$£€]) ", r"\1", s)
    s = re.sub(r'" ([^"]*?) ?"', r'"\1"', s)
    s = re.sub(r"(`` ?)(.*?)( ?'')", r'"\2"', s)
    return squeeze(s)


def re3d(path):
    with tarfile.open(path) as tar:
        for m in sorted(tar.getmembers(), key=lambda m: m.name):
            if m.isfile() and m.name.endswith("documents.json"):
                data = io.TextIOWrapper(tar.extractfile(m), encoding="utf8").read()
                for line in data.splitlines():
                    if not line.strip():
                        continue
                    r = json.loads(line)
                    for p in re.split(r"\n\s*\n|\r\n\r\n", r["text"]):
                        p = squeeze(p)
                        if len(p) > 20:
                            yield Para("re3d", r["_id"], p)


def conllu(lines, source, name):
    """Paragraphs of a CoNLL-U file, with gold tags and sentence starts by character offset."""
    doc, text, gold, sent, n = name, "", {"tags": {}, "starts": []}, [], 0

    def close():
        nonlocal text, gold
        out = Para(source, doc, text.rstrip(), gold) if text.strip() else None
        text, gold = "", {"tags": {}, "starts": []}
        return out

    def end_sentence():
        nonlocal text, sent
        if not sent:
            return
        if text and not text.endswith(" "):
            text += " "
        gold["starts"].append(len(text))
        for form, tag, space in sent:
            if tag:
                gold["tags"][(len(text), len(text) + len(form))] = tag
            text += form + (" " if space else "")
        sent = []

    skip = 0
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("# newdoc") or line.startswith("# newpar"):
            if p := close():
                yield p
            if line.startswith("# newdoc"):
                n += 1
                doc = f"{name}:{n}"
        elif not line:
            end_sentence()
            skip = 0
        elif not line.startswith("#"):
            c = line.split("\t")
            if "-" in c[0]:  # a surface token of several words (don't): no tag for the whole
                first, last = map(int, c[0].split("-"))
                skip = last - first + 1
                sent.append((c[1], None, "SpaceAfter=No" not in c[9]))
            elif "." in c[0]:
                continue
            elif skip:
                skip -= 1
            else:
                sent.append((c[1], c[4] if c[4] != "_" else None, "SpaceAfter=No" not in c[9]))
    end_sentence()
    if p := close():
        yield p


def treebanks(folder):
    with gzip.open(folder / "ewt-train.conllu.gz", "rt", encoding="utf8") as f:
        yield from conllu(f, "ewt", "ewt")
    with tarfile.open(folder / "gum-open.tar.gz") as tar:
        for m in sorted(tar.getmembers(), key=lambda m: m.name):
            if m.isfile() and m.name.endswith(".conllu"):
                f = io.TextIOWrapper(tar.extractfile(m), encoding="utf8")
                yield from conllu(f, "gum", m.name)


RANKS = """Gen. Lt. Col. Maj. Capt. Sgt. Cpl. Brig. Adm. Cmdr. Gen Col Maj Lt. Gov. Sen. Rep. Mr. Mrs. Ms. Dr. Prof.""".split()
RANKS += ["Lt. Gen.", "Maj. Gen.", "Brig. Gen.", "Lt. Col.", "Col. Gen.", "Lt. Cmdr.", "Sgt. Maj.", "General", "Colonel"]
CALENDAR = [str(n) for n in range(2, 60)] + ["two", "three", "seven", "12", "dozens of", "at least 20", "1,200", "hundreds of", "some 40"]


def own_sentences(path, places, people, rng, count):
    """Paragraphs from the sentences of our own, with places and people filled in."""
    lines = [l.strip() for l in open(path, encoding="utf8") if l.strip() and not l.startswith("#")]
    given, family = people
    fill = {
        "rank": lambda: rng.choice(RANKS),
        "person": lambda: f"{rng.choice(given)} {rng.choice(family)}" if rng.random() < 0.75 else rng.choice(family),
        "place": lambda: rng.choice(places),
        "n": lambda: rng.choice(CALENDAR),
    }
    for i in range(count):
        line = lines[i % len(lines)]
        if rng.random() < 0.3 and ". " not in line:
            line += " || " + rng.choice(lines) if line.endswith((".", '"', "’", "'", "”")) else ""
        text, gold = "", {"tags": {}, "starts": [0], "names": []}
        for part in re.split(r"( \|\| |\{\w+\})", line):
            if part == " || ":
                text += " "
                gold["starts"].append(len(text))
            elif part.startswith("{"):
                kind = part[1:-1]
                value = fill[kind]()
                if kind in ("person", "place"):
                    gold["names"].append((len(text), len(text) + len(value), "PERSON" if kind == "person" else "GPE"))
                text += value
            else:
                text += part
        # The first of a sentence in upper case, as a number may stand there.
        yield Para("own", f"own:{i % len(lines)}", text[:1].upper() + text[1:], gold)


NAMED_FOR_PEOPLE = {"US", "GB", "CA", "AU", "NZ", "IE", "ZA", "PH"}
# A name that ends so is a place, whatever the teacher says (the Mykolaiv Oblast).
ADMIN = {"Oblast", "Raion", "Governorate", "Province", "District", "County", "Okrug", "Woreda", "Prefecture"}


def place_names(cities, countries, extra, nlp, is_word, person_parts):
    """Maps a place name's tokens to GPE and a demonym's to NORP. Drops names that are also words
    or parts of personal names: a wrong label taught is worse than a name left to the teacher."""
    names = {}
    swaps = []  # single-token names to put in place of others in varied copies
    for c in json.load(open(cities, encoding="utf8")).values():
        name = c["name"]
        # Towns of the English-speaking world carry people's names (Sharon, Forbes, Nigel).
        least = 100_000 if c["countrycode"] in NAMED_FOR_PEOPLE else 5000
        if c["population"] < least or len(name) < 4 or not name[0].isupper():
            continue
        parts = re.split(r"[ -]", name)
        if any(not p or not p[0].isalpha() for p in parts):
            continue
        if all(is_word(p) or p in person_parts for p in parts):
            continue
        names[name] = "GPE"
        if name.isalpha():
            swaps.append(name)
    for c in json.load(open(countries, encoding="utf8")):
        for n in (c["name"]["common"], c["name"]["official"]):
            if n not in ("Georgia", "Jordan", "Chad"):  # left to the teacher: people, a state
                names[n] = "GPE"
        for d in c.get("demonyms", {}).get("eng", {}).values():
            if d and d[0].isupper() and not is_word(d):
                names.setdefault(d, "NORP")
    for line in open(extra, encoding="utf8"):
        line = line.split("#")[0].strip()
        if line:
            label, group = line.split(maxsplit=1)
            for n in re.split(r"\s*,\s*", group):
                names[n] = label
                if " " not in n and "-" not in n and label == "GPE":
                    swaps.append(n)
    table = defaultdict(list)
    for name, label in sorted(names.items()):
        toks = [t.text for t in nlp.make_doc(name)]
        table[toks[0]].append((toks, label))
    for v in table.values():
        v.sort(key=lambda x: -len(x[0]))
    return table, sorted(set(swaps))


NUMERIC = {"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"}


def set_places(doc, table, tally, heading):
    """Sets the listed names as entities. A longer entity of the teacher that holds the name stays
    (Aleppo Media Centre); one of the same extent is relabelled; one that crosses it gives way."""
    ents = list(doc.ents)
    cover = {}
    for e in ents:
        for i in range(e.start, e.end):
            cover[i] = e
    found = []
    for e in ents:
        if e[-1].text in ADMIN and len(e) > 1 and e.label_ in ("ORG", "PERSON", "LOC", "FAC", "PRODUCT"):
            found.append((e.start, e.end, "GPE"))
    i = 0
    while i < len(doc):
        hit = None
        for toks, label in table.get(doc[i].text, ()):
            j = i + len(toks)
            if j <= len(doc) and [t.text for t in doc[i:j]] == toks:
                hit = (i, j, label)
                break
        if not hit:
            i += 1
            continue
        i, j, label = hit
        inside = cover.get(i)
        longer = inside is not None and inside.start <= i and inside.end >= j and len(inside) > j - i
        # A capitalised neighbour that no entity explains: probably part of a longer name.
        title = lambda k: 0 <= k < len(doc) and doc[k].text[:1].isupper() and doc[k].pos_ == "PROPN"
        near = inside is None and (title(j) or (title(i - 1) and not doc[i].is_sent_start))
        same = inside is not None and inside.start == i and inside.end == j
        # A nationality that the teacher reads as a language, and the like, stays.
        keep = same and (inside.label_ in ("GPE", "NORP", "LANGUAGE") or label == "NORP" and inside.label_ != "PERSON")
        if not longer and not near and not keep and not doc[i].is_stop and doc[i].tag_ != "_SP":
            found.append(hit)
            tally[doc[i:j].text, inside.label_ if inside is not None else "-"] += 1
        i = j
    if heading:
        # The teacher guesses at headings of a word or two ("Background"): only listed names stay.
        known = {(a, b) for a, b, _ in found}
        doc.ents = [e for e in ents if (e.start, e.end) in known or e[0].text in table or e.label_ in NUMERIC]
        ents = list(doc.ents)
    if found:
        taken = {k for a, b, _ in found for k in range(a, b)}
        spans = [e for e in ents if not any(k in taken for k in range(e.start, e.end))]
        spans += [Span(doc, a, b, label=label) for a, b, label in found]
        doc.ents = spacy.util.filter_spans(spans)


QUOTES = {
    "curly": {'"': ("“", "”"), "'": ("‘", "’")},
    "single": {'"': ("'", "'"), "“": ("'", "'"), "”": ("'", "'")},
    "curly-single": {'"': ("‘", "’"), "“": ("‘", "‘"), "”": ("’", "’")},
    "straight": {"“": ('"', '"'), "”": ('"', '"'), "‘": ("'", "'"), "’": ("'", "'")},
}
DASHES = ["-", "--", "–", "—"]


def vary(doc, rng, swaps=None, pools=None, quotes=None, case=None):
    """A copy with the same analysis and other surface: quotation marks, dashes, letter case, place
    and personal names. Every token stays one token."""
    texts, spaces = [t.text for t in doc], [bool(t.whitespace_) for t in doc]
    if quotes:
        opened = False
        for i, t in enumerate(texts):
            if t in QUOTES[quotes] and doc[i].tag_ in ("``", "''"):
                is_open = doc[i].tag_ == "``" if t not in '"' else not opened
                opened = is_open
                texts[i] = QUOTES[quotes][t][0 if is_open else 1]
            elif "'" in t and len(t) > 1 and "curly" in quotes:
                texts[i] = t.replace("'", "’")
            elif "’" in t and len(t) > 1 and quotes in ("straight", "single"):
                texts[i] = t.replace("’", "'")
        dash = rng.choice(DASHES)
        for i, t in enumerate(texts):
            if t in DASHES and doc[i].tag_ in (":", "NFP") and i > 0 and spaces[i - 1]:
                texts[i] = dash
    if swaps:
        for e in doc.ents:
            if len(e) == 1 and e.label_ == "GPE" and len(e.text) > 3 and e.text.istitle() and rng.random() < 0.5:
                texts[e.start] = rng.choice(swaps)
    if pools:
        for e in doc.ents:
            if len(e) == 2 and e.label_ == "PERSON" and e[0].text.istitle() and e[1].text.istitle() and rng.random() < 0.5:
                texts[e.start], texts[e.start + 1] = rng.choice(pools[0]), rng.choice(pools[1])
    if case == "upper":
        texts = [t.upper() for t in texts]
    elif case == "title":
        small = {"a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "by", "as", "'s", "’s", "n't", "n’t", "'"}
        texts = [t if t in small else t[:1].upper() + t[1:] for t in texts]
    return Doc(
        doc.vocab,
        words=texts,
        spaces=spaces,
        tags=[t.tag_ for t in doc],
        heads=[t.head.i for t in doc],
        deps=[t.dep_ for t in doc],
        ents=[
            (t.ent_iob_ + "-" + t.ent_type_) if t.ent_iob_ in "BI" and t.ent_type_ else "O" for t in doc
        ],
    )


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--corpora", type=Path, required=True)
    ap.add_argument("--teacher", required=True)
    ap.add_argument("--cities", required=True)
    ap.add_argument("--countries", required=True)
    ap.add_argument("--extra", default=HERE / "names.txt")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--processes", type=int, default=1)
    ap.add_argument("--sentences", default=HERE / "sentences.txt")
    ap.add_argument("--titles", type=Path, default=HERE / "titles.txt")
    ap.add_argument("--own", type=int, default=1500, help="paragraphs to make of our own sentences")
    ap.add_argument("--copies", type=int, default=2, help="at most so many varied copies of a paragraph")
    ap.add_argument("--limit", type=int, default=0, help="stop after so many paragraphs (trial runs)")
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(args.seed)
    c = args.corpora
    paras = [
        *war_pages(c / "war-pages/dev.tar.gz"),
        *syria(c / "syria-fakes/dev.jsonl"),
        *meantime(c / "time/meantime.tar.gz"),
        *re3d(c / "entities/re3d-dev.tar.gz"),
        *treebanks(c / "treebanks"),
    ]
    rng.shuffle(paras)
    if args.limit:
        paras = paras[: args.limit]
    for source, n in sorted(Counter(p.source for p in paras).items()):
        words = sum(len(p.text.split()) for p in paras if p.source == source)
        print(f"{source}: {n} paragraphs, {words} words")

    nlp = spacy.load(args.teacher, exclude=["lemmatizer", "senter"])
    add_titles(nlp, args.titles)
    nlp.max_length = 10_000_000

    wrap = random.Random(args.seed + 1)

    def inputs(paras):
        for p in paras:
            text = p.text
            if p.gold is None and wrap.random() < 0.04:
                text = textwrap.fill(text, wrap.choice([60, 72, 80]))
            doc = nlp.make_doc(text)
            if p.gold:
                starts = set(p.gold["starts"])
                for t in doc:
                    t.is_sent_start = t.idx in starts or t.i == 0
            yield doc, p

    def label(paras):
        for doc, p in nlp.pipe(inputs(paras), as_tuples=True, batch_size=64, n_process=args.processes):
            for t in doc if p.gold else ():
                tag = p.gold["tags"].get((t.idx, t.idx + len(t)))
                if tag and tag in nlp.get_pipe("tagger").labels:
                    t.tag_ = tag
            yield doc, p

    t0 = time.time()
    docs = list(label(paras))
    n = sum(len(d) for d, _ in docs)
    print(f"{n} tokens in {time.time() - t0:.0f} s")

    # What is an English word: seen in lower case here, or in the lemmatizer's word lists.
    lower = Counter(t.text for d, _ in docs for t in d if t.text.islower())
    full = spacy.load(args.teacher)
    index = full.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    lexicon = {w for pos in index for w in index[pos]}
    del full
    is_word = lambda w: lower[w.lower()] > 0 or w.lower() in lexicon
    towns = {c["name"] for c in json.load(open(args.cities, encoding="utf8")).values()}
    people = [e for d, _ in docs for e in d.ents if e.label_ == "PERSON" and len(e) > 1 and e.text not in towns]
    parts = Counter(t.text for e in people for t in e)
    given = Counter(e[0].text for e in people if len(e) == 2)
    family = Counter(e[1].text for e in people if len(e) == 2)
    pick = lambda pool: sorted(w for w, k in pool.items() if k > 1 and w.istitle() and w not in towns and not is_word(w))
    pools = pick(given), pick(family)
    print(f"{len(pools[0])} given names, {len(pools[1])} family names")
    table, swaps = place_names(args.cities, args.countries, args.extra, nlp, is_word, parts)
    own = [(d, p) for d, p in label(own_sentences(args.sentences, swaps, pools, rng, args.own))]
    rank_words = {w for r in RANKS for w in (*r.split(), *r.replace(".", "").split())} | {"ret", "Bde", "Nobody"}
    for d, p in own:
        names = [d.char_span(a, b, label=l) for a, b, l in p.gold["names"]]
        names = [n for n in names if n is not None]
        taken = {i for n in names for i in range(n.start, n.end)}
        free = [e for e in d.ents if not any(i in taken for i in range(e.start, e.end))]
        d.ents = names + [e for e in free if e.label_ in NUMERIC | {"NORP", "GPE"} or e.label_ == "ORG" and e.text not in rank_words]
    docs += own
    tally = Counter()
    for d, p in docs:
        set_places(d, table, tally, heading=len(d) <= 3 and p.source in ("war-pages", "re3d"))
    with open(args.out / "places.tsv", "w", encoding="utf8") as f:
        for (name, was), k in tally.most_common():
            f.write(f"{k}\t{name}\t{was}\n")
    print(f"{len(table)} first tokens in the name table, {sum(tally.values())} names set, {len(swaps)} names to swap")

    bins = {k: DocBin(attrs=ATTRS) for k in ("train", "dev", "test")}
    sizes = Counter()

    def add(part, doc):
        bins[part].add(doc)
        sizes[part] += len(doc)

    for doc, p in docs:
        # By document, so that no paragraph of a held-out document is trained on.
        h = int(hashlib.sha256(f"{p.source}:{p.doc}".encode()).hexdigest(), 16) % 100
        part = "train" if p.source == "own" else "dev" if h < 3 else "test" if h < 7 else "train"
        if part != "train":
            add(part, doc)
            continue
        add(part, doc)
        has_quotes = any(t.tag_ in ("``", "''") for t in doc)
        if has_quotes or any(e.label_ in ("GPE", "PERSON") for e in doc.ents):
            for _ in range(args.copies):
                if rng.random() < 0.6:
                    add(part, vary(doc, rng, swaps, pools, quotes=rng.choice(sorted(QUOTES))))
        if rng.random() < 0.02:
            add(part, vary(doc, rng, case=rng.choice(["upper", "upper", "title"])))
    for part, b in bins.items():
        b.to_disk(args.out / f"{part}.spacy")
        digest = hashlib.sha256((args.out / f"{part}.spacy").read_bytes()).hexdigest()
        print(f"{part}: {len(b)} documents, {sizes[part]} tokens, sha256 {digest}")


if __name__ == "__main__":
    main()
