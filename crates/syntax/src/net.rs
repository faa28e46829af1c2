//! The network's layers. Matrices are rows of `f32`, a token a row.

use crate::format::{File, LoadError, Tok2VecShape};
use crate::gemm::{LANES, Weights, for_wide_registers, greatest};
use crate::strings::row_keys;
use std::ops::Range;

/// A layer `x·w + b`.
#[derive(Debug)]
pub(crate) struct Linear {
    w: Weights<3>,
    b: Box<[f32]>,
}

impl Linear {
    pub(crate) fn load(
        file: &File,
        name: &str,
        outputs: usize,
        inputs: usize,
    ) -> Result<Self, LoadError> {
        let w = file.tensor(&format!("{name}.W"), &[outputs, inputs])?;
        let b = file.tensor(&format!("{name}.b"), &[w.shape[0]])?;
        let (outputs, inputs) = (w.shape[0], w.shape[1]);
        if inputs == 0 || outputs == 0 {
            return Err(LoadError::new(format!("{name} is empty")));
        }
        Ok(Linear {
            w: Weights::new(inputs, outputs, |i, j| w.values[j * inputs + i]),
            b: b.values.into(),
        })
    }

    pub(crate) fn outputs(&self) -> usize {
        self.b.len()
    }

    /// What comes out is the beginning of `out`, a row for each of `x`.
    pub(crate) fn apply(&self, rows: usize, x: &[f32], out: &mut Vec<f32>) {
        let n = self.outputs();
        let out = space(out, rows * n);
        self.w.multiply(rows, x, self.w.inner(), out);
        for row in out.chunks_exact_mut(n) {
            for (o, b) in row.iter_mut().zip(&self.b) {
                *o += b;
            }
        }
    }
}

/// The beginning of a buffer, which grows where it must. What stands in it is left from before: clearing it would cost as
/// much as a layer.
fn space(buffer: &mut Vec<f32>, numbers: usize) -> &mut [f32] {
    if buffer.len() < numbers {
        buffer.resize(numbers, 0.0);
    }
    &mut buffer[..numbers]
}

/// Most pieces that a maxout layer may have.
const PIECES: usize = 3;

/// A maxout layer with layer normalisation: of several candidates for each output the greatest
/// counts, and the outputs are scaled to mean 0 and variance 1, then by `gain` and `shift`.
#[derive(Debug)]
pub(crate) struct Maxout {
    /// Inputs × columns.
    w: Weights<PIECES>,
    rest: Rest,
}

/// What follows on a layer's product. The product's columns are, for each [`LANES`] outputs, their first
/// pieces, then their second and so on; `bias` likewise.
#[derive(Debug)]
struct Rest {
    bias: Box<[f32]>,
    gain: Box<[f32]>,
    shift: Box<[f32]>,
}

impl Rest {
    /// The rest of a layer, and its weights: by input and column.
    fn load(
        file: &File,
        name: &str,
        layer: usize,
        outputs: usize,
        inputs: usize,
    ) -> Result<(Self, impl Fn(usize, usize) -> f32 + use<>), LoadError> {
        let w = file.tensor(&format!("{name}.maxout{layer}.W"), &[outputs, 0, inputs])?;
        let pieces = w.shape[1];
        let b = file.tensor(&format!("{name}.maxout{layer}.b"), &[outputs, pieces])?;
        let gain = file.tensor(&format!("{name}.norm{layer}.G"), &[outputs])?;
        let shift = file.tensor(&format!("{name}.norm{layer}.b"), &[outputs])?;
        if outputs == 0 || inputs == 0 || pieces == 0 {
            return Err(LoadError::new(format!("{name} is empty")));
        }
        if !outputs.is_multiple_of(LANES) || pieces > PIECES {
            return Err(LoadError::new(format!(
                "{name} has {outputs} outputs of {pieces} pieces"
            )));
        }
        // A layer with fewer pieces has some that never win.
        let unit = move |j: usize| {
            let piece = j / LANES % PIECES;
            let output = j / (LANES * PIECES) * LANES + j % LANES;
            (piece < pieces).then_some(output * pieces + piece)
        };
        let bias =
            (0..outputs * PIECES).map(|j| unit(j).map_or(f32::NEG_INFINITY, |u| b.values[u]));
        let rest = Rest {
            bias: bias.collect(),
            gain: gain.values.into(),
            shift: shift.values.into(),
        };
        let at = move |i: usize, j: usize| unit(j).map_or(0.0, |u| w.values[u * inputs + i]);
        Ok((rest, at))
    }
}

