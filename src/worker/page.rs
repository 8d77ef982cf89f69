//! The line to the page: news out, intents in.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::app::{Intent, News, wire};
use crate::language;

pub(super) struct Page(DedicatedWorkerGlobalScope);

impl Page {
    pub(super) fn of_this_worker() -> Self {
        Self(js_sys::global().unchecked_into())
    }

    /// An empty batch says that the worker is ready.
    pub(super) fn tell(&self, news: &[News]) {
        let bytes = Uint8Array::from(wire::encode(&news).as_slice());
        let moved = Array::of1(&bytes.buffer());
        // Fails only for what cannot be cloned or moved; a fresh buffer can.
        let _ = self.0.post_message_with_transfer(&bytes, &moved);
    }

    /// For the rest of the worker's life. A text that comes before any intent is the table of the reader's language.
    pub(super) fn on_intent(&self, mut handle: impl FnMut(Intent) + 'static) {
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            if let Some(table) = data.as_string() {
                language::speak(table);
                return;
            }
            let bytes = data.dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec());
            if let Some(intent) = bytes.ok().and_then(|bytes| wire::decode(&bytes)) {
                handle(intent);
            }
        });
        self.0.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
    }

    /// A panic ends the worker, which the browser tells the page. What it has to say, a build for development says in the
    /// console.
    pub(super) fn report_panics() {
        #[cfg(debug_assertions)]
        std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    }
}
