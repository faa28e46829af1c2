//! Where the time of reading goes: each stage on its own, on one core.
//!
//! ```sh
//! cargo bench -p rashomon-read --bench stages [-- INPUT [SECONDS]]
//! ```
//!
//! INPUT is a file of JSON lines or a folder of reports (our examples if none is given). Goes over
//! the reports for SECONDS (5 if none are given), at least twice; a stage's time is the processor's,
//! for each report the least of all passes, since other programs can only slow it down. Prints one
//! line of JSON, which `benches/peers/speed.py` reads: `words` (what stands between white space),
//! `bytes`, and microseconds a stage.

use std::time::Instant;

use rashomon_attribution::Attributor;
use rashomon_claim::Claimer;
use rashomon_mention::{Context, Mentioner};
use rashomon_model::{Analysis, Capture, Part};
use rashomon_read::Reader;
use rashomon_source::{Options, captures};
use rashomon_syntax::Pipeline;
use serde_json::json;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const STAGES: [&str; 6] = [
    "article",
    "syntax",
    "mention",
    "attribution",
    "claim",
    "record",
];

/// Microseconds that each stage took, and the record that came out.
struct Pass {
    took: [f64; STAGES.len()],
    record: String,
}

struct Stages {
    pipeline: Pipeline,
    mentioner: Mentioner,
    attributor: Attributor,
    claimer: Claimer,
}

impl Stages {
    /// What `Reader::read` does with a report, the clock read between the stages. `like` is what the
    /// reader made of it: its head is taken over, its parts are read anew.
    fn read(&self, capture: &Capture, like: &Analysis) -> Pass {
        let mut took = [0.0; STAGES.len()];
        let mut last = processor_us();
        let mut lap = |stage: usize| {
            let now = processor_us();
            took[stage] += now - last;
            last = now;
        };
        let text = &capture.text;
        let page = rashomon_article::page(capture);
        let language = rashomon_source::language(text);
        lap(0);
        let mut analysis = Analysis::new(like.document.clone());
        analysis.diagnostics = like.diagnostics.clone();
        let readable = language.is_none_or(|l| l.readable());
        for article in page.articles.iter().filter(|_| readable) {
            let blocks: Vec<_> = article.blocks.iter().map(|b| b.span.range()).collect();
            let parsed = self.pipeline.parse_blocks(text, &blocks);
            lap(1);
            let mentions = self.mentioner.mentions(text, article, &parsed);
            lap(2);
            let context = Context {
                text,
                article,
                parsed: &parsed,
                mentions: &mentions,
                lists: self.mentioner.lists(),
            };
            let attributions = self.attributor.attributions(&context);
            lap(3);
            let (claims, relations) = self.claimer.claims(&context, &attributions);
            lap(4);
            analysis.push(
                text,
                article,
                Part {
                    mentions,
                    attributions,
                    claims,
                    relations,
                },
            );
        }
        let record = record(analysis, text);
        lap(5);
        Pass { took, record }
    }
}

/// Microseconds of processor time that this thread has had.
#[cfg(unix)]
fn processor_us() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

/// Microseconds since the first call: elsewhere the clock on the wall must do.
#[cfg(not(unix))]
fn processor_us() -> f64 {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64() * 1e6
}

fn record(analysis: Analysis, text: &str) -> String {
    serde_json::to_string(&analysis.into_code_points(text)).expect("a record")
}

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
    let input = args
        .first()
        .cloned()
        .unwrap_or_else(|| format!("{root}/../../examples/reports"));
    let seconds: f64 = args
        .get(1)
        .map_or(5.0, |s| s.parse().expect("a number of seconds"));
    let reports: Vec<Capture> = captures([input], Options::default())
        .map(|capture| capture.unwrap_or_else(|error| panic!("{error}")))
        .collect();

    let started = Instant::now();
    let reader = Reader::new().expect("a model");
    let load = started.elapsed();
    let model = format!("{root}/../../models/en.model");
    let model = std::fs::read(&model).unwrap_or_else(|e| panic!("{model}: {e}"));
    let stages = Stages {
        pipeline: Pipeline::load(&model).expect("a model"),
        mentioner: Mentioner::new(),
        attributor: Attributor::new(),
        claimer: Claimer::new(),
    };
    let analyses: Vec<Analysis> = reports.iter().map(|r| reader.read(r)).collect();
    let mut best = vec![[f64::INFINITY; STAGES.len()]; reports.len()];
    let mut passes = 0;
    let clock = Instant::now();
    while passes < 2 || clock.elapsed().as_secs_f64() < seconds {
        for ((report, analysis), best) in reports.iter().zip(&analyses).zip(&mut best) {
            let pass = stages.read(report, analysis);
            if passes == 0 {
                let same = pass.record == record(analysis.clone(), &report.text);
                assert!(
                    same,
                    "{:?}: the stages here are not those of the reader",
                    report.id
                );
            }
            for (least, took) in best.iter_mut().zip(pass.took) {
                *least = least.min(took);
            }
        }
        passes += 1;
    }
    let stage = |i: usize| best.iter().map(|b| b[i]).sum::<f64>().round();
    let took: serde_json::Map<_, _> = STAGES
        .iter()
        .enumerate()
        .map(|(i, &name)| (name.to_owned(), json!(stage(i))))
        .collect();
    let line = json!({
        "reports": reports.len(),
        "words": reports.iter().map(|r| r.text.split_whitespace().count()).sum::<usize>(),
        "bytes": reports.iter().map(|r| r.text.len()).sum::<usize>(),
        "passes": passes,
        "load_ms": (load.as_secs_f64() * 1e4).round() / 10.0,
        "us": took,
    });
    println!("{line}");
}