impl Maxout {
    fn load(
        file: &File,
        name: &str,
        layer: usize,
        outputs: usize,
        inputs: usize,
    ) -> Result<Self, LoadError> {
        let (rest, at) = Rest::load(file, name, layer, outputs, inputs)?;
        Ok(Maxout {
            w: Weights::new(inputs, rest.bias.len(), at),
            rest,
        })
    }

    /// `x` has `rows` rows, `stride` apart; what comes out goes to `out`, or is added to it.
    fn apply(
        &self,
        rows: usize,
        x: &[f32],
        stride: usize,
        buffers: &mut Units,
        out: &mut [f32],
        add: bool,
    ) {
        let Units { units, best } = buffers;
        let Rest { bias, gain, shift } = &self.rest;
        let best = space(best, rows * gain.len());
        self.w.greatest(rows, x, stride, bias, units, best);
        normalise(best, gain, shift, out, add);
    }
}

for_wide_registers! {
    /// Scales rows to mean 0 and variance 1, then by `gain` and `shift`; sets or adds to those of `out`.
    fn normalise(rows: &mut [f32], gain: &[f32], shift: &[f32], out: &mut [f32], add: bool) {
        let n = gain.len();
        for (row, out) in rows.chunks_exact_mut(n).zip(out.chunks_exact_mut(n)) {
            let mean = sum(row, |v| v) / n as f32;
            for v in row.iter_mut() {
                *v -= mean;
            }
            let variance = sum(row, |v| v * v) / n as f32 + 1e-8;
            let scale = 1.0 / variance.sqrt();
            for (((o, v), g), s) in out.iter_mut().zip(&*row).zip(gain).zip(shift) {
                let y = v * scale * g + s;
                *o = if add { *o + y } else { y };
            }
        }
    }
}

/// A sum in as many lanes as a register has.
#[inline(always)]
fn sum(x: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0f32; LANES];
    let (chunks, rest) = x.as_chunks::<LANES>();
    for c in chunks {
        for (l, v) in lanes.iter_mut().zip(c) {
            *l += of(*v);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|v| of(*v)).sum::<f32>()
}

for_wide_registers! {
    /// The first layer, of which each word type's products with the weights of the window's three
    /// places are known: they need only be added. `kinds` are the types of the rows, with one before
    /// and one behind.
    fn add_window(
        kinds: &[u32],
        products: &[f32],
        bias: &[f32],
        outputs: usize,
        best: &mut [f32],
    ) {
        let n = bias.len();
        let (bias, _) = bias.as_chunks::<LANES>();
        let place = |kind: u32, place: usize| {
            let from = (kind as usize * 3 + place) * n;
            products[from..from + n].as_chunks::<LANES>().0
        };
        for (w, best) in kinds.windows(3).zip(best.chunks_exact_mut(outputs)) {
            let (a, b, c) = (place(w[0], 0), place(w[1], 1), place(w[2], 2));
            let (best, _) = best.as_chunks_mut::<LANES>();
            for (block, best) in best.iter_mut().enumerate() {
                let mut sums = [[0f32; LANES]; PIECES];
                for (p, sums) in sums.iter_mut().enumerate() {
                    let at = block * PIECES + p;
                    let (a, b, c) = (&a[at], &b[at], &c[at]);
                    for l in 0..LANES {
                        sums[l] = a[l] + b[l] + c[l];
                    }
                }
                greatest(&sums, &bias[block * PIECES..(block + 1) * PIECES], best);
            }
        }
    }
}

