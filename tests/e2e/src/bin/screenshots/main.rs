//! Takes pictures of the page on a phone and a laptop, light and dark: the README's, and one of every page, of every kind of
//! device and of every kind of chart to be looked at; only some of them if words say which. Nothing may stick out of a page on
//! the way, and no console may have an error.

mod camera;
mod charts;
mod design;
mod houses;
mod places;

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use camera::Camera;

/// Transitions of colours and places come to rest.
const REST: Duration = Duration::from_millis(800);

/// What is taken, by the word for it.
type Series = (&'static str, fn(&Camera));

/// Of another build, and so only if it is asked for.
const DESIGN: Series = ("design", design::take);
const SERIES: [Series; 6] = [
    ("readme", houses::readme),
    ("pages", houses::furnished),
    ("empty", houses::empty),
    ("users", houses::administered),
    ("german", houses::german),
    ("charts", charts::take),
];

fn main() {
    let asked: Vec<String> = env::args().skip(1).collect();
    let folder = folder("target/pictures");
    let camera = Camera::new(&folder);
    for (word, take) in SERIES.into_iter().chain([DESIGN]) {
        if asked.iter().any(|it| it == word) || (asked.is_empty() && word != DESIGN.0) {
            println!("{word}");
            take(&camera);
        }
    }
    println!("to be looked at: {}", folder.display());
    camera.assert_no_flaws();
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    fs::create_dir_all(&folder).expect("the project's folder can be written to");
    folder
}
