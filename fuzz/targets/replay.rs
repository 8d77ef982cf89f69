//! What a person opens to have it played: a recording, or any other file.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::replay);