/// What a hash embedding looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    Norm,
    Prefix,
    Suffix,
    Shape,
    Spacy,
    IsSpace,
    Orth,
    Lower,
}

impl Feature {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "NORM" => Feature::Norm,
            "PREFIX" => Feature::Prefix,
            "SUFFIX" => Feature::Suffix,
            "SHAPE" => Feature::Shape,
            "SPACY" => Feature::Spacy,
            "IS_SPACE" => Feature::IsSpace,
            "ORTH" => Feature::Orth,
            "LOWER" => Feature::Lower,
            _ => return None,
        })
    }
}

/// The numbers of a word's features, in the order of [`Feature`].
pub(crate) type Features = [u64; 8];

#[derive(Debug)]
struct HashEmbed {
    feature: Feature,
    seed: u32,
    table: Box<[f32]>,
}

/// Words in context as vectors: hash embeddings (and, in some pipelines, word vectors) mixed by a
/// maxout layer, then layers that each look one token to either side.
#[derive(Debug)]
pub(crate) struct Tok2Vec {
    embeds: Box<[HashEmbed]>,
    /// Turns a word vector into one more embedding: vector's width × width.
    vectors: Option<Weights<3>>,
    mix: Maxout,
    /// The first layer's weights of the window's three places, side by side: width × (3 × columns).
    places: Weights<3>,
    first: Rest,
    /// The layers above it.
    layers: Box<[Maxout]>,
    pub(crate) width: usize,
}

/// Word vectors by the number of the word.
#[derive(Debug)]
pub(crate) struct Vectors {
    keys: Box<[u64]>,
    rows: Box<[u32]>,
    table: Box<[f32]>,
    width: usize,
}

impl Vectors {
    pub(crate) fn load(file: &File) -> Result<Option<Self>, LoadError> {
        let Some((keys, rows)) = file.header.vector_rows else {
            return Ok(None);
        };
        let table = file.tensor("vectors", &[0, 0])?;
        let keys: Box<[u64]> = file
            .blob(keys)?
            .chunks_exact(8)
            .map(|b| b.iter().rev().fold(0, |k, b| k << 8 | u64::from(*b)))
            .collect();
        let rows: Box<[u32]> = file
            .blob(rows)?
            .chunks_exact(4)
            .map(|b| b.iter().rev().fold(0, |k, b| k << 8 | u32::from(*b)))
            .collect();
        if keys.len() != rows.len() || rows.iter().any(|r| *r as usize >= table.shape[0]) {
            return Err(LoadError::new("word vectors without rows"));
        }
        Ok(Some(Vectors {
            keys,
            rows,
            width: table.shape[1],
            table: table.values.into(),
        }))
    }

    fn get(&self, word: u64) -> Option<&[f32]> {
        let row = self.rows[self.keys.binary_search(&word).ok()?] as usize;
        Some(&self.table[row * self.width..(row + 1) * self.width])
    }
}

/// Space for intermediate results, kept from one call to the next.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    units: Units,
    mixed: Vec<f32>,
    x: Vec<f32>,
}

#[derive(Debug, Default)]
struct Units {
    units: Vec<f32>,
    best: Vec<f32>,
}

/// What is known of word types, a row each: the first is padding, all zeros.
#[derive(Debug, Default)]
pub(crate) struct Embeddings {
    rows: Vec<f32>,
    /// The products with the first layer's weights of each place of the window.
    products: Vec<f32>,
}

impl Embeddings {
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        self.products.clear();
    }
}

