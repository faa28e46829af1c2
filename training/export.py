"""Writes a spaCy pipeline as one model file for the syntax engine (crates/syntax).

    python export.py PIPELINE OUT.model [--rules TEACHER] [--titles FILE] [--f32] [--name NAME]

PIPELINE is a folder or an installed package of the en_core_web_sm / en_core_web_md kind: a tokenizer
of affix patterns and exceptions, tok2vec (hash embeddings, maxout window encoder, static vectors or
none), tagger, parser, attribute ruler, rule lemmatizer and NER, each optional but for the tokenizer. --rules
takes the attribute ruler and the lemmatizer from another pipeline.

The file: the eight bytes "RSYNTAX1"; the length of the header (u32, little endian); the header, JSON;
then the blobs that the header names by offset and length. Numbers are f16 or f32, little endian.
"""

import argparse
import hashlib
import json
import re
import struct
import sys
from pathlib import Path

import numpy as np
import spacy
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.lang.tokenizer_exceptions import URL_PATTERN
from spacy.symbols import NORM, ORTH, IDS

try:
    from re import _constants as sre, _parser as sre_parse
except ImportError:  # before Python 3.11
    import sre_constants as sre
    import sre_parse

MAX = 0x10FFFF


class Sets:
    """A pool of character sets, each a flat list [first, last, first, last, ...]."""

    def __init__(self):
        self.sets, self.ids = [], {}

    def add(self, ranges):
        flat = tuple(x for r in merge(ranges) for x in r)
        if flat not in self.ids:
            self.ids[flat] = len(self.sets)
            self.sets.append(list(flat))
        return self.ids[flat]


def merge(ranges):
    out = []
    for lo, hi in sorted(ranges):
        if out and lo <= out[-1][1] + 1:
            out[-1][1] = max(out[-1][1], hi)
        else:
            out.append([lo, hi])
    return out


def complement(ranges):
    out, at = [], 0
    for lo, hi in merge(ranges):
        if lo > at:
            out.append((at, lo - 1))
        at = hi + 1
    if at <= MAX:
        out.append((at, MAX))
    return out


def where(test):
    """The code points for which `test` holds, as ranges."""
    out, start = [], None
    for c in range(MAX + 2):
        ok = c <= MAX and not 0xD800 <= c <= 0xDFFF and test(chr(c))
        if ok and start is None:
            start = c
        elif not ok and start is not None:
            out.append((start, c - 1))
            start = None
    return out


CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_NOT_WORD: r"\W",
    sre.CATEGORY_NOT_SPACE: r"\S",
}


def members(items):
    ranges, negate = [], False
    for op, arg in items:
        if op is sre.NEGATE:
            negate = True
        elif op is sre.LITERAL:
            ranges.append((arg, arg))
        elif op is sre.RANGE:
            ranges.append(tuple(arg))
        elif op is sre.CATEGORY:
            ranges += where(re.compile(CATEGORIES[arg]).match)
        else:
            raise ValueError(f"character class: {op}")
    return complement(ranges) if negate else ranges


def expand(parsed, sets):
    """All ways through a parsed pattern, in the order in which Python tries them."""
    ways = [[]]
    for op, arg in parsed:
        if op is sre.LITERAL:
            step = [[("set", sets.add([(arg, arg)]), 1, 1)]]
        elif op is sre.NOT_LITERAL:
            step = [[("set", sets.add(complement([(arg, arg)])), 1, 1)]]
        elif op is sre.IN:
            step = [[("set", sets.add(members(arg)), 1, 1)]]
        elif op is sre.BRANCH:
            step = [w for b in arg[1] for w in expand(b, sets)]
        elif op is sre.SUBPATTERN:
            step = expand(arg[3], sets)
        elif op is sre.MAX_REPEAT:
            lo, hi, sub = arg
            inner = expand(sub, sets)
            if len(inner) != 1 or len(inner[0]) != 1 or inner[0][0][0] != "set":
                raise ValueError("a repeat of more than one character set")
            step = [[("set", inner[0][0][1], lo, 0 if hi is sre.MAXREPEAT else hi)]]
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            kind = "behind" if arg[0] < 0 else "ahead"
            inner = expand(arg[1], sets)
            negative = op is sre.ASSERT_NOT
            if negative and len(inner) != 1:
                raise ValueError("a negative look-around with branches")
            step = []
            for w in inner:
                if any(x[0] != "set" or x[2:] != (1, 1) for x in w):
                    raise ValueError("a look-around that is no plain sequence")
                step.append([(kind, negative, [x[1] for x in w])])
        elif op is sre.AT and arg in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            step = [[("start",)]]
        elif op is sre.AT and arg in (sre.AT_END, sre.AT_END_STRING):
            step = [[("end",)]]
        else:
            raise ValueError(f"pattern: {op}")
        ways = [w + s for w in ways for s in step]
    return ways


