//! What a text names: places, times, actors, quantities and equipment.
//!
//! [`Mentioner`] holds the lexicons and finds the mentions of one article; [`Context`] is the view of
//! text, parse and mentions that every later stage reads.

mod context;

pub use context::{Chunk, Context};
