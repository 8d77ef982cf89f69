//! The template engine, a program of its own, which most homes do not need. It is fetched with the first template that is a
//! program, and the worker waits for it: so nothing has to wait between socket and effect, and no value comes late.

use js_sys::{Function, Object, Reflect, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;

use super::file;
use crate::app::run_programs_by;

/// How the name of its file begins.
const FILE: &str = "engine-";

/// Runs programs from now on.
pub(super) fn offer() {
    let (mut module, mut engine) = (None, None);
    run_programs_by(move |call| {
        if module.is_none() {
            // Where it cannot be had, every template asks for it again: it may be there later.
            module = file::module(FILE).ok();
        }
        if engine.is_none() {
            engine = Engine::start(module.as_ref()?).ok();
        }
        let answer = engine.as_ref()?.run(call);
        // What has failed once may be in any state.
        if answer.is_err() {
            engine = None;
        }
        answer.ok()
    });
}

/// Its exports.
struct Engine {
    room: Function,
    run: Function,
    length: Function,
    memory: WebAssembly::Memory,
}

impl Engine {
    fn start(module: &WebAssembly::Module) -> Result<Self, JsValue> {
        let exports = WebAssembly::Instance::new(module, &Object::new())?.exports();
        let export = |name: &str| Reflect::get(&exports, &name.into());
        Ok(Self {
            room: export("room")?.dyn_into()?,
            run: export("run")?.dyn_into()?,
            length: export("length")?.dyn_into()?,
            memory: export("memory")?.dyn_into()?,
        })
    }

    fn run(&self, call: &[u8]) -> Result<Vec<u8>, JsValue> {
        let length = u32::try_from(call.len()).map_err(|_| JsValue::UNDEFINED)?;
        let room = self.room.call1(&JsValue::UNDEFINED, &length.into())?;
        self.bytes(&room, length)?.copy_from(call);
        let answer = self.run.call0(&JsValue::UNDEFINED)?;
        let length = self.length.call0(&JsValue::UNDEFINED)?;
        Ok(self.bytes(&answer, address(&length)?)?.to_vec())
    }

    /// A part of its memory, which moves when it grows.
    fn bytes(&self, from: &JsValue, length: u32) -> Result<Uint8Array, JsValue> {
        Ok(Uint8Array::new_with_byte_offset_and_length(&self.memory.buffer(), address(from)?, length))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "addresses in 32-bit memory")]
fn address(number: &JsValue) -> Result<u32, JsValue> {
    Ok(number.as_f64().ok_or(JsValue::UNDEFINED)? as i64 as u32)
}
