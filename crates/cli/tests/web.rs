//! Addresses among the inputs, with a site on this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;

const PAGE: &str = "<!doctype html><title>Mill shelled | The Plain</title><article><h1>Mill \
    shelled</h1><p>Two shells hit the mill on Monday, the mayor of the town said.</p><p>Nobody was \
    hurt, he said, and the bridge beside it stayed open to carts and people on foot.</p></article>";

#[test]
fn a_page_is_read_from_its_address_and_a_missing_one_is_told() {
    let site = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", site.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in site.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let head: Vec<String> = lines
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .collect();
            let (status, body) = match head.first() {
                Some(line) if line.starts_with("GET /mill ") => ("200 OK", PAGE),
                _ => ("404 Not Found", ""),
            };
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\
                 Connection: close\r\n\r\n{body}"
            );
        }
    });
    let output = Command::new(env!("CARGO_BIN_EXE_rashomon"))
        .args(["read", "--format", "jsonl"])
        .args([format!("{address}/mill"), format!("{address}/gone")])
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("/gone: the site answered 404 (Not Found)"),
        "{message}"
    );
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(record["document"]["uri"], format!("{address}/mill"));
    assert_eq!(record["document"]["title"], "Mill shelled");
    assert_eq!(record["attributions"][0]["act"], "say");
}
