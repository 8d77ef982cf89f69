//! The stage for end-to-end tests: a real Chromium before the built page, behind it a real Mosquitto.
#![expect(clippy::missing_panics_doc, reason = "the stage reports by panicking, which is what fails a test")]

mod browser;
mod command;
mod console;
mod driver;
pub mod marks;
mod stage;

pub use browser::{Browser, PATIENCE, Theme, Window};
pub use stage::{Keep, NO_BROKER, Stage};
