//! A template that is a program, and what it makes of a message, as bytes between two programs: in the browser the engine is
//! one of its own.

use serde::{Deserialize, Serialize};

use super::datum::Datum;
#[cfg(feature = "engine")]
use super::reason::Reason;
#[cfg(feature = "engine")]
use crate::language::word;
use crate::time::Timestamp;

/// What is to be run.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Call<'a> {
    pub(super) source: &'a str,
    pub(super) message: Option<&'a str>,
    #[serde(borrow)]
    pub(super) variables: Vec<(&'a str, Datum<'a>)>,
    pub(super) now: Timestamp,
}

/// The engine, for a program that has nothing else.
#[cfg(feature = "engine")]
#[derive(Debug, Default)]
pub struct Programs(super::Engine);

#[cfg(feature = "engine")]
impl Programs {
    /// The answer to a call; both are bytes that only another build of this program can read.
    #[must_use]
    pub fn answer(&self, call: &[u8]) -> Vec<u8> {
        let answer = match postcard::from_bytes::<Call>(call) {
            Ok(call) => self.0.print(call.source, call.message, &call.variables, call.now),
            Err(_) => Err(Reason::of(word!("the page and its template engine are of different versions"))),
        };
        postcard::to_allocvec(&answer).unwrap_or_default()
    }
}
