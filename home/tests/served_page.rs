//! The page is served as browsers want it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use home::serve::Server;
use tempfile::TempDir;

fn page() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, content) in
        [("index.html", "<!doctype html>"), ("page.js", "0"), ("page.wasm", "\0asm"), ("config.json", "{}")]
    {
        fs::write(folder.path().join(name), content).expect("a file of the page");
    }
    folder
}

fn request(server: &Server, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).expect("the server answers");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer.to_lowercase()
}

#[test]
fn every_file_has_its_type_and_is_never_cached() {
    let folder = page();
    let server = Server::start(folder.path(), None).expect("the server starts");
    for (path, kind) in [
        ("/", "text/html"),
        ("/page.js", "text/javascript"),
        ("/page.wasm", "application/wasm"),
        ("/config.json", "application/json"),
    ] {
        let answer = request(&server, path);
        assert!(answer.starts_with("http/1.1 200"), "{answer}");
        assert!(answer.contains(&format!("content-type: {kind}")), "{answer}");
        assert!(answer.contains("cache-control: no-cache"), "{answer}");
    }
    assert!(request(&server, "/missing").starts_with("http/1.1 404"));
    assert!(!request(&server, "/../../../etc/passwd").starts_with("http/1.1 200"));
}

#[test]
fn a_given_config_hides_the_one_in_the_folder() {
    let folder = page();
    let server = Server::start(folder.path(), Some(r#"{"title":"Demo"}"#.to_owned())).expect("the server starts");
    let answer = request(&server, "/config.json");
    assert!(answer.contains("content-type: application/json") && answer.ends_with(r#"{"title":"demo"}"#), "{answer}");
}

#[test]
fn a_dropped_server_is_gone() {
    let folder = page();
    let server = Server::start(folder.path(), None).expect("the server starts");
    let port = server.port();
    drop(server);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn a_folder_without_a_page_is_a_sentence() {
    let folder = TempDir::new().expect("a temporary folder");
    let error = Server::start(folder.path(), None).expect_err("there is no page").to_string();
    assert!(error.contains("index.html is missing"), "{error}");
}