impl Tok2Vec {
    pub(crate) fn load(
        file: &File,
        shape: &Tok2VecShape,
        vectors: Option<&Vectors>,
    ) -> Result<Self, LoadError> {
        let name = &shape.name;
        let mut embeds = Vec::new();
        let mut width = 0;
        for (i, (feature, seed)) in shape.embeds.iter().enumerate() {
            let feature = Feature::of(feature)
                .ok_or_else(|| LoadError::new(format!("an embedding of {feature}")))?;
            let table = file.tensor(&format!("{name}.embed{i}"), &[0, width])?;
            width = table.shape[1];
            if table.values.is_empty() {
                return Err(LoadError::new(format!("{name}.embed{i} is empty")));
            }
            embeds.push(HashEmbed {
                feature,
                seed: *seed,
                table: table.values.into(),
            });
        }
        let reduce = if shape.vectors {
            let vectors = vectors.ok_or_else(|| LoadError::new("no word vectors"))?;
            let inner = vectors.width;
            let w = file.tensor(&format!("{name}.static.W"), &[width, inner])?;
            Some(Weights::new(inner, width, |i, j| w.values[j * inner + i]))
        } else {
            None
        };
        let inputs = width * (embeds.len() + usize::from(reduce.is_some()));
        let (first, at) = Rest::load(file, name, 1, width, 3 * width)?;
        let columns = first.bias.len();
        Ok(Tok2Vec {
            mix: Maxout::load(file, name, 0, width, inputs)?,
            places: Weights::new(width, 3 * columns, |i, j| {
                at(j / columns * width + i, j % columns)
            }),
            first,
            layers: (2..=shape.depth)
                .map(|i| Maxout::load(file, name, i, width, 3 * width))
                .collect::<Result<_, _>>()?,
            embeds: embeds.into(),
            vectors: reduce,
            width,
        })
    }

    /// Appends what is to be known of word types to `out`.
    pub(crate) fn embed(
        &self,
        words: &[Features],
        vectors: Option<&Vectors>,
        buffers: &mut Buffers,
        out: &mut Embeddings,
    ) {
        let w = self.width;
        let wide = self.places.columns();
        if out.rows.is_empty() {
            out.rows.resize(w, 0.0);
            out.products.resize(wide, 0.0);
        }
        let inputs = self.mix.w.inner();
        let Buffers { units, mixed, x } = buffers;
        x.clear();
        x.resize(words.len() * inputs, 0.0);
        for (features, row) in words.iter().zip(x.chunks_exact_mut(inputs)) {
            for (embed, part) in self.embeds.iter().zip(row.chunks_exact_mut(w)) {
                let rows = embed.table.len() / w;
                for key in row_keys(features[embed.feature as usize], embed.seed) {
                    let from = key as usize % rows * w;
                    for (p, e) in part.iter_mut().zip(&embed.table[from..from + w]) {
                        *p += e;
                    }
                }
            }
            if let (Some(reduce), Some(vectors)) = (&self.vectors, vectors)
                && let Some(vector) = vectors.get(features[Feature::Orth as usize])
            {
                reduce.multiply(1, vector, vectors.width, &mut row[inputs - w..]);
            }
        }
        mixed.resize(words.len() * w, 0.0);
        self.mix.apply(words.len(), x, inputs, units, mixed, false);
        out.rows.extend_from_slice(mixed);
        let from = out.products.len();
        out.products.resize(from + words.len() * wide, 0.0);
        self.places
            .multiply(words.len(), mixed, w, &mut out.products[from..]);
    }

    /// Rows of padding that the layers need before, between and after documents.
    pub(crate) fn padding(&self) -> usize {
        self.layers.len() + 1
    }

