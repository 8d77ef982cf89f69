//! Whatever devices say, read by every convention there is.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::dialects);
