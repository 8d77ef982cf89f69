//! Which bytes an address gives, and what they are said to be.

use std::fs;

use tempfile::TempDir;

use crate::answer::{ICON, PROGRAM, SCRIPT, STYLE, ask, copy, fill, get, page, serving};

const TYPES: [(&str, &str); 8] = [
    ("index.html", "text/html; charset=utf-8"),
    (SCRIPT, "text/javascript; charset=utf-8"),
    (STYLE, "text/css; charset=utf-8"),
    ("offline.js", "text/javascript; charset=utf-8"),
    (PROGRAM, "application/wasm"),
    (ICON, "image/svg+xml"),
    ("other.json", "application/json"),
    ("app.webmanifest", "application/manifest+json"),
];

#[test]
fn each_browser_gets_the_smallest_copy_it_understands_under_the_type_of_the_file() {
    let folder = page();
    let nginx = serving(folder.path());
    for (name, kind) in TYPES {
        for (encodings, suffix) in [("gzip, deflate, br, zstd", Some("br")), ("gzip, deflate", Some("gz")), ("", None)]
        {
            let answer = get(&nginx, &format!("/{name}"), encodings);
            let case = format!("{name} for {encodings:?}: {answer:?}");
            assert_eq!(answer.status, 200, "{case}");
            assert_eq!(answer.header("content-type"), Some(kind), "{case}");
            assert_eq!(answer.header("vary"), Some("Accept-Encoding"), "{case}");
            let encoding = suffix.map(|suffix| if suffix == "gz" { "gzip" } else { suffix });
            assert_eq!(answer.header("content-encoding"), encoding, "{case}");
            let content = suffix.map_or(name.to_owned(), |suffix| copy(name, suffix));
            assert_eq!(answer.body, content.as_bytes(), "{case}");
        }
    }
    assert_eq!(nginx.log(), "");
}

#[test]
fn brotli_is_for_those_who_ask_for_it() {
    let folder = page();
    let nginx = serving(folder.path());
    for wish in ["br", "BR", "gzip,br", "br;q=0.5, gzip;q=1.0", "br;q=1", "br ; q=0.001", "*, br"] {
        assert_eq!(get(&nginx, "/", wish).header("content-encoding"), Some("br"), "{wish}");
    }
    for wish in ["gzip, br;q=0", "gzip, br;q=0.000", "br;q=0, gzip", "gzip, brotli", "gzip, x-br", "gzip, abr"] {
        assert_eq!(get(&nginx, "/", wish).header("content-encoding"), Some("gzip"), "{wish}");
    }
}

#[test]
fn a_file_without_copies_comes_as_it_is() {
    let folder = page();
    let nginx = serving(folder.path());
    for (name, kind) in [("small-800e7d2420eca6ec.js", "text/javascript; charset=utf-8"), ("icon.png", "image/png")] {
        let answer = get(&nginx, &format!("/{name}"), "gzip, br");
        assert_eq!((answer.status, answer.body.as_slice()), (200, name.as_bytes()));
        assert_eq!((answer.header("content-type"), answer.header("content-encoding")), (Some(kind), None));
    }
}

#[test]
fn the_config_is_never_compressed_even_if_there_is_a_copy() {
    let folder = page();
    for suffix in ["br", "gz"] {
        fs::write(folder.path().join(format!("config.json.{suffix}")), "an old one").expect("a copy");
    }
    let answer = get(&serving(folder.path()), "/config.json", "gzip, br");
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"config.json"[..]));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("content-encoding"), None);
}

#[test]
fn a_copy_has_no_address_of_its_own() {
    let folder = page();
    let nginx = serving(folder.path());
    for suffix in ["br", "gz"] {
        assert_eq!(get(&nginx, &format!("/{SCRIPT}.{suffix}"), "gzip, br").status, 404);
    }
}

#[test]
fn the_page_works_in_any_folder_below_the_root() {
    let folder = TempDir::new().expect("a temporary folder");
    let below = folder.path().join("house/dash");
    fs::create_dir_all(&below).expect("a folder");
    fill(&below);
    let nginx = serving(folder.path());
    let answer = get(&nginx, "/house/dash/", "br");
    assert_eq!((answer.status, answer.body), (200, copy("index.html", "br").into_bytes()));
    assert_eq!(get(&nginx, "/house/dash/config.json", "br").header("cache-control"), Some("no-store"));
    assert_eq!(get(&nginx, &format!("/house/dash/{PROGRAM}"), "br").body, copy(PROGRAM, "br").as_bytes());

    let without_slash = get(&nginx, "/house/dash", "br");
    assert_eq!((without_slash.status, without_slash.header("location")), (301, Some("/house/dash/")));
    // Nobody gets to see what else is there.
    assert_eq!(get(&nginx, "/house/", "br").status, 403);
}

#[test]
fn what_is_not_there_is_404_and_not_the_page() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("index.html"), "the page").expect("a file");
    let nginx = serving(folder.path());
    for path in ["/gone-6d60c1a6603a12b.js", "/gone.wasm", "/config.json", "/room/kitchen", "/gone/", "/favicon.ico"] {
        let answer = get(&nginx, path, "gzip, br");
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.header("cache-control").is_some_and(|kept| !kept.contains("immutable")), "{path}");
        assert_eq!(answer.header("content-encoding"), None, "{path}");
    }
}

#[test]
fn files_are_only_read() {
    let folder = page();
    let nginx = serving(folder.path());
    for method in ["POST", "PUT", "DELETE"] {
        for path in ["/", "/config.json", &format!("/{SCRIPT}")] {
            let request = format!("{method} {path} HTTP/1.1");
            assert_eq!(ask(nginx.port(), &[&request, "Host: home.example", "Content-Length: 0"]).status, 405);
        }
    }
    assert_eq!(fs::read(folder.path().join("config.json")).expect("it is there"), b"config.json");
}

#[test]
fn no_address_leads_out_of_the_root() {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().join("root");
    fs::create_dir(&root).expect("a folder");
    fs::write(folder.path().join("secret.json"), "secret").expect("a file");
    let nginx = serving(&root);
    for path in
        ["/../secret.json", "/%2e%2e/secret.json", "/..%2fsecret.json", "/x/../../secret.json", "//../secret.json"]
    {
        let answer = get(&nginx, path, "");
        assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
    }
    assert_eq!(nginx.log(), "", "what it cannot read fills no log");
}
