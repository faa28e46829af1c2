//! Text for people: reports with their claims marked, and questions with their answers.

pub mod args;
pub mod chart;
pub mod dossier;
mod explain;
pub mod questions;
pub mod report;
pub mod sentence;
pub mod style;
