//! Whole inputs: files, folders, readers, good and bad.

use rashomon_source::{Captures, Format, Options, captures};
use std::fs;
use std::io::Read;

fn texts(captures: Captures) -> Vec<Result<String, String>> {
    captures
        .map(|c| c.map(|c| c.text).map_err(|e| e.to_string()))
        .collect()
}

fn read(bytes: impl Into<Vec<u8>>, options: Options) -> Vec<Result<String, String>> {
    texts(Captures::from_reader(
        "in",
        std::io::Cursor::new(bytes.into()),
        options,
    ))
}

#[test]
fn a_folder_is_read_in_order_of_names_and_bad_files_stop_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("b")).unwrap();
    fs::create_dir(at(".hidden")).unwrap();
    fs::write(at(".hidden/x.txt"), "Not this.").unwrap();
    fs::write(
        at("b/2.jsonl"),
        "{\"text\":\"Third.\"}\n\n{\"text\":4}\n{\"text\":\"Fourth.\"}",
    )
    .unwrap();
    fs::write(at("b/1.txt"), "Second.").unwrap();
    fs::write(at("a.report"), "First.").unwrap();
    fs::write(at("c.txt"), "").unwrap();
    fs::write(at("d.png"), b"\x89PNG\r\n\x1a\n\0\0\0").unwrap();
    fs::write(at("e.txt"), "Last.").unwrap();
    let found = texts(captures([folder.path()], Options::default()));
    let shown: Vec<String> = found
        .iter()
        .map(|outcome| match outcome {
            Ok(text) => text.clone(),
            Err(error) => error
                .rsplit_once(std::path::MAIN_SEPARATOR)
                .unwrap()
                .1
                .to_owned(),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "First.",
            "Second.",
            "Third.",
            "2.jsonl:3: has a number where `text` should be a string: write one object a line, such as {\"id\": \"1\", \"text\": \"…\"}",
            "Fourth.",
            "c.txt: is empty: leave it out, or give it a text",
            "d.png: is a PNG image, not text: save it as plain text (.txt), HTML or JSON lines (.jsonl)",
            "Last.",
        ]
    );
}

#[test]
fn a_file_keeps_its_path_and_gets_an_id() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "\u{feff}Shells fell.\r\n").unwrap();
    let capture = captures([&path], Options::default())
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(capture.text, "Shells fell.\r\n");
    assert_eq!(capture.uri, Some(path.display().to_string()));
    assert!(capture.id.unwrap().starts_with("sha256:"));
}

#[test]
fn what_is_not_there_is_an_error_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "Here.").unwrap();
    let found = texts(captures(
        [folder.path().join("none.txt"), path],
        Options::default(),
    ));
    assert!(
        found[0]
            .as_ref()
            .unwrap_err()
            .contains("none.txt: cannot be read: ")
    );
    assert_eq!(found[1].as_deref(), Ok("Here."));
}

#[test]
fn the_content_tells_the_format_unless_it_is_given() {
    let line = "{\"text\": \"Here.\"}\n";
    assert_eq!(read(line, Options::default()), [Ok("Here.".to_owned())]);
    let text = Options {
        format: Some(Format::Text),
        ..Options::default()
    };
    assert_eq!(read(line, text), [Ok(line.to_owned())]);
    let lines = Options {
        format: Some(Format::JsonLines),
        ..Options::default()
    };
    assert!(
        read("Plain words.", lines)[0]
            .as_ref()
            .unwrap_err()
            .starts_with("in:1: is not a JSON object")
    );
}

#[test]
fn json_lines_in_utf_16() {
    let line = "\u{feff}{\"text\": \"Şuşa.\"}\r\n{\"text\": \"Two.\"}\r\n";
    let bytes: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(
        read(bytes, Options::default()),
        [Ok("Şuşa.".to_owned()), Ok("Two.".to_owned())]
    );
}

#[test]
fn a_line_or_a_text_above_the_limit_is_refused_and_the_rest_goes_on() {
    let small = |format| Options {
        format: Some(format),
        max_bytes: 100,
        ..Options::default()
    };
    let lines = format!(
        "{{\"text\": \"{}\"}}\n{{\"text\": \"Short.\"}}\n",
        "long ".repeat(100)
    );
    let found = read(lines, small(Format::JsonLines));
    assert!(
        found[0]
            .as_ref()
            .unwrap_err()
            .starts_with("in:1: is longer than 100 bytes")
    );
    assert_eq!(found[1].as_deref(), Ok("Short."));
    let found = read("a".repeat(101), small(Format::Text));
    assert!(
        found[0]
            .as_ref()
            .unwrap_err()
            .contains("longer than 100 bytes")
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn a_hundred_megabytes_in_one_line_end_soon_and_are_not_held() {
    let line = b"{\"text\": \"".chain(std::io::repeat(b'a').take(100 << 20));
    let input = line.chain(&b"\"}\n{\"text\": \"After.\"}\n"[..]);
    let found = texts(Captures::from_reader("in", input, Options::default()));
    assert!(
        found[0]
            .as_ref()
            .unwrap_err()
            .starts_with("in:1: is longer than")
    );
    assert_eq!(found[1].as_deref(), Ok("After."));
}

#[test]
fn empty_inputs_say_so() {
    for bytes in ["", "\n \n"] {
        let options = Options {
            format: Some(Format::JsonLines),
            ..Options::default()
        };
        assert_eq!(read(bytes, options).len(), 1);
        assert!(
            read(bytes, Options::default())[0]
                .as_ref()
                .unwrap_err()
                .contains("is empty")
        );
    }
}
