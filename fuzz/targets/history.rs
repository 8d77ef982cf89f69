//! Whatever the place holds where history is kept.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::history);
