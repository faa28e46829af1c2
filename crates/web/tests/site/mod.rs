//! A site on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

/// A server that gives fixed answers by path and notes what it is asked. To who knows the `ETag` of
/// an answer it does not send it again.
pub struct Site {
    at: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
}

struct Answer {
    etag: Option<String>,
    bytes: String,
}

#[allow(dead_code)] // Not every test that has a site needs all of it.
impl Site {
    /// Each answer: path, status line, further headers, body.
    pub fn new(answers: &[(&str, &str, &str, &str)]) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let site = Site {
            at: listener.local_addr().unwrap(),
            asked: Arc::default(),
            answers: Arc::default(),
        };
        for (path, status, headers, body) in answers {
            site.answer(path, status, headers, body);
        }
        let (asked, answers) = (site.asked.clone(), site.answers.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let head: Vec<String> = lines
                    .map_while(Result::ok)
                    .take_while(|line| !line.is_empty())
                    .collect();
                let Some(request) = head.first() else {
                    continue;
                };
                let path = request.split(' ').nth(1).unwrap_or_default();
                let bytes = {
                    let answers = answers.lock().unwrap();
                    let answer = answers.get(path);
                    let known = answer.and_then(|a| a.etag.as_ref()).is_some_and(|etag| {
                        let knows = format!("if-none-match: {etag}");
                        head.iter().any(|line| line.eq_ignore_ascii_case(&knows))
                    });
                    match answer {
                        Some(_) if known => bytes("304 Not Modified", "", ""),
                        Some(answer) => answer.bytes.clone(),
                        None => bytes("404 Not Found", "", ""),
                    }
                };
                asked.lock().unwrap().push(head.join("\n").to_lowercase());
                let _ = stream.write_all(bytes.as_bytes());
            }
        });
        site
    }

    /// From now on gives this answer: path, status line, further headers, body.
    pub fn answer(&self, path: &str, status: &str, headers: &str, body: &str) {
        let etag = headers.lines().find_map(|line| line.strip_prefix("ETag: "));
        let answer = Answer {
            etag: etag.map(|etag| etag.trim().to_owned()),
            bytes: bytes(status, headers, body),
        };
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// The address of a path.
    pub fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// The heads of all requests so far, in lower case.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn bytes(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
