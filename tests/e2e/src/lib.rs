//! The stage for end-to-end tests: a real Chromium before the built page, behind it a real nginx and a real Mosquitto.
#![expect(clippy::missing_panics_doc, reason = "the stage reports by panicking, which is what fails a test")]

mod browser;
mod chromium;
mod command;
mod console;
mod driver;
mod host;
pub mod marks;
mod page;
mod stage;
mod visit;

pub use browser::{Browser, PATIENCE, Theme, Window};
pub use host::Host;
pub use page::Config;
pub use stage::{Keep, NO_BROKER, Scene, Stage};
