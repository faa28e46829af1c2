//! The pipeline: from text to [`Parsed`], a batch of documents at a time.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::chars::{CharSet, Pattern, Sets};
use crate::format::{File, LoadError};
use crate::label::Label;
use crate::ner::{self, Recogniser};
use crate::net::{
    Buffers, Embeddings, Features, Linear, Scores, StateScorer, Tok2Vec, Vectors, best_of,
};
use crate::parser::{self, Parser, State, Tree};
use crate::rules::{Lemma, Lemmatizer, Ruler, View};
use crate::strings::{Lexicon, murmur64a, prefix, suffix};
use crate::tokenizer::{Piece, Tokenizer};
use crate::{Entity, Parsed, Token};

/// Tokens that are read together: enough to keep the matrix products busy, few enough for the cache.
const BATCH: usize = 384;

/// Tokens of the longest document that is read as a whole. A longer one is read in parts, each from a
/// sentence start that the part before found.
const LONGEST: usize = 4096;

/// Word types whose embeddings are kept.
const KEPT_TYPES: usize = 8192;

/// A pipeline of tokenizer, tagger, parser, lemmatizer and entity recogniser. Immutable: threads share
/// one.
pub struct Pipeline {
    name: String,
    sets: Sets,
    tokenizer: Tokenizer,
    lexicon: Lexicon,
    vectors: Option<Vectors>,
    tok2vecs: Vec<Tok2Vec>,
    tagger: Option<Tagger>,
    parser: Option<Parser>,
    recogniser: Option<Recogniser>,
    no_start_after: FxHashSet<Box<str>>,
    ruler: Ruler,
    lemmatizer: Lemmatizer,
    /// Working space of calls that are over, for calls to come.
    spare: Mutex<Vec<Workspace>>,
}

struct Tagger {
    output: Linear,
    tok2vec: usize,
    labels: Box<[Label]>,
}

/// What is known of a word type (a form, a norm set by the tokenizer, a space after it or not).
#[derive(Debug)]
struct Type {
    /// Number of the form.
    word: u64,
    /// The form in lower case.
    form: Arc<str>,
    /// [`Ruler::word`] of the form in lower case.
    lower: u32,
    is_space: bool,
    /// Whether no sentence may start after it.
    no_start_after: bool,
}

/// Buffers and caches of one thread's work. What they hold changes how fast an answer comes, never
/// the answer.
#[derive(Default)]
struct Workspace {
    buffers: Buffers,
    pieces: Vec<Piece>,
    docs: Vec<Range<usize>>,
    /// The type of each piece, in `known`.
    types: Vec<u32>,
    numbers: FxHashMap<(u64, u32), u32>,
    known: Vec<Type>,
    /// For each tok2vec, the embeddings of `known`, behind those of padding.
    embeddings: Vec<Embeddings>,
    lemmas: FxHashMap<(u64, Option<Label>, bool), Lemma>,
    rows: Vec<usize>,
    kinds: Vec<u32>,
    encoded: Vec<Vec<f32>>,
    tag_scores: Vec<f32>,
    tags: Vec<Label>,
    parser_rows: Vec<f32>,
    ner_rows: Vec<f32>,
    is_space: Vec<bool>,
    no_start: Vec<bool>,
    state: State,
    scores: Scores,
    tree: Tree,
    entities: Vec<(Range<usize>, Label)>,
}

