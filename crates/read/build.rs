//! Makes one hash of all that reading rests on beside the code: the model and the tables in `data/`.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

fn main() {
    let root = Path::new("../..");
    let mut files = vec![root.join("models/en.model")];
    collect(&root.join("data"), &mut files);
    files.sort();
    let mut hash = Sha256::new();
    for file in &files {
        let bytes = std::fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        // Line ends may differ between checkouts of the same table.
        let bytes: Vec<u8> = match file.extension().is_some_and(|e| e == "tsv") {
            true => bytes.into_iter().filter(|&b| b != b'\r').collect(),
            false => bytes,
        };
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(&bytes);
    }
    let hex: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    println!("cargo::rustc-env=RASHOMON_TABLES={hex}");
    println!("cargo::rerun-if-changed=../../data");
    println!("cargo::rerun-if-changed=../../models/en.model");
}

/// Adds the files below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("an entry of a folder can be read").path();
        match path.is_dir() {
            true => collect(&path, files),
            false => files.push(path),
        }
    }
}