def alternatives(regex, anchor, sets):
    """A compiled pattern as ordered alternatives: [behind, body, ahead], look-arounds as
    [negative, sets], body as [set, least, most] with 0 for no bound."""
    if regex.flags & re.IGNORECASE:
        raise ValueError("a pattern that ignores case")
    out = []
    for way in expand(sre_parse.parse(regex.pattern), sets):
        behind, body, ahead = [], [], []
        if anchor == "start":
            assert way[0] == ("start",), way
            way = way[1:]
        if anchor == "end":
            assert way[-1] == ("end",), way
            way = way[:-1]
        for x in way:
            if x[0] == "behind":
                assert not body
                behind.append([x[1], x[2]])
            elif x[0] == "ahead":
                ahead.append([x[1], x[2]])
            else:
                assert x[0] == "set" and not ahead, x
                body.append(list(x[1:]))
        assert body and len([b for b in body if b[1:] != [1, 1]]) <= 1
        out.append([behind, body, ahead])
    return fuse(out, sets)


def fuse(alts, sets):
    """Joins alternatives of a single character into one set, where that changes no match."""
    out, group = [], None
    has = lambda s, r: any(lo <= r[1] and r[0] <= hi for lo, hi in zip(sets.sets[s][::2], sets.sets[s][1::2]))
    pairs = lambda s: list(zip(sets.sets[s][::2], sets.sets[s][1::2]))
    for behind, body, ahead in alts:
        plain = not behind and not ahead and len(body) == 1 and body[0][1:] == [1, 1]
        if plain and group is not None:
            mine = pairs(body[0][0])
            # Between the group and here, no alternative may begin with the same character.
            if all(not any(has(b[0][0], r) for r in mine) for _, b, _ in out[group + 1 :]):
                s = sets.add(pairs(out[group][1][0][0]) + mine)
                out[group] = [[], [[s, 1, 1]], []]
                continue
        if plain:
            group = len(out)
        out.append([behind, body, ahead])
    return out


class Blobs:
    def __init__(self):
        self.data = bytearray()

    def add(self, b):
        while len(self.data) % 4:
            self.data.append(0)
        at = len(self.data)
        self.data += b
        return [at, len(b)]


def front_coded(words):
    """Sorted words, each as: bytes shared with the one before, bytes that follow, those bytes."""
    out, last = bytearray(), b""
    for w in sorted({w.encode() for w in words}):
        if not 0 < len(w) < 256:
            continue
        n = 0
        while n < min(len(w), len(last)) and w[n] == last[n]:
            n += 1
        out += bytes([n, len(w) - n]) + w[n:]
        last = w
    return bytes(out)


class Tensors:
    def __init__(self, blobs, f32):
        self.blobs, self.f32, self.index = blobs, f32, {}

    def add(self, name, a):
        a = np.ascontiguousarray(a, dtype="<f4")
        half = a.astype("<f2")
        if not np.isfinite(half.astype("f4")).all() and not self.f32:
            raise ValueError(f"{name}: too large for f16")
        at, _ = self.blobs.add((a if self.f32 else half).tobytes())
        self.index[name] = [at, list(a.shape)]

    def layer(self, name, model):
        for p in model.param_names:
            if model.has_param(p):
                self.add(f"{name}.{p}", model.get_param(p))


def tok2vec(name, model, tensors):
    """One tok2vec: features, hash embeddings, an optional static vector part, maxout layers."""
    columns = next(list(m.attrs["columns"]) for m in model.walk() if m.name == "extract_features")
    embeds, layers, norms, window, static = [], 0, 0, 1, False
    for m in model.walk():
        if m.name == "hashembed":
            tensors.add(f"{name}.embed{len(embeds)}", m.get_param("E"))
            embeds.append([columns[m.attrs["column"]], int(m.attrs["seed"])])
        elif m.name == "static_vectors":
            tensors.layer(f"{name}.static", m)
            static = True
        elif m.name == "maxout":
            tensors.layer(f"{name}.maxout{layers}", m)
            layers += 1
        elif m.name == "layernorm":
            tensors.layer(f"{name}.norm{norms}", m)
            norms += 1
        elif m.name == "expand_window":
            window = m.attrs["window_size"]
    assert layers == norms and window == 1
    names = {v: k for k, v in IDS.items()}
    feature = lambda c: c if isinstance(c, str) else names[c]
    return {
        "name": name,
        "embeds": [[feature(c), seed] for c, seed in embeds],
        "static": static,
        "depth": layers - 1,
    }


