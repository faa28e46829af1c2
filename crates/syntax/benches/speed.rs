//! How fast the engine reads, on one core.
//!
//! ```sh
//! cargo bench -p rashomon-syntax --bench speed [-- TEXT [MODEL]]
//! ```
//!
//! TEXT is a file of paragraphs, a line each (our golden texts if none is given); words are what
//! stands between white space. Prints one line of JSON, which `benches/peers/syntax.py` reads.

use std::time::Instant;

use rashomon_syntax::Pipeline;

fn main() {
    // Test runners start benches too, and ask them for their tests: there are none.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let root = env!("CARGO_MANIFEST_DIR");
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .collect();
    let text = args
        .first()
        .cloned()
        .unwrap_or_else(|| format!("{root}/tests/golden/texts.txt"));
    let model = args
        .get(1)
        .cloned()
        .unwrap_or_else(|| format!("{root}/../../models/en.model"));
    let text = std::fs::read_to_string(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let bytes = std::fs::read(&model).unwrap_or_else(|e| panic!("{model}: {e}"));
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        blocks.push(at..at + line.trim_end().len());
        at += line.len();
    }
    let words = text.split_whitespace().count();

    let start = Instant::now();
    let pipeline = Pipeline::load(&bytes).expect("a model");
    let load = start.elapsed();
    let start = Instant::now();
    let first = pipeline.parse_blocks(&text, &blocks);
    let cold = start.elapsed();
    // At least a second of work, and the fastest of the runs: other programs can only slow it down.
    let mut best = cold;
    let all = Instant::now();
    while all.elapsed().as_secs_f64() < 3.0 {
        let start = Instant::now();
        let again = pipeline.parse_blocks(&text, &blocks);
        best = best.min(start.elapsed());
        assert_eq!(first, again, "the same text gave another result");
    }
    println!(
        "{{\"words\": {words}, \"tokens\": {}, \"load_ms\": {:.1}, \"first_ms\": {:.1}, \"words_per_s\": {:.0}}}",
        first.tokens.len(),
        load.as_secs_f64() * 1e3,
        cold.as_secs_f64() * 1e3,
        words as f64 / best.as_secs_f64()
    );
}
