//! Addresses among the inputs, with a site on this machine.

#[path = "../../web/tests/site/mod.rs"]
mod site;

use site::Site;
use std::process::Command;

const PAGE: &str = "<!doctype html><title>Mill shelled | The Plain</title><article><h1>Mill \
    shelled</h1><p>Two shells hit the mill on Monday, the mayor of the town said.</p><p>Nobody was \
    hurt, he said, and the bridge beside it stayed open to carts and people on foot.</p></article>";

#[test]
fn a_page_is_read_from_its_address_and_a_missing_one_is_told() {
    let html = "Content-Type: text/html\r\n";
    let site = Site::new(&[("/mill", "200 OK", html, PAGE)]);
    let output = Command::new(env!("CARGO_BIN_EXE_rashomon"))
        .args(["read", "--format", "jsonl"])
        .args([site.address("/mill"), site.address("/gone")])
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
    assert_eq!(record["document"]["uri"], site.address("/mill"));
    assert_eq!(record["document"]["title"], "Mill shelled");
    assert_eq!(record["attributions"][0]["act"], "say");
}
