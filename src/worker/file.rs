//! Files of the program that the worker fetches itself, and waits for. Their names follow the `?` in its own address:
//! `worker_loader.js?engine-1.wasm,worker-homie-2.wasm`.

use js_sys::{ArrayBuffer, WebAssembly};
use wasm_bindgen::prelude::*;
use web_sys::{WorkerGlobalScope, XmlHttpRequest, XmlHttpRequestResponseType};

/// While it waits nothing else is done; longer than this, connections would suffer from it.
const PATIENCE_MS: u32 = 10_000;

/// Whether there is any file whose name begins so.
pub(super) fn is_told(start: &str) -> bool {
    name(start).is_some()
}

/// The module in the file whose name begins so.
pub(super) fn module(start: &str) -> Result<WebAssembly::Module, JsValue> {
    let name = name(start).ok_or(JsValue::UNDEFINED)?;
    let request = XmlHttpRequest::new()?;
    request.open_with_async("GET", &name, false)?;
    request.set_timeout(PATIENCE_MS);
    request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    request.send()?;
    let bytes: ArrayBuffer = request.response()?.dyn_into()?;
    WebAssembly::Module::new(&bytes)
}

fn name(start: &str) -> Option<String> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let told = scope.location().search();
    let name = told.strip_prefix('?')?.split(',').find(|name| name.starts_with(start))?;
    Some(name.to_owned())
}
