//! The worker's entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    alicia_dashboard::worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program runs in a browser: build it with `cargo xtask dist`.");
}
