//! Text for people: reports with their claims marked, and questions with their answers.

mod args;
mod explain;
pub mod questions;
pub mod report;
pub mod sentence;
pub mod style;
