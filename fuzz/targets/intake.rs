//! What a person opens to have it taken into the past: a table, lines of JSON, or any other file.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::intake);
