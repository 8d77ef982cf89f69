//! The promises of `src/lib.rs`, read from the sources.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// The modules in reading order: each may use those it names, and itself.
const MAY_USE: [(&str, &[&str]); 17] = [
    ("time", &[]),
    ("ahead", &[]),
    ("parts", &[]),
    ("language", &[]),
    ("order", &[]),
    ("table", &[]),
    ("mqtt", &["time", "language"]),
    ("topics", &["mqtt", "order", "time"]),
    ("device", &["order", "table", "time", "language"]),
    ("history", &["device", "order", "table", "time", "language"]),
    ("alarm", &["device", "time", "language"]),
    ("chart", &["device", "history", "order", "time", "language"]),
    ("dialect", &["mqtt", "device", "order", "parts", "table", "time", "language"]),
    ("dynsec", &["dialect", "mqtt", "time"]),
    (
        "app",
        &[
            "dynsec", "dialect", "alarm", "history", "topics", "mqtt", "device", "order", "parts", "table", "time",
            "language",
        ],
    ),
    ("worker", &["ahead", "app", "history", "parts", "table", "time", "language"]),
    ("ui", &["ahead", "app", "dynsec", "alarm", "chart", "history", "topics", "device", "order", "time", "language"]),
];

const BROWSER_MODULES: [&str; 2] = ["worker", "ui"];

struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// The code, without comments and without the tests at its end.
    fn code(&self) -> impl Iterator<Item = &str> {
        let code = self.text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        code.lines().map(|line| line.split("//").next().unwrap_or_default())
    }
}

fn sources(module: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut places = vec![root.join(format!("{module}.rs")), root.join(module)];
    while let Some(place) = places.pop() {
        if place.is_dir() {
            let entries = fs::read_dir(&place).expect("a folder of sources can be listed");
            places.extend(entries.map(|entry| entry.expect("a folder of sources can be listed").path()));
        } else if place.exists() && place.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&place).expect("a source can be read");
            found.push(Source { path: place, text });
        }
    }
    assert!(!found.is_empty(), "there is no module {module}");
    found
}

fn modules_but(except: &[&str]) -> impl Iterator<Item = &'static str> {
    MAY_USE.map(|(module, _)| module).into_iter().filter(move |module| !except.contains(module))
}

/// The first path segment after each `crate::`, also of those in braces.
fn used_modules(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        Some(list) => list.split('}').take(1).flat_map(|list| list.split(", ")).map(first_segment).collect(),
        None => vec![first_segment(rest)],
    })
}

fn first_segment(path: &str) -> &str {
    path.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next().unwrap_or_default()
}

#[track_caller]
fn assert_absent(modules: impl Iterator<Item = &'static str>, words: &[&str]) {
    for source in modules.flat_map(sources) {
        for line in source.code() {
            for word in words {
                assert!(!line.contains(word), "{} says {word}: {}", source.path.display(), line.trim());
            }
        }
    }
}

#[test]
fn dependencies_point_one_way() {
    for (module, may_use) in MAY_USE {
        for source in sources(module) {
            for used in source.code().flat_map(used_modules) {
                let allowed = used == module || may_use.contains(&used);
                assert!(allowed, "{} uses {used}, which {module} does not know", source.path.display());
            }
        }
    }
}

#[test]
fn the_map_lists_the_modules_in_reading_order() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("there is a lib.rs");
    let listed: Vec<_> = map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(listed, MAY_USE.map(|(module, _)| module));
    for module in &listed {
        assert!(map.contains(&format!("//! | [`{module}`]")), "the table in lib.rs leaves out {module}");
    }
}

#[test]
fn only_worker_and_ui_know_the_browser() {
    assert_absent(modules_but(&BROWSER_MODULES), &["web_sys", "js_sys", "wasm_bindgen", "reactive_graph"]);
}

#[test]
fn only_worker_and_ui_ask_the_time_or_chance() {
    let words = ["SystemTime", "std::time::Instant", "Instant::now", "Date::now", "performance()", "random()"];
    assert_absent(modules_but(&BROWSER_MODULES), &words);
}

#[test]
fn nothing_waits_between_socket_and_effect() {
    assert_absent(modules_but(&["ui"]), &["async ", ".await;", ".await?", "spawn_local"]);
}

#[test]
fn no_payload_can_become_markup() {
    assert_absent(
        ["ui"].into_iter(),
        &["inner_html", "set_inner_html", "insert_adjacent_html", "document.write", "eval("],
    );
}

#[test]
fn every_file_opens_with_what_it_does() {
    for source in modules_but(&[]).flat_map(sources) {
        assert!(source.text.starts_with("//! "), "{} does not say what it does", source.path.display());
    }
}
