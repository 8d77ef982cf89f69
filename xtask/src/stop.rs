//! Why an errand stopped, and what the person can do about it.

use std::fmt;

#[derive(Debug)]
pub(crate) struct Stop {
    what: String,
    next: String,
}

impl Stop {
    pub(crate) fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), next: next.into() }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Stopped: {}\nNext: {}", self.what, self.next)
    }
}
