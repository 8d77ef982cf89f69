//! The page.

#[cfg(target_arch = "wasm32")]
fn main() {
    alicia_dashboard::ui::start();
}

/// Outside a browser there is no page.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
