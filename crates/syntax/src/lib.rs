//! English tokens, sentences, tags, lemmas, dependencies and entities from spaCy-format CNN
//! pipelines, in pure Rust. A general engine: it knows nothing of war.
//!
//! [`Pipeline::load`] reads a model file; [`Pipeline::parse`] turns a text into [`Parsed`].
//!
//! The model file comes from a spaCy pipeline by `training/export.py`. Any pipeline of the kind of
//! `en_core_web_sm` or `en_core_web_md` will do; what the engine does with it is what spaCy does,
//! token for token (see `tests/parity.rs`). Dependencies have the labels of the ClearNLP scheme, tags
//! those of the Penn Treebank, entities those of OntoNotes, if the model was trained on such.
//!
//! - Offsets are bytes of the text's UTF-8, on character boundaries.
//! - Any text gives a result, and the same text the same result. (Processors with other vector
//!   instructions add in another order; a tie that close is rare, but the promise is for one machine.)
//! - Documents of more than 4,096 tokens are read in parts that begin at a sentence start, so that
//!   working memory is bounded.

mod chars;
mod format;
mod gemm;
mod label;
mod ner;
mod net;
mod parsed;
mod parser;
mod pipeline;
mod rules;
mod strings;
mod tokenizer;

pub use format::LoadError;
pub use label::Label;
pub use parsed::{Entity, Parsed, Token};
pub use pipeline::Pipeline;
