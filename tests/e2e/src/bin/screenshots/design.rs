//! All controls in all their states, side by side, which only a build for development shows.

use std::thread;

use e2e::Stage;

use crate::{
    REST,
    camera::{Camera, SIZES, THEMES},
};

/// Light and dark stand below each other there, each as long as a picture can be.
pub(crate) fn take(camera: &Camera) {
    let stage = Stage::open();
    for (size, window) in SIZES {
        stage.browser.resize(window);
        stage.browser.goto("about:blank");
        stage.browser.goto(&format!("{}#/design", stage.url()));
        stage.browser.wait_for("the gallery", || stage.browser.text(".designs h1"));
        thread::sleep(REST);
        for (index, (light, theme)) in THEMES.into_iter().enumerate() {
            let only = format!("document.querySelectorAll('.design').forEach((it, at) => it.hidden = at !== {index})");
            stage.browser.evaluate(&only, vec![]);
            camera.shoot(&stage.browser, "design", true, (size, window), &[(light, theme)]);
            stage.browser.resize(window);
        }
    }
    stage.browser.assert_no_console_errors();
}
