//! Codes that devices ask for: those of locks and alarm panels. They are typed when they are needed and kept nowhere.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What somebody has typed. It is never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code(pub String);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

/// That a device does some of what it is asked for only for a code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeWanted {
    /// It has nothing but digits.
    pub is_digits: bool,
    /// The regular expression that all of it follows; only a browser knows how to read that.
    pub pattern: Option<String>,
    /// The words that are not asked for without it.
    pub words: Vec<String>,
}
