//! Tests of the whole crate, on parses written by hand.

mod cases;
mod common;
mod robust;