    /// Runs the layers over rows of these word types: padding, then the padded documents, then padding.
    /// With the rows of a matrix one after another, a row and its neighbours are one run of numbers, so
    /// that the window costs no copying.
    pub(crate) fn encode(
        &self,
        kinds: &[u32],
        known: &Embeddings,
        x: &mut Vec<f32>,
        buffers: &mut Buffers,
    ) {
        let w = self.width;
        x.clear();
        for &kind in kinds {
            x.extend_from_slice(&known.rows[kind as usize * w..(kind as usize + 1) * w]);
        }
        let rows = kinds.len().saturating_sub(2);
        let Rest { bias, gain, shift } = &self.first;
        let best = space(&mut buffers.units.best, rows * w);
        add_window(kinds, &known.products, bias, w, best);
        normalise(best, gain, shift, &mut x[w..(rows + 1) * w], true);
        for layer in &self.layers {
            let before = &mut buffers.x;
            before.clear();
            before.extend_from_slice(x);
            layer.apply(
                rows,
                before,
                w,
                &mut buffers.units,
                &mut x[w..(rows + 1) * w],
                true,
            );
        }
    }
}

/// Scores a state of the parser or the entity recogniser. The lower layer's product with each token
/// is computed for all tokens beforehand; a state then costs a few sums.
#[derive(Debug)]
pub(crate) struct StateScorer {
    linear: Linear,
    /// Hidden inputs × (features × pieces × hidden).
    lower: Weights<3>,
    lower_bias: Box<[f32]>,
    /// What a feature without a token counts as: features × pieces × hidden.
    padding: Box<[f32]>,
    /// Hidden × moves. All in one panel, as states come one by one.
    upper: Weights<8>,
    upper_bias: Box<[f32]>,
    features: usize,
    hidden: usize,
}

impl StateScorer {
    pub(crate) fn load(
        file: &File,
        name: &str,
        width: usize,
        features: usize,
        moves: usize,
    ) -> Result<Self, LoadError> {
        if !file.has_tensor(&format!("{name}.upper.W")) {
            return Err(LoadError::new(format!("{name} has no upper layer")));
        }
        let linear = Linear::load(file, &format!("{name}.linear"), 0, width)?;
        let inputs = linear.outputs();
        let lower = file.tensor(&format!("{name}.lower.W"), &[features, 0, 0, inputs])?;
        let (hidden, pieces) = (lower.shape[1], lower.shape[2]);
        let bias = file.tensor(&format!("{name}.lower.b"), &[hidden, pieces])?;
        let padding = file.tensor(&format!("{name}.lower.pad"), &[1, features, hidden, pieces])?;
        let upper = file.tensor(&format!("{name}.upper.W"), &[moves, hidden])?;
        let upper_bias = file.tensor(&format!("{name}.upper.b"), &[moves])?;
        if pieces == 0 {
            return Err(LoadError::new(format!("{name} has no pieces")));
        }
        let (unit, n) = (|j: usize| j % hidden * pieces + j / hidden, hidden * pieces);
        let all = features * n;
        let at = |j: usize| j / n * n + unit(j % n);
        Ok(StateScorer {
            lower: Weights::new(inputs, all, |i, j| lower.values[at(j) * inputs + i]),
            lower_bias: (0..n).map(|j| bias.values[unit(j)]).collect(),
            padding: (0..all).map(|j| padding.values[at(j)]).collect(),
            linear,
            upper: Weights::new(hidden, moves, |i, j| upper.values[j * hidden + i]),
            upper_bias: upper_bias.values.into(),
            features,
            hidden,
        })
    }

    /// The products of tokens with the lower layer, `features × pieces × hidden` a token: the beginning of `out`.
    pub(crate) fn prepare(
        &self,
        rows: usize,
        x: &[f32],
        buffers: &mut Buffers,
        out: &mut Vec<f32>,
    ) {
        let hidden = &mut buffers.units.units;
        self.linear.apply(rows, x, hidden);
        let out = space(out, rows * self.lower.columns());
        self.lower
            .multiply(rows, hidden, self.linear.outputs(), out);
    }

    pub(crate) fn row_width(&self) -> usize {
        self.padding.len()
    }

