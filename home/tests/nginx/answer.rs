//! One request and its answer, byte by byte.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use home::nginx::Nginx;
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// What the answer came by: open as long as this is held.
    _connection: TcpStream,
}

impl Answer {
    /// A header that is there at most once.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(header, _)| header == name).map(|(_, value)| value.as_str());
        let value = values.next();
        assert_eq!(values.next(), None, "{name} twice in {self:?}");
        value
    }
}

/// The answer to these lines, of which the first is such as `GET / HTTP/1.1`.
#[track_caller]
pub(crate) fn ask(port: u16, lines: &[&str]) -> Answer {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).expect("nginx listens");
    connection.set_read_timeout(Some(PATIENCE)).expect("a time that is not zero");
    connection.write_all((lines.join("\r\n") + "\r\n\r\n").as_bytes()).expect("nginx reads");
    let mut reader = BufReader::new(&connection);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).expect("an answer");
        line.trim_end().to_owned()
    };
    let first = line();
    let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.unwrap_or_else(|| panic!("not an answer: {first:?}"));
    let headers: Vec<_> = std::iter::from_fn(|| {
        let line = line();
        line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()))
    })
    .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).expect("as much as was announced");
    Answer { status, headers, body, _connection: connection }
}

/// What a browser gets that accepts these encodings.
#[track_caller]
pub(crate) fn get(nginx: &Nginx, path: &str, encodings: &str) -> Answer {
    let encodings = format!("Accept-Encoding: {encodings}");
    ask(nginx.port(), &[&format!("GET {path} HTTP/1.1"), "Host: home.example", &encodings])
}

/// What stands for a compressed copy: nginx must hand it on as it is, and need not understand it.
pub(crate) fn copy(name: &str, suffix: &str) -> String {
    // Long enough that nginx might find it worth compressing.
    format!("{name}, as {suffix}, {}", "again ".repeat(100))
}

pub(crate) const SCRIPT: &str = "page-6d60c1a6603a12b.js";
pub(crate) const PROGRAM: &str = "page-6d60c1a6603a12b_bg.wasm";
pub(crate) const STYLE: &str = "main-50a99a10bdd51b0d.css";
pub(crate) const ICON: &str = "icon-3228c4b3395aa875.svg";

/// A folder like `dist/`: every file says its own name, and has compressed copies where the build makes them.
pub(crate) fn page() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    fill(folder.path());
    folder
}

pub(crate) fn fill(folder: &Path) {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file of the page");
    for name in ["index.html", SCRIPT, PROGRAM, STYLE, ICON, "other.json", "app.webmanifest", "offline.js"] {
        write(name, name);
        for suffix in ["br", "gz"] {
            write(&format!("{name}.{suffix}"), &copy(name, suffix));
        }
    }
    for name in ["config.json", "small-800e7d2420eca6ec.js", "icon.png"] {
        write(name, name);
    }
}

/// Without a broker behind it.
pub(crate) fn serving(folder: &Path) -> Nginx {
    const NOBODY: u16 = 9;
    Nginx::http(folder, NOBODY).unwrap_or_else(|error| panic!("{error}"))
}
