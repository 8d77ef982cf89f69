//! Takes pictures of the page with a simulated home, on a phone and a laptop, light and dark: the README's, and one of every
//! page and of every kind of chart to be looked at; of charts alone if that is what is asked for.

mod charts;

use std::{
    env, fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use e2e::{Stage, Theme, Window, marks};

/// What a repository and a README carry lightly.
const LARGEST: u64 = 200_000;
/// Long enough that every device has spoken.
const SETTLING: Duration = Duration::from_secs(20);
/// Transitions of colours and places come to rest.
const REST: Duration = Duration::from_secs(1);
const LAMP: &str = "alicia:bulb_living";

fn main() {
    let (kept, all) = (folder("screenshots"), folder("target/pictures"));
    if env::args().any(|word| word == "charts") {
        return charts::take(&all);
    }
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    let lamp = marks::device(LAMP);
    stage.browser.wait_for("the lamp", || stage.browser.text(&lamp));
    thread::sleep(SETTLING);
    for (size, window) in [("phone", Window::PHONE), ("laptop", Window::LAPTOP)] {
        for (light, theme) in [("light", Theme::Light), ("dark", Theme::Dark)] {
            stage.browser.resize(window);
            stage.browser.show_in(theme);
            for (page, route) in pages() {
                stage.go(&route);
                stage.browser.wait_for("the heading of a page", || stage.browser.text("h1"));
                thread::sleep(REST);
                stage.browser.screenshot(&all.join(format!("{}-{size}-{light}.png", page.replace('/', "-"))));
            }
            stage.go("#/");
            thread::sleep(REST);
            let file = kept.join(format!("{size}-{light}.png"));
            stage.browser.screenshot(&file);
            let bytes = fs::metadata(&file).map_or(0, |file| file.len());
            assert!(bytes <= LARGEST, "{} has {bytes} bytes", file.display());
            println!("screenshots/{size}-{light}.png {bytes} bytes");
        }
    }
    charts::take(&all);
    println!("every page and every kind of chart: {}", all.display());
}

/// Every page, by a name for its pictures.
fn pages() -> Vec<(&'static str, String)> {
    let lamp = marks::device_route(LAMP);
    let of_lamp = |page: &str| format!("{}/brightness", lamp.replace("#/device/", page));
    let mut pages = vec![("device", lamp.clone()), ("chart", of_lamp("#/chart/")), ("new-alarm", of_lamp("#/alarms/"))];
    pages.push(("topics", "#/topics/alicia%2Fdevices%2Fbulb_living%2Fstatus".to_owned()));
    let others = [
        "devices",
        "room/Bedroom",
        "alarms",
        "activity",
        "broker",
        "settings",
        "more",
        "wall",
        "wall/Bedroom",
        "nowhere",
    ];
    pages.extend(others.map(|route| (route, format!("#/{route}"))));
    pages
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    fs::create_dir_all(&folder).expect("the project's folder can be written to");
    folder
}
