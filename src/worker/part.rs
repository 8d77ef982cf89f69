//! Parts of the worker that few homes need: `cargo xtask finish` cuts them out of the worker's module. They are fetched when they
//! are first needed, and the worker waits for them: so nothing has to wait between socket and effect.

use js_sys::{Object, Reflect, WebAssembly};
use wasm_bindgen::prelude::*;

use super::file;
use crate::parts;

/// How the names of their files begin.
const FILES: &str = "worker-";

/// Brings parts from now on; a build for development is in one piece.
pub(super) fn offer() {
    if file::is_told(FILES) {
        parts::fetch_by(|name| fetch(name).is_ok());
    }
}

fn fetch(name: &str) -> Result<(), JsValue> {
    let module = file::module(&format!("{FILES}{name}-"))?;
    let imports = Object::new();
    Reflect::set(&imports, &"main".into(), &wasm_bindgen::exports())?;
    // Whatever it has for this program, it puts into the program's table of functions.
    WebAssembly::Instance::new(&module, &imports)?;
    Ok(())
}
