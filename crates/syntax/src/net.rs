//! The network's layers. Matrices are rows of `f32`, a token a row.

use crate::format::{File, LoadError, Tok2VecShape};
use crate::strings::row_keys;

/// `out = a × b`: `a` is `rows` × `inner`, its rows `stride` apart (they may overlap); `b` is
/// `inner` × `columns`; `out` is `rows` × `columns`.
pub(crate) fn multiply(
    rows: usize,
    inner: usize,
    columns: usize,
    a: &[f32],
    stride: usize,
    b: &[f32],
    out: &mut [f32],
) {
    if rows == 0 || columns == 0 {
        return;
    }
    assert!(inner > 0 && a.len() >= (rows - 1) * stride + inner);
    assert!(b.len() >= inner * columns && out.len() >= rows * columns);
    // SAFETY: the assertions above hold every element that these sizes and strides reach within its
    // slice, and `out` is borrowed alone.
    #[allow(unsafe_code)]
    unsafe {
        matrixmultiply::sgemm(
            rows,
            inner,
            columns,
            1.0,
            a.as_ptr(),
            stride as isize,
            1,
            b.as_ptr(),
            columns as isize,
            1,
            0.0,
            out.as_mut_ptr(),
            columns as isize,
            1,
        );
    }
}

/// `(rows, columns)` turned over.
fn transposed(values: &[f32], columns: usize) -> Box<[f32]> {
    let rows = values.len() / columns.max(1);
    (0..values.len())
        .map(|i| values[i % rows * columns + i / rows])
        .collect()
}

/// A layer `x·w + b`.
#[derive(Debug)]
pub(crate) struct Linear {
    /// Inputs × outputs.
    w: Box<[f32]>,
    b: Box<[f32]>,
    inputs: usize,
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
        let inputs = w.shape[1];
        if inputs == 0 || w.shape[0] == 0 {
            return Err(LoadError::new(format!("{name} is empty")));
        }
        Ok(Linear {
            w: transposed(&w.values, inputs),
            b: b.values.into(),
            inputs,
        })
    }

    pub(crate) fn outputs(&self) -> usize {
        self.b.len()
    }

    /// The inputs × outputs weights.
    pub(crate) fn weights(&self) -> &[f32] {
        &self.w
    }

    pub(crate) fn bias(&self) -> &[f32] {
        &self.b
    }

    pub(crate) fn apply(&self, rows: usize, x: &[f32], out: &mut Vec<f32>) {
        let n = self.outputs();
        out.resize(rows * n, 0.0);
        multiply(rows, self.inputs, n, x, self.inputs, &self.w, out);
        for row in out.chunks_exact_mut(n) {
            for (o, b) in row.iter_mut().zip(&self.b) {
                *o += b;
            }
        }
    }
}

/// A maxout layer with layer normalisation: of `pieces` candidates for each output the greatest
/// counts, and the outputs are scaled to mean 0 and variance 1, then by `gain` and `shift`.
#[derive(Debug)]
pub(crate) struct Maxout {
    /// Inputs × (pieces × outputs): a piece's outputs lie together.
    w: Box<[f32]>,
    b: Box<[f32]>,
    gain: Box<[f32]>,
    shift: Box<[f32]>,
    inputs: usize,
    pieces: usize,
}

impl Maxout {
    fn load(
        file: &File,
        name: &str,
        layer: usize,
        outputs: usize,
        inputs: usize,
    ) -> Result<Self, LoadError> {
        let w = file.tensor(&format!("{name}.maxout{layer}.W"), &[outputs, 0, inputs])?;
        let pieces = w.shape[1];
        let b = file.tensor(&format!("{name}.maxout{layer}.b"), &[outputs, pieces])?;
        let gain = file.tensor(&format!("{name}.norm{layer}.G"), &[outputs])?;
        let shift = file.tensor(&format!("{name}.norm{layer}.b"), &[outputs])?;
        if outputs == 0 || inputs == 0 || pieces == 0 {
            return Err(LoadError::new(format!("{name} is empty")));
        }
        let unit = |j: usize| j % outputs * pieces + j / outputs;
        let n = outputs * pieces;
        Ok(Maxout {
            w: (0..inputs * n)
                .map(|i| w.values[unit(i % n) * inputs + i / n])
                .collect(),
            b: (0..n).map(|j| b.values[unit(j)]).collect(),
            gain: gain.values.into(),
            shift: shift.values.into(),
            inputs,
            pieces,
        })
    }

