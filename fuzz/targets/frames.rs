//! Whatever comes after the socket opened.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::frames);
