//! Takes the README's pictures: the page with a simulated home, on a phone and a laptop, light and dark.

use std::{fs, path::Path, thread, time::Duration};

use e2e::{Stage, Theme, Window, marks};

/// What a repository and a README carry lightly.
const LARGEST: u64 = 200_000;
/// Long enough that every device has spoken.
const SETTLING: Duration = Duration::from_secs(20);

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../screenshots");
    fs::create_dir_all(&folder).expect("the project's folder can be written to");
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    let lamp = marks::device("alicia:bulb_living");
    stage.browser.wait_for("the lamp", || stage.browser.text(&lamp));
    thread::sleep(SETTLING);
    for (size, window) in [("phone", Window::PHONE), ("laptop", Window::LAPTOP)] {
        for (light, theme) in [("light", Theme::Light), ("dark", Theme::Dark)] {
            stage.browser.resize(window);
            stage.browser.show_in(theme);
            // Transitions of colours and places come to rest.
            thread::sleep(Duration::from_secs(1));
            let file = folder.join(format!("{size}-{light}.png"));
            stage.browser.screenshot(&file);
            let bytes = fs::metadata(&file).map_or(0, |file| file.len());
            assert!(bytes <= LARGEST, "{} has {bytes} bytes", file.display());
            println!("screenshots/{size}-{light}.png {bytes} bytes");
        }
    }
}