    /// `x` has `rows` rows, `stride` apart; what comes out goes to `each`, row by row.
    fn apply(
        &self,
        rows: usize,
        x: &[f32],
        stride: usize,
        buffer: &mut Vec<f32>,
        out: &mut [f32],
        add: bool,
    ) {
        let outputs = self.gain.len();
        let n = outputs * self.pieces;
        buffer.resize(rows * n, 0.0);
        multiply(rows, self.inputs, n, x, stride, &self.w, buffer);
        for (units, out) in buffer
            .chunks_exact_mut(n)
            .zip(out.chunks_exact_mut(outputs))
        {
            for (u, b) in units.iter_mut().zip(&self.b) {
                *u += b;
            }
            let (best, rest) = units.split_at_mut(outputs);
            for piece in rest.chunks_exact(outputs) {
                for (a, b) in best.iter_mut().zip(piece) {
                    *a = if *b > *a { *b } else { *a };
                }
            }
            let mean = sum(best) / outputs as f32;
            for v in best.iter_mut() {
                *v -= mean;
            }
            let variance = sum_of_squares(best) / outputs as f32 + 1e-8;
            let scale = 1.0 / variance.sqrt();
            for (((o, v), g), s) in out.iter_mut().zip(&*best).zip(&self.gain).zip(&self.shift) {
                let y = v * scale * g + s;
                *o = if add { *o + y } else { y };
            }
        }
    }
}

/// A sum in eight lanes, which compilers turn into vector instructions.
fn sum(x: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let mut chunks = x.chunks_exact(8);
    for c in &mut chunks {
        for (l, v) in lanes.iter_mut().zip(c) {
            *l += v;
        }
    }
    lanes.iter().sum::<f32>() + chunks.remainder().iter().sum::<f32>()
}