    /// The score of each move. `tokens` are the state's tokens (-1: none), `prepared` the document's
    /// rows of [`prepare`](Self::prepare).
    pub(crate) fn score(&self, prepared: &[f32], tokens: &[i32], scores: &mut Scores) {
        debug_assert_eq!(tokens.len(), self.features);
        let Scores { units, moves } = scores;
        units.clear();
        units.extend_from_slice(&self.lower_bias);
        add_tokens(units, prepared, &self.padding, tokens, self.hidden);
        moves.resize(self.upper_bias.len(), 0.0);
        self.upper.multiply(1, units, self.hidden, moves);
        for (m, b) in moves.iter_mut().zip(&self.upper_bias) {
            *m += b;
        }
    }
}

for_wide_registers! {
    /// Adds up the rows of a state's tokens in `units`, and puts the greatest piece of each output first.
    fn add_tokens(units: &mut [f32], prepared: &[f32], padding: &[f32], tokens: &[i32], hidden: usize) {
        let n = units.len();
        for (f, token) in tokens.iter().enumerate() {
            let (rows, from) = match usize::try_from(*token) {
                Ok(t) => (prepared, t * padding.len() + f * n),
                Err(_) => (padding, f * n),
            };
            for (u, r) in units.iter_mut().zip(&rows[from..from + n]) {
                *u += r;
            }
        }
        let (best, rest) = units.split_at_mut(hidden);
        for piece in rest.chunks_exact(hidden) {
            for (a, b) in best.iter_mut().zip(piece) {
                *a = if *b > *a { *b } else { *a };
            }
        }
    }
}

/// Space for the scores of a state.
#[derive(Debug, Default)]
pub(crate) struct Scores {
    units: Vec<f32>,
    /// A score a move.
    pub(crate) moves: Vec<f32>,
}

/// Where moves of one kind stand in a row: runs of the list, in order.
pub(crate) fn runs<K: PartialEq>(kinds: impl Iterator<Item = K>) -> Box<[(K, Range<usize>)]> {
    let mut runs: Vec<(K, Range<usize>)> = Vec::new();
    for (i, kind) in kinds.enumerate() {
        match runs.last_mut() {
            Some((last, run)) if *last == kind => run.end = i + 1,
            _ => runs.push((kind, i..i + 1)),
        }
    }
    runs.into()
}

/// The first of the greatest scores of those runs that are valid, by its number.
pub(crate) fn best_move<K: Copy>(
    scores: &[f32],
    runs: &[(K, Range<usize>)],
    valid: impl Fn(K) -> bool,
) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    for (_, run) in runs.iter().filter(|(kind, _)| valid(*kind)) {
        let scores = &scores[run.clone()];
        let greatest = greatest_of(scores);
        if best.is_none_or(|(s, _)| greatest > s) {
            best = Some((greatest, run.start + first_of(scores, greatest)));
        }
    }
    best.map(|(_, i)| i)
}

/// The number of the first of the greatest scores; 0 where there are none.
pub(crate) fn best_of(scores: &[f32]) -> usize {
    first_of(scores, greatest_of(scores))
}

fn first_of(scores: &[f32], greatest: f32) -> usize {
    scores.iter().position(|s| *s == greatest).unwrap_or(0)
}

fn greatest_of(scores: &[f32]) -> f32 {
    let mut greatest = f32::NEG_INFINITY;
    raise(scores, &mut greatest);
    greatest
}

for_wide_registers! {
    /// Raises a score to the greatest of these.
    fn raise(scores: &[f32], greatest: &mut f32) {
        let mut lanes = [*greatest; LANES];
        let (chunks, rest) = scores.as_chunks::<LANES>();
        for c in chunks {
            for (l, s) in lanes.iter_mut().zip(c) {
                *l = if *s > *l { *s } else { *l };
            }
        }
        for s in lanes.iter().chain(rest) {
            *greatest = greatest.max(*s);
        }
    }
}
