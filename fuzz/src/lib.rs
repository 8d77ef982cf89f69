//! What is done with bytes that nobody thought of. Each check takes any bytes and panics if a promise is broken: the program
//! never panics, what it keeps stays within its limits, and a stream says the same whole, halved and byte by byte.
//!
//! | target | its bytes are |
//! |---|---|
//! | [`frames`] | what comes after the socket opened; `hang up` on a line of its own ends a connection |
//! | [`session`] | the same after login and subscription |
//! | [`dialects`] | a recording, as in `tests/dialects`: the house they make, and each convention alone |
//! | [`history`] | a block, and what takes the place of something that is kept |
//! | [`app`] | a recording in which time passes and the person acts: frames in, effects out |
//! | [`intake`] | a file that a person opens to have it taken into the past |
//! | [`replay`] | a file that a person opens to have it played |
//!
//! `cargo xtask fuzz` runs them; `cargo run --bin session -- FILE` here plays one input again.

mod clock;
mod connection;
mod cut;
mod house;
mod intake;
mod limits;
mod memory;
mod packet;
mod page;
mod past;
mod program;
mod recording;
mod replay;

use std::process::ExitCode;
use std::{env, fs};

pub use connection::{frames, session};
pub use house::dialects;
pub use intake::intake;
pub use past::history;
pub use program::app;
pub use replay::replay;

/// A program that tries `check` on whatever libFuzzer thinks of; or, built without it, on the files it is given.
#[macro_export]
macro_rules! target {
    ($check:path) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|input: &[u8]| $check(input));

        #[cfg(not(fuzzing))]
        fn main() -> std::process::ExitCode {
            $crate::play($check)
        }
    };
}

/// Plays the files named on the command line.
#[must_use]
pub fn play(check: fn(&[u8])) -> ExitCode {
    for name in env::args_os().skip(1) {
        match fs::read(&name) {
            Ok(input) => check(&input),
            Err(error) => {
                eprintln!("{} cannot be read: {error}", name.display());
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