def is_listener(model):
    return any("listener" in m.name for m in model.walk())


def moves(pipe):
    m = pipe.moves
    return [m.get_class_name(i) for i in range(m.n_moves)]


def strings_of(pattern):
    """All the strings that a small anchored pattern matches (^n'?t$)."""

    def ways(parsed):
        out = [""]
        for op, arg in parsed:
            if op is sre.LITERAL:
                step = [chr(arg)]
            elif op is sre.IN:
                step = [chr(c) for lo, hi in members(arg) for c in range(lo, hi + 1)]
            elif op is sre.MAX_REPEAT and arg[1] is not sre.MAXREPEAT:
                step = [w * n for n in range(arg[0], arg[1] + 1) for w in ways(arg[2])]
            elif op is sre.AT:
                continue
            else:
                raise ValueError(f"pattern {pattern}: {op}")
            out = [a + b for a in out for b in step]
        return out

    if not (pattern.startswith("^") and pattern.endswith("$")):
        raise ValueError(f"a pattern that is not anchored: {pattern}")
    found = sorted(set(ways(sre_parse.parse(pattern))))
    assert len(found) < 100
    return found


def attribute_rules(ruler):
    """Matcher patterns as lists of tests [attribute, is, values], with what they set."""
    out = []
    for p in ruler.patterns:
        unknown = set(p["attrs"]) - {"TAG", "POS", "MORPH", "LEMMA", "DEP"}
        assert not unknown, unknown
        for pattern in p["patterns"]:
            tokens = []
            for tok in pattern:
                tests = []
                for attr, v in tok.items():
                    assert attr in ("TAG", "LOWER", "DEP", "IS_SPACE", "ORTH"), attr
                    if isinstance(v, bool):
                        tests.append([attr, v, []])
                    elif isinstance(v, dict):
                        ((op, values),) = v.items()
                        if op == "REGEX":
                            op, values = "IN", strings_of(v[op])
                        assert op in ("IN", "NOT_IN"), op
                        tests.append([attr, op == "IN", values])
                    else:
                        tests.append([attr, True, [v]])
                tokens.append(tests)
            index = p.get("index", 0)
            out.append({
                "tokens": tokens,
                "index": index if index >= 0 else len(tokens) + index,
                "set": p["attrs"],
            })
    return out


def word_list(path):
    """The words of a file, without its comments."""
    return [w for line in path.read_text(encoding="utf8").splitlines() for w in line.split("#")[0].split()]