/// What has been read so far.
#[derive(Default)]
struct Output {
    tokens: Vec<Token>,
    sentences: Vec<Range<usize>>,
    entities: Vec<Entity>,
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Pipeline {
    /// Reads a model file, as `training/export.py` writes it.
    ///
    /// # Errors
    ///
    /// If the bytes are no such file, or one whose parts do not fit together.
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        let mut file = File::read(bytes)?;
        let h = &mut file.header;
        let sets: Sets = h.sets.iter().map(|s| CharSet::new(s)).collect();
        let chars = [h.chars.alpha, h.chars.digit, h.chars.space];
        if chars
            .iter()
            .chain(&h.tokenizer.url)
            .any(|s| usize::from(*s) >= sets.len())
        {
            return Err(LoadError::new("a character set is missing"));
        }
        let name = std::mem::take(&mut h.name);
        let rules = &mut h.tokenizer;
        let pattern = |alternatives| {
            Pattern::new(&sets, alternatives)
                .ok_or_else(|| LoadError::new("a pattern without its sets"))
        };
        let (prefix, suffix, infix) = (
            pattern(std::mem::take(&mut rules.prefix))?,
            pattern(std::mem::take(&mut rules.suffix))?,
            pattern(std::mem::take(&mut rules.infix))?,
        );
        let mut norms: Vec<Box<str>> = Vec::new();
        let mut norm_numbers: FxHashMap<String, u16> = FxHashMap::default();
        let mut exceptions = FxHashMap::default();
        for (text, parts) in std::mem::take(&mut rules.exceptions) {
            if parts.iter().map(|p| p.0.as_str()).collect::<String>() != *text
                || parts.iter().any(|p| p.0.is_empty())
            {
                return Err(LoadError::new(format!("the exception {text:?}")));
            }
            let parts = parts
                .into_iter()
                .map(|(part, norm)| {
                    let norm = (!norm.is_empty()).then(|| {
                        *norm_numbers.entry(norm).or_insert_with_key(|n| {
                            norms.push(n.as_str().into());
                            (norms.len() - 1) as u16
                        })
                    });
                    (part.len(), norm)
                })
                .collect();
            exceptions.insert(text, parts);
        }
        let tokenizer = Tokenizer::new(
            &sets,
            prefix,
            suffix,
            infix,
            rules.url,
            exceptions,
            norms.into(),
            chars[2],
            rules.faster_heuristics,
        );
        let lexicon = Lexicon {
            symbols: std::mem::take(&mut h.symbols).into_iter().collect(),
            norms: std::mem::take(&mut h.norms).into_iter().collect(),
            alpha: chars[0],
            digit: chars[1],
            space: chars[2],
        };
        let ruler = Ruler::new(&h.attribute_ruler)?;
        let no_start_after = std::mem::take(&mut h.no_start_after).into_iter().collect();
        let lemma_tables = std::mem::take(&mut h.lemmatizer);
        let lemmatizer = Lemmatizer::load(&file, lemma_tables)?;
        let h = &file.header;
        let vectors = Vectors::load(&file)?;
        let tok2vecs = h
            .tok2vecs
            .iter()
            .map(|t| Tok2Vec::load(&file, t, vectors.as_ref()))
            .collect::<Result<Vec<_>, _>>()?;
        let width = |tok2vec: usize| {
            tok2vecs
                .get(tok2vec)
                .map(|t| t.width)
                .ok_or_else(|| LoadError::new("a component without tok2vec"))
        };
        let tagger = match &h.tagger {
            None => None,
            Some(t) => Some(Tagger {
                output: Linear::load(&file, "tagger.output", t.labels.len(), width(t.tok2vec)?)?,
                tok2vec: t.tok2vec,
                labels: t.labels.iter().map(|l| Label::new(l)).collect(),
            }),
        };
        let parser = match &h.parser {
            None => None,
            Some(p) => {
                let (moves, labels) = parser::read_moves(&p.moves)
                    .ok_or_else(|| LoadError::new("an unknown move"))?;
                let scorer = StateScorer::load(
                    &file,
                    "parser",
                    width(p.tok2vec)?,
                    parser::FEATURES,
                    moves.len(),
                )?;
                Some(Parser::new(scorer, p.tok2vec, moves, &labels))
            }
        };
        let recogniser = match &h.ner {
            None => None,
            Some(p) => {
                let moves =
                    ner::read_moves(&p.moves).ok_or_else(|| LoadError::new("an unknown move"))?;
                let scorer =
                    StateScorer::load(&file, "ner", width(p.tok2vec)?, ner::FEATURES, moves.len())?;
                Some(Recogniser::new(scorer, p.tok2vec, moves))
            }
        };
        Ok(Pipeline {
            name,
            sets,
            tokenizer,
            lexicon,
            vectors,
            tok2vecs,
            tagger,
            parser,
            recogniser,
            no_start_after,
            ruler,
            lemmatizer,
            spare: Mutex::default(),
        })
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads a text as one document.
    pub fn parse(&self, text: &str) -> Parsed {
        self.parse_blocks(text, std::slice::from_ref(&(0..text.len())))
    }

    /// Reads parts of a text, a paragraph each, as documents of their own, so that no sentence and no
    /// entity goes from one into the next. Offsets are into the whole text; what lies outside of the
    /// blocks has no tokens. Blocks are byte ranges in order; what of one lies before the end of the
    /// one before, outside of the text or within a character is left out.
    pub fn parse_blocks(&self, text: &str, blocks: &[Range<usize>]) -> Parsed {
        let mut work = self
            .spare
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
            .unwrap_or_default();
        let mut out = Output::default();
        let mut done = 0;
        for block in blocks {
            let start = text.ceil_char_boundary(block.start.max(done));
            let end = text.floor_char_boundary(block.end);
            if start < end {
                self.read_block(&text[..end], start, &mut work, &mut out);
                done = end;
            }
        }
        self.flush(text, &mut work, &mut out);
        self.spare
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(work);
        Parsed::new(out.tokens, out.sentences, out.entities)
    }

    /// Reads the block from `start` to the end of `text`: puts it in the batch, or, if it is long,
    /// reads it part by part.
    fn read_block(&self, text: &str, start: usize, work: &mut Workspace, out: &mut Output) {
        let first = work.pieces.len();
        let mut at = self
            .tokenizer
            .tokenize(&self.sets, text, start, LONGEST, &mut work.pieces);
        if work.pieces.len() - first > LONGEST || at < text.len() {
            // Not with what waits: its turn comes first.
            let mut long = work.pieces.split_off(first);
            self.flush(text, work, out);
            let mut done = 0;
            loop {
                if long.len() - done <= LONGEST {
                    if at == text.len() {
                        break;
                    }
                    long.drain(..done);
                    done = 0;
                    at = self
                        .tokenizer
                        .tokenize(&self.sets, text, at, LONGEST, &mut long);
                    continue;
                }
                work.pieces.clear();
                work.pieces.extend_from_slice(&long[done..done + LONGEST]);
                work.docs.clear();
                work.docs.push(0..LONGEST);
                self.encode(text, work);
                done += self.read_doc(text, work, 0, out, true);
            }
            work.pieces.clear();
            work.pieces.extend_from_slice(&long[done..]);
            work.docs.clear();
            work.docs.push(0..work.pieces.len());
        } else if work.pieces.len() > first {
            work.docs.push(first..work.pieces.len());
        }
        if work.pieces.len() >= BATCH {
            self.flush(text, work, out);
        }
    }

    /// Reads the documents that wait.
    fn flush(&self, text: &str, work: &mut Workspace, out: &mut Output) {
        if !work.pieces.is_empty() {
            self.encode(text, work);
            for doc in 0..work.docs.len() {
                self.read_doc(text, work, doc, out, false);
            }
        }
        work.pieces.clear();
        work.docs.clear();
    }

    /// Finds the word types of the batch, and runs the layers that work on all tokens at once.
    fn encode(&self, text: &str, work: &mut Workspace) {
        self.find_types(text, work);
        let n = work.pieces.len();
        work.encoded.resize_with(self.tok2vecs.len(), Vec::new);
        let padding = self
            .tok2vecs
            .iter()
            .map(Tok2Vec::padding)
            .max()
            .unwrap_or(0);
        // Before each document and behind the last, padding; the layers leave the outermost rows alone.
        work.rows.clear();
        work.kinds.clear();
        work.kinds.push(0);
        for doc in &work.docs {
            work.kinds.resize(work.kinds.len() + padding, 0);
            work.rows.push(work.kinds.len());
            work.kinds
                .extend(work.types[doc.clone()].iter().map(|t| t + 1));
        }
        work.kinds.resize(work.kinds.len() + padding + 1, 0);
        for ((tok2vec, x), embeddings) in self
            .tok2vecs
            .iter()
            .zip(&mut work.encoded)
            .zip(&work.embeddings)
        {
            let w = tok2vec.width;
            tok2vec.encode(&work.kinds, embeddings, x, &mut work.buffers);
            // Close the gaps: a row a token.
            let mut to = 0;
            for (doc, row) in work.docs.iter().zip(&work.rows) {
                x.copy_within(row * w..(row + doc.len()) * w, to);
                to += doc.len() * w;
            }
            x.truncate(n * w);
        }
        work.tags.clear();
        match &self.tagger {
            None => work.tags.resize(n, Label::new("")),
            Some(tagger) => {
                tagger
                    .output
                    .apply(n, &work.encoded[tagger.tok2vec], &mut work.tag_scores);
                let labels = &tagger.labels;
                let rows = work.tag_scores.chunks_exact(labels.len()).take(n);
                work.tags.extend(rows.map(|scores| labels[best_of(scores)]));
            }
        }
        if let Some(p) = &self.parser {
            p.scorer().prepare(
                n,
                &work.encoded[p.tok2vec],
                &mut work.buffers,
                &mut work.parser_rows,
            );
        }
        if let Some(r) = &self.recogniser {
            r.scorer().prepare(
                n,
                &work.encoded[r.tok2vec],
                &mut work.buffers,
                &mut work.ner_rows,
            );
        }
    }

    /// The types of the batch's pieces, with embeddings for those not met before.
    fn find_types(&self, text: &str, work: &mut Workspace) {
        if work.known.len() > KEPT_TYPES {
            work.numbers.clear();
            work.known.clear();
            work.lemmas.clear();
            work.embeddings.iter_mut().for_each(Embeddings::clear);
        }
        work.embeddings
            .resize_with(self.tok2vecs.len(), Embeddings::default);
        work.types.clear();
        work.is_space.clear();
        work.no_start.clear();
        let mut new: Vec<Features> = Vec::new();
        for piece in &work.pieces {
            let form = &text[piece.start..piece.end];
            let hash = murmur64a(form.as_bytes());
            let how = piece.norm.map_or(0, |n| u32::from(n) + 1) << 1 | u32::from(piece.spaced);
            let next = work.known.len() as u32;
            let number = *work.numbers.entry((hash, how)).or_insert(next);
            if number == next {
                let lower = form.to_lowercase();
                let is_space = self.lexicon.is_space(&self.sets, form);
                let norm = match piece.norm {
                    Some(n) => self.lexicon.id(&self.tokenizer.norms[usize::from(n)]),
                    None => self.lexicon.norm_id(form, &lower),
                };
                let id = |s| self.lexicon.id(s);
                new.push([
                    norm,
                    id(prefix(form)),
                    id(suffix(form)),
                    id(&self.lexicon.shape(&self.sets, form)),
                    u64::from(piece.spaced),
                    u64::from(is_space),
                    id(form),
                    id(&lower),
                ]);
                work.known.push(Type {
                    word: hash,
                    lower: self.ruler.word(&lower),
                    form: lower.into(),
                    is_space,
                    no_start_after: self.no_start_after.contains(form),
                });
            }
            let before = work
                .types
                .last()
                .is_some_and(|t| work.known[*t as usize].no_start_after);
            work.no_start.push(before);
            work.types.push(number);
            work.is_space.push(work.known[number as usize].is_space);
        }
        if !new.is_empty() {
            for (tok2vec, embeddings) in self.tok2vecs.iter().zip(&mut work.embeddings) {
                tok2vec.embed(&new, self.vectors.as_ref(), &mut work.buffers, embeddings);
            }
        }
    }

    /// Parses one document of the batch and appends it to `out`: all of it, or, if it is a `part`, the
    /// tokens before the last sentence start. Returns the number of tokens appended.
    fn read_doc(
        &self,
        text: &str,
        work: &mut Workspace,
        doc: usize,
        out: &mut Output,
        part: bool,
    ) -> usize {
        let range = work.docs[doc].clone();
        let n = range.len();
        let is_space = &work.is_space[range.clone()];
        let tree = &mut work.tree;
        let rows = |all: &[f32], width: usize| -> Range<usize> {
            debug_assert!(all.len() >= range.end * width);
            range.start * width..range.end * width
        };
        match &self.parser {
            Some(p) => {
                let rows = rows(&work.parser_rows, p.scorer().row_width());
                p.parse(
                    &work.parser_rows[rows],
                    is_space,
                    &work.no_start[range.clone()],
                    &mut work.state,
                    &mut work.scores,
                    tree,
                );
            }
            None => tree.reset(n),
        }
        let mut keep = n;
        if part {
            // A cut in the latter half only, so that there is progress.
            keep = (n / 2..n)
                .rev()
                .find(|i| tree.starts[*i])
                .unwrap_or(n)
                .max(1);
        }
        work.entities.clear();
        if let Some(r) = &self.recogniser {
            let rows = rows(&work.ner_rows, r.scorer().row_width());
            r.recognise(
                &work.ner_rows[rows],
                &tree.starts,
                is_space,
                &mut work.scores,
                &mut work.entities,
            );
        }
        let base = out.tokens.len();
        let pieces = &work.pieces[range.clone()];
        let types = &work.types[range.clone()];
        let views: Vec<View> = pieces
            .iter()
            .enumerate()
            .map(|(i, p)| View {
                text: &text[p.start..p.end],
                tag: work.tags[range.start + i],
                dep: tree.labels[i],
                lower: work.known[types[i] as usize].lower,
                is_space: is_space[i],
            })
            .collect();
        out.tokens.reserve(keep);
        for (i, piece) in pieces[..keep].iter().enumerate() {
            let outcome = self.ruler.apply(&views, i);
            let known = &work.known[types[i] as usize];
            let lemma = match outcome.lemma {
                Some(lemma) => lemma,
                None => {
                    let base_form = outcome.is_base_form();
                    let key = (known.word, outcome.pos, base_form);
                    work.lemmas.entry(key).or_insert_with(|| {
                        let word = views[i].text;
                        let lemmatizer = &self.lemmatizer;
                        Lemma::new(&lemmatizer.lemma(
                            &self.lexicon,
                            &self.sets,
                            word,
                            outcome.pos,
                            base_form,
                        ))
                    })
                }
            };
            // A head beyond a cut is in a sentence that is yet to be read again.
            let head = if tree.heads[i] < keep {
                tree.heads[i]
            } else {
                i
            };
            out.tokens.push(Token {
                start: piece.start,
                end: piece.end,
                tag: outcome.tag,
                lower: known.form.clone(),
                lemma: lemma.form.clone(),
                lower_lemma: lemma.lower.clone(),
                head: base + head,
                dep: outcome.dep,
            });
        }
        let mut start = 0;
        for i in 1..=keep {
            if i == keep || tree.starts[i] {
                out.sentences.push(base + start..base + i);
                start = i;
            }
        }
        out.entities.extend(
            work.entities
                .iter()
                .filter(|(tokens, _)| tokens.end <= keep)
                .map(|(tokens, label)| Entity {
                    tokens: base + tokens.start..base + tokens.end,
                    label: *label,
                }),
        );
        keep
    }
}
