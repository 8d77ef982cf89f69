//! The stage for end-to-end tests: a real Chromium before the built page, behind it a real nginx and a real Mosquitto, or a
//! broker that the test plays itself.
#![expect(clippy::missing_panics_doc, reason = "the stage reports by panicking, which is what fails a test")]

mod barrier;
pub mod bench;
mod browser;
mod chromium;
mod command;
mod console;
mod crowd;
mod devtools;
mod driver;
mod hand;
mod host;
mod line;
pub mod marks;
mod packet;
mod page;
pub mod past;
mod rehearsal;
pub mod scripted;
pub mod soak;
mod stage;
mod talkative;
mod visit;
#[path = "../../session/broker.rs"]
#[expect(dead_code, reason = "conversations in virtual time say more")]
mod words;

pub use browser::{Browser, PATIENCE, Theme, Window};
pub use console::FROZEN;
pub use hand::Deed;
pub use host::Host;
pub use page::Config;
pub use rehearsal::Rehearsal;
pub use stage::{Keep, NO_BROKER, Scene, Stage};