def add_titles(nlp, path):
    """Has the tokenizer keep each abbreviation of a file as one token."""
    for word in word_list(path):
        nlp.tokenizer.add_special_case(word, [{ORTH: word}])


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("pipeline")
    ap.add_argument("out", type=Path)
    ap.add_argument("--rules", help="take the attribute ruler and lemmatizer from this pipeline")
    ap.add_argument("--titles", type=Path, help="a file of abbreviations: tokens after which no sentence starts")
    ap.add_argument("--f32", action="store_true")
    ap.add_argument("--name", default="")
    args = ap.parse_args()
    nlp = spacy.load(args.pipeline)
    rules_nlp = spacy.load(args.rules) if args.rules else nlp
    sets, blobs = Sets(), Blobs()
    tensors = Tensors(blobs, args.f32)
    h = {
        "format": 1,
        "name": args.name or nlp.meta["name"],
        "lang": nlp.lang,
        "spacy": spacy.__version__,
        "float": "f32" if args.f32 else "f16",
    }

    if args.titles:
        add_titles(nlp, args.titles)
    t = nlp.tokenizer
    assert t.token_match is None, "token_match"
    url = t.url_match.__self__.pattern if t.url_match else None
    assert url in (None, re.compile("(?u)" + URL_PATTERN).pattern), "a URL pattern that is not spaCy's"
    tld = re.search(r"\(\?:\[([^\]]*)\]\{2,63\}\)", URL_PATTERN)[1] if url else ""
    h["tokenizer"] = {
        "prefix": alternatives(t.prefix_search.__self__, "start", sets),
        "suffix": alternatives(t.suffix_search.__self__, "end", sets),
        "infix": alternatives(t.infix_finditer.__self__, None, sets),
        "url": sets.add(members(sre_parse.parse(f"[{tld}]")[0][1])) if url else None,
        "faster_heuristics": bool(t.faster_heuristics),
        "exceptions": {
            k: [[x[ORTH], x.get(NORM, "")] for x in v] for k, v in sorted(t.rules.items())
        },
    }
    h["chars"] = {
        "alpha": sets.add(where(str.isalpha)),
        "digit": sets.add(where(str.isdigit)),
        "space": sets.add(where(str.isspace)),
    }
    h["sets"] = sets.sets
    # The table of norms knows its words by hash only.
    norms = {nlp.vocab.strings.add(k): v for k, v in BASE_NORMS.items()}
    if "lexeme_norm" in nlp.vocab.lookups:
        norms |= {int(k): v for k, v in nlp.vocab.lookups.get_table("lexeme_norm").items()}
    h["norms"] = sorted(norms.items())
    h["symbols"] = {k: v for k, v in sorted(IDS.items()) if k}

    if "tok2vec" in nlp.pipe_names:
        h["tok2vecs"] = [tok2vec("tok2vec", nlp.get_pipe("tok2vec").model, tensors)]
    else:
        h["tok2vecs"] = []

    def source(pipe, name):
        """Which tok2vec a component reads: the shared one or its own."""
        m = nlp.get_pipe(pipe).model.get_ref("tok2vec")
        if is_listener(m):
            return 0
        h["tok2vecs"].append(tok2vec(name, m, tensors))
        return len(h["tok2vecs"]) - 1

    if "tagger" in nlp.pipe_names:
        pipe = nlp.get_pipe("tagger")
        tensors.layer("tagger.output", pipe.model.get_ref("softmax"))
        h["tagger"] = {"tok2vec": source("tagger", "tagger"), "labels": list(pipe.labels)}
    for name in ("parser", "ner"):
        if name not in nlp.pipe_names:
            continue
        pipe = nlp.get_pipe(name)
        assert not pipe.model.attrs.get("unseen_classes"), "unseen classes"
        m = pipe.model.get_ref("tok2vec")
        assert m.layers[-1].name == "linear"
        tensors.layer(f"{name}.linear", m.layers[-1])
        tensors.layer(f"{name}.lower", pipe.model.get_ref("lower"))
        tensors.layer(f"{name}.upper", pipe.model.get_ref("upper"))
        h[name] = {"tok2vec": source(name, name), "moves": moves(pipe)}
    if any(t["static"] for t in h["tok2vecs"]):
        v = nlp.vocab.vectors
        tensors.add("vectors", v.data)
        rows = sorted((int(k), int(r)) for k, r in v.key2row.items())
        h["vector_rows"] = [
            blobs.add(np.array([k for k, _ in rows], dtype="<u8").tobytes()),
            blobs.add(np.array([r for _, r in rows], dtype="<u4").tobytes()),
        ]

    if "attribute_ruler" in rules_nlp.pipe_names:
        h["attribute_ruler"] = attribute_rules(rules_nlp.get_pipe("attribute_ruler"))
    if "lemmatizer" in rules_nlp.pipe_names:
        lemmatizer = rules_nlp.get_pipe("lemmatizer")
        assert lemmatizer.mode == "rule" and not lemmatizer.overwrite
        look = lemmatizer.lookups
        h["lemmatizer"] = {}
        for pos in ("adj", "adp", "adv", "aux", "cconj", "det", "intj", "noun", "num", "part", "pron",
                    "propn", "punct", "sconj", "sym", "verb", "x"):
            get = lambda table: look.get_table(table).get(pos)
            index, exc, rules = get("lemma_index"), get("lemma_exc"), get("lemma_rules")
            if index or exc or rules:
                h["lemmatizer"][pos] = {
                    "rules": [list(r) for r in rules or []],
                    "exceptions": {k: list(v) for k, v in sorted((exc or {}).items())},
                    "index": blobs.add(front_coded(index or [])),
                }
    if args.titles:
        h["no_start_after"] = word_list(args.titles)
    h["tensors"] = tensors.index
    header = json.dumps(h, ensure_ascii=False, separators=(",", ":")).encode()
    header += b" " * (-(12 + len(header)) % 8)
    data = b"RSYNTAX1" + struct.pack("<I", len(header)) + header + bytes(blobs.data)
    args.out.write_bytes(data)
    print(f"{args.out}: {len(data)} bytes, header {len(header)}, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    sys.exit(main())
