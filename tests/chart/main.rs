//! Charts, drawn on plotters' SVG backend: what is to be seen in them, and what is not.
#![cfg(not(target_arch = "wasm32"))]

mod bad_input;
mod house;
mod moving;
mod pictures;
mod words;