fn sum_of_squares(x: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let mut chunks = x.chunks_exact(8);
    for c in &mut chunks {
        for (l, v) in lanes.iter_mut().zip(c) {
            *l += v * v;
        }
    }
    lanes.iter().sum::<f32>() + chunks.remainder().iter().map(|v| v * v).sum::<f32>()
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
    vectors: Option<Box<[f32]>>,
    mix: Maxout,
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
    units: Vec<f32>,
    mixed: Vec<f32>,
    x: Vec<f32>,
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
            let w = file.tensor(&format!("{name}.static.W"), &[width, vectors.width])?;
            Some(transposed(&w.values, vectors.width))
        } else {
            None
        };
        let inputs = width * (embeds.len() + usize::from(reduce.is_some()));
        Ok(Tok2Vec {
            mix: Maxout::load(file, name, 0, width, inputs)?,
            layers: (1..=shape.depth)
                .map(|i| Maxout::load(file, name, i, width, 3 * width))
                .collect::<Result<_, _>>()?,
            embeds: embeds.into(),
            vectors: reduce,
            width,
        })
    }

    /// Appends the embeddings of words to `out`, a row each.
    pub(crate) fn embed(
        &self,
        words: &[Features],
        vectors: Option<&Vectors>,
        buffers: &mut Buffers,
        out: &mut Vec<f32>,
    ) {
        let w = self.width;
        let inputs = self.mix.inputs;
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
                let part = &mut row[inputs - w..];
                multiply(1, vectors.width, w, vector, vectors.width, reduce, part);
            }
        }
        mixed.resize(words.len() * w, 0.0);
        self.mix.apply(words.len(), x, inputs, units, mixed, false);
        out.extend_from_slice(mixed);
    }

    /// Rows of padding that the layers need before, between and after documents.
    pub(crate) fn padding(&self) -> usize {
        self.layers.len()
    }

    /// Runs the layers over `x`: a row of zeros, then the padded documents, then a row of zeros. With
    /// the rows of a matrix one after another, a row and its neighbours are one run of numbers, so that
    /// the window costs no copying.
    pub(crate) fn encode(&self, x: &mut [f32], buffers: &mut Buffers) {
        let w = self.width;
        let rows = (x.len() / w).saturating_sub(2);
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

/// Moves that are scored together: a whole number of vector registers.
const LANES: usize = 16;

/// Scores a state of the parser or the entity recogniser. The lower layer's product with each token
/// is computed for all tokens beforehand; a state then costs a few sums.
#[derive(Debug)]
pub(crate) struct StateScorer {
    linear: Linear,
    /// Hidden inputs × (features × pieces × hidden).
    lower: Box<[f32]>,
    lower_bias: Box<[f32]>,
    /// What a feature without a token counts as: features × pieces × hidden.
    padding: Box<[f32]>,
    /// Weights of the upper layer, [`LANES`] moves together: for each such block, hidden × lanes.
    upper: Box<[[f32; LANES]]>,
    upper_bias: Box<[f32]>,
    features: usize,
    hidden: usize,
    pieces: usize,
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
        let upper = Linear::load(file, &format!("{name}.upper"), moves, hidden)?;
        if pieces == 0 {
            return Err(LoadError::new(format!("{name} has no pieces")));
        }
        let blocks = moves.div_ceil(LANES);
        let block = |i: usize| {
            std::array::from_fn(|lane| {
                let m = i / hidden * LANES + lane;
                if m < moves {
                    upper.weights()[i % hidden * moves + m]
                } else {
                    0.0
                }
            })
        };
        let (unit, n) = (|j: usize| j % hidden * pieces + j / hidden, hidden * pieces);
        let all = features * n;
        let at = |j: usize| j / n * n + unit(j % n);
        Ok(StateScorer {
            lower: (0..inputs * all)
                .map(|i| lower.values[at(i % all) * inputs + i / all])
                .collect(),
            lower_bias: (0..n).map(|j| bias.values[unit(j)]).collect(),
            padding: (0..all).map(|j| padding.values[at(j)]).collect(),
            linear,
            upper: (0..blocks * hidden).map(block).collect(),
            upper_bias: upper.bias().into(),
            features,
            hidden,
            pieces,
        })
    }

    /// The products of tokens with the lower layer, `features × pieces × hidden` a token.
    pub(crate) fn prepare(
        &self,
        rows: usize,
        x: &[f32],
        buffers: &mut Buffers,
        out: &mut Vec<f32>,
    ) {
        self.linear.apply(rows, x, &mut buffers.units);
        let inputs = self.linear.outputs();
        let all = self.padding.len();
        out.resize(rows * all, 0.0);
        multiply(rows, inputs, all, &buffers.units, inputs, &self.lower, out);
    }

    pub(crate) fn row_width(&self) -> usize {
        self.padding.len()
    }

    /// The score of each move. `tokens` are the state's tokens (-1: none), `prepared` the document's
    /// rows of [`prepare`](Self::prepare).
    pub(crate) fn score(&self, prepared: &[f32], tokens: &[i32], scores: &mut Scores) {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, as just asked.
            #[allow(unsafe_code)]
            return unsafe { self.score_avx2(prepared, tokens, scores) };
        }
        self.score_plain(prepared, tokens, scores);
    }

    /// [`score_plain`](Self::score_plain), compiled for wider vectors: the same sums, in the same order.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn score_avx2(&self, prepared: &[f32], tokens: &[i32], scores: &mut Scores) {
        self.score_plain(prepared, tokens, scores);
    }

    #[inline(always)]
    fn score_plain(&self, prepared: &[f32], tokens: &[i32], scores: &mut Scores) {
        debug_assert_eq!(tokens.len(), self.features);
        let n = self.hidden * self.pieces;
        let all = self.padding.len();
        let Scores { units, moves } = scores;
        units.clear();
        units.extend_from_slice(&self.lower_bias);
        for (f, token) in tokens.iter().enumerate() {
            let row = match usize::try_from(*token) {
                Ok(t) => &prepared[t * all + f * n..t * all + (f + 1) * n],
                Err(_) => &self.padding[f * n..(f + 1) * n],
            };
            for (u, r) in units.iter_mut().zip(row) {
                *u += r;
            }
        }
        let (best, rest) = units.split_at_mut(self.hidden);
        for piece in rest.chunks_exact(self.hidden) {
            for (a, b) in best.iter_mut().zip(piece) {
                *a = if *b > *a { *b } else { *a };
            }
        }
        moves.clear();
        for block in self.upper.chunks_exact(self.hidden) {
            let mut sums = [0f32; LANES];
            for (h, row) in best.iter().zip(block) {
                for (s, w) in sums.iter_mut().zip(row) {
                    *s += h * w;
                }
            }
            moves.extend_from_slice(&sums);
        }
        moves.truncate(self.upper_bias.len());
        for (m, b) in moves.iter_mut().zip(&self.upper_bias) {
            *m += b;
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
