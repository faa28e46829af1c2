"""Trains the English model with spaCy on what make_data.py made, then adds the teacher's attribute
ruler and lemmatizer, which are tables rather than weights.

    python train.py --data DIR --teacher FOLDER --out DIR [--steps N]

DIR/model-best and DIR/model-last are spaCy pipelines; export.py turns one into a model file.
"""

import argparse
from pathlib import Path

import spacy
from spacy.cli.train import train
from spacy.util import registry

from export import add_titles

CONFIG = """
[paths]
train = null
dev = null
teacher = null

[system]
seed = 0

[nlp]
lang = "en"
pipeline = ["tok2vec","tagger","parser","ner"]
batch_size = 256

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"

[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = {width}
attrs = ["NORM","PREFIX","SUFFIX","SHAPE","SPACY","IS_SPACE"]
rows = {rows}
include_static_vectors = false

[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = {width}
depth = {depth}
window_size = 1
maxout_pieces = 3

[components.tagger]
factory = "tagger"

[components.tagger.model]
@architectures = "spacy.Tagger.v2"

[components.tagger.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = {width}

[components.parser]
factory = "parser"
min_action_freq = 30

[components.parser.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "parser"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true

[components.parser.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = {width}

[components.ner]
factory = "ner"

[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = {width}

[corpora]

[corpora.train]
@readers = "spacy.Corpus.v1"
path = ${{paths.train}}

[corpora.dev]
@readers = "spacy.Corpus.v1"
path = ${{paths.dev}}

[training]
train_corpus = "corpora.train"
dev_corpus = "corpora.dev"
seed = ${{system.seed}}
dropout = {dropout}
max_epochs = 0
max_steps = {steps}
patience = 0
eval_frequency = {every}

[training.batcher]
@batchers = "spacy.batch_by_words.v1"
tolerance = 0.2

[training.batcher.size]
@schedules = "compounding.v1"
start = {batch}
stop = 1500
compound = 1.001

[training.optimizer]
@optimizers = "Adam.v1"
use_averages = true

[training.optimizer.learn_rate]
@schedules = "warmup_linear.v1"
warmup_steps = {warmup}
total_steps = {total}
initial_rate = {rate}

[training.score_weights]
tag_acc = 0.2
dep_las = 0.4
ents_f = 0.4

[initialize]

[initialize.before_init]
@callbacks = "rashomon.titles.v1"
path = "{titles}"

[initialize.lookups]
@misc = "rashomon.teacher_lookups.v1"
path = ${{paths.teacher}}
"""


@registry.misc("rashomon.teacher_lookups.v1")
def teacher_lookups(path):
    """The teacher's table of word norms (organise -> organize), so that features agree."""
    return spacy.load(path).vocab.lookups


@registry.callbacks("rashomon.titles.v1")
def titles(path):
    """Has the tokenizer keep titles and ranks (Col.) as one token, as in the data."""
    return lambda nlp: add_titles(nlp, Path(path))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--teacher", required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--start", type=Path, help="go on from the weights of this pipeline")
    ap.add_argument("--steps", type=int, default=9000)
    ap.add_argument("--every", type=int, default=500)
    ap.add_argument("--width", type=int, default=96)
    ap.add_argument("--depth", type=int, default=4)
    ap.add_argument("--rows", default="[5000,1000,2500,2500,50,50]")
    ap.add_argument("--dropout", type=float, default=0.1)
    ap.add_argument("--rate", type=float, default=0.0015)
    ap.add_argument("--warmup", type=int, default=100)
    ap.add_argument("--titles", type=Path, default=Path(__file__).parent / "titles.txt")
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    text = CONFIG.format(
        width=args.width,
        depth=args.depth,
        rows=args.rows,
        dropout=args.dropout,
        steps=args.steps,
        # The rate ends a little above nought, so that the last steps still teach.
        total=args.steps + args.steps // 20,
        rate=args.rate,
        titles=args.titles,
        warmup=args.warmup,
        every=args.every,
        batch=1500 if args.start else 300,
    )
    config = spacy.util.load_config_from_str(text)
    if args.start:
        for name in config["nlp"]["pipeline"]:
            config["components"][name] = {"source": str(args.start)}
    filled = spacy.util.load_model_from_config(config, auto_fill=True).config
    # Filling in the defaults turns a reference to trained components into fresh ones: put it back.
    filled["components"].update(spacy.util.get_sourced_components(config))
    filled.to_disk(args.out / "config.cfg")
    train(
        args.out / "config.cfg",
        args.out,
        overrides={
            "paths.train": str(args.data / "train.spacy"),
            "paths.dev": str(args.data / "dev.spacy"),
            "paths.teacher": args.teacher,
        },
    )


if __name__ == "__main__":
    main()
