//! The model file: the eight bytes `RSYNTAX1`, the length of the header (`u32`, little endian), the
//! header (JSON), then the blobs that the header names. `training/export.py` writes it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use crate::chars::Alternative;

const MAGIC: &[u8] = b"RSYNTAX1";

/// Why a model could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError(String);

impl LoadError {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        LoadError(what.into())
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a model that this version reads: {}", self.0)
    }
}

impl std::error::Error for LoadError {}

/// Offset and length in bytes, from the start of the blobs.
pub(crate) type Blob = (usize, usize);

#[derive(Debug, Deserialize)]
pub(crate) struct Header {
    format: u32,
    pub(crate) name: String,
    float: Float,
    pub(crate) tokenizer: TokenizerRules,
    pub(crate) chars: Chars,
    pub(crate) sets: Vec<Vec<u32>>,
    pub(crate) norms: Vec<(u64, Box<str>)>,
    pub(crate) symbols: BTreeMap<Box<str>, u64>,
    pub(crate) tok2vecs: Vec<Tok2VecShape>,
    pub(crate) tagger: Option<TaggerShape>,
    pub(crate) parser: Option<Moves>,
    pub(crate) ner: Option<Moves>,
    pub(crate) vector_rows: Option<(Blob, Blob)>,
    /// Words after which no sentence starts.
    #[serde(default)]
    pub(crate) no_start_after: Vec<Box<str>>,
    #[serde(default)]
    pub(crate) attribute_ruler: Vec<AttributeRule>,
    #[serde(default)]
    pub(crate) lemmatizer: BTreeMap<String, LemmaTables>,
    tensors: BTreeMap<String, (usize, Vec<usize>)>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Float {
    F16,
    F32,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TokenizerRules {
    pub(crate) prefix: Box<[Alternative]>,
    pub(crate) suffix: Box<[Alternative]>,
    pub(crate) infix: Box<[Alternative]>,
    pub(crate) url: Option<u16>,
    pub(crate) faster_heuristics: bool,
    pub(crate) exceptions: BTreeMap<Box<str>, Vec<(String, String)>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Chars {
    pub(crate) alpha: u16,
    pub(crate) digit: u16,
    pub(crate) space: u16,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Tok2VecShape {
    pub(crate) name: String,
    /// Feature and seed of each hash embedding.
    pub(crate) embeds: Vec<(String, u32)>,
    /// Whether word vectors are read besides.
    #[serde(rename = "static")]
    pub(crate) vectors: bool,
    pub(crate) depth: usize,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TaggerShape {
    pub(crate) tok2vec: usize,
    pub(crate) labels: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Moves {
    pub(crate) tok2vec: usize,
    pub(crate) moves: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct AttributeRule {
    /// Tests of successive tokens: attribute, whether it is or is not one of the values, values.
    pub(crate) tokens: Vec<Vec<(String, bool, Vec<String>)>>,
    /// The token to change.
    pub(crate) index: usize,
    pub(crate) set: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct LemmaTables {
    pub(crate) rules: Vec<(Box<str>, Box<str>)>,
    pub(crate) exceptions: BTreeMap<Box<str>, Vec<Box<str>>>,
    pub(crate) index: Blob,
}

/// A model file, taken apart.
pub(crate) struct File<'a> {
    pub(crate) header: Header,
    blobs: &'a [u8],
}

impl<'a> File<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, LoadError> {
        let rest = bytes
            .strip_prefix(MAGIC)
            .ok_or_else(|| LoadError::new("it does not begin with RSYNTAX1"))?;
        let (len, rest) = rest
            .split_first_chunk::<4>()
            .ok_or_else(|| LoadError::new("it is cut off"))?;
        let len = u32::from_le_bytes(*len) as usize;
        if rest.len() < len {
            return Err(LoadError::new("it is cut off"));
        }
        let (header, blobs) = rest.split_at(len);
        let header: Header =
            serde_json::from_slice(header).map_err(|e| LoadError::new(format!("header: {e}")))?;
        if header.format != 1 {
            return Err(LoadError::new(format!("format {}", header.format)));
        }
        Ok(File { header, blobs })
    }

    pub(crate) fn blob(&self, (start, len): Blob) -> Result<&'a [u8], LoadError> {
        let end = start.checked_add(len);
        end.and_then(|end| self.blobs.get(start..end))
            .ok_or_else(|| LoadError::new("a blob lies outside the file"))
    }

    /// A tensor of this shape (0: any size along that side).
    pub(crate) fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, LoadError> {
        let (at, found) = self
            .header
            .tensors
            .get(name)
            .ok_or_else(|| LoadError::new(format!("no tensor {name}")))?;
        let fits = found.len() == shape.len()
            && found
                .iter()
                .zip(shape)
                .all(|(have, want)| *want == 0 || have == want);
        let size = found
            .iter()
            .try_fold(1usize, |n, side| n.checked_mul(*side));
        let (Some(size), true) = (size, fits) else {
            return Err(LoadError::new(format!(
                "tensor {name} is {found:?}, not {shape:?}"
            )));
        };
        let width = match self.header.float {
            Float::F16 => 2,
            Float::F32 => 4,
        };
        let bytes = self.blob((*at, size.saturating_mul(width)))?;
        let values = match self.header.float {
            Float::F16 => bytes
                .chunks_exact(2)
                .map(|b| f32_of_f16(u16::from(b[0]) | u16::from(b[1]) << 8))
                .collect(),
            Float::F32 => bytes
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect(),
        };
        Ok(Tensor {
            values,
            shape: found.clone(),
        })
    }

    pub(crate) fn has_tensor(&self, name: &str) -> bool {
        self.header.tensors.contains_key(name)
    }
}

/// Numbers with their shape, the last side contiguous.
#[derive(Debug)]
pub(crate) struct Tensor {
    pub(crate) values: Vec<f32>,
    pub(crate) shape: Vec<usize>,
}

/// The value of a half-precision number.
fn f32_of_f16(h: u16) -> f32 {
    let sign = u32::from(h & 0x8000) << 16;
    let rest = u32::from(h & 0x7fff);
    // Shifted into place, the exponent is 112 too small; the product puts that right, for subnormal
    // numbers too. Infinity and not-a-number do not occur in weights.
    let magnitude = f32::from_bits(rest << 13) * f32::from_bits(0x7780_0000);
    f32::from_bits(magnitude.to_bits() | sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision() {
        for (h, f) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x0001, 5.960_464_5e-8),
            (0, 0.0),
            (0x7bff, 65504.0),
        ] {
            assert_eq!(f32_of_f16(h), f, "{h:x}");
        }
    }

    #[test]
    fn what_is_no_model_is_refused() {
        for bytes in [
            &b""[..],
            b"RSYNTAX1",
            b"RSYNTAX1\x05\0\0\0{}",
            b"RSYNTAX1\x02\0\0\0{}",
            b"GGUF",
        ] {
            assert!(File::read(bytes).is_err());
        }
    }
}
