//! Lists what the inputs hold, one document a line: id, language, date, length, diagnostics.
//! `cargo run -p rashomon-source --example captures -- FILE…`

use rashomon_source::{Options, captures, language};

fn main() {
    for outcome in captures(std::env::args_os().skip(1), Options::default()) {
        match outcome {
            Ok(capture) => {
                let tag = language(&capture.text).map_or("?".to_owned(), |l| {
                    format!("{}{}", l.tag, if l.sure { "" } else { "?" })
                });
                let codes: Vec<&str> = capture
                    .diagnostics
                    .iter()
                    .map(|d| d.code.as_str())
                    .collect();
                println!(
                    "{}\t{tag}\t{}\t{}\t{}",
                    capture.id.as_deref().unwrap_or("-"),
                    capture.date.as_deref().unwrap_or("-"),
                    capture.text.len(),
                    codes.join(" ")
                );
            }
            Err(error) => eprintln!("{error}"),
        }
    }
}
