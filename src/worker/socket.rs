//! A WebSocket that speaks MQTT. Ours rather than gloo-net's, which queues without bound what arrives, and sends binary
//! messages as blobs (170 µs each against 3).

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, EventTarget, MessageEvent, WebSocket};

use crate::app::Event;

/// What a worker hears when the policy that its server sent keeps it from something.
const REFUSED_BY_POLICY: &str = "securitypolicyviolation";
const NOT_IN_POLICY: &str = "the server of this page does not allow connections to it. Use the address it was set up \
                             with, or add this one to connect-src in its Content-Security-Policy";

/// Closes when dropped, and is not heard of again.
pub(super) struct Socket {
    inner: WebSocket,
    // The browser calls these for as long as the socket holds them.
    _on_open: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
    on_refused: Closure<dyn FnMut()>,
}

impl Socket {
    /// Fails at once where the browser will not even try: an address that is none, or `ws:` from an https page.
    pub(super) fn open(url: &str, handle: impl Fn(Event<'_>) + 'static) -> Result<Self, Event<'static>> {
        let socket = WebSocket::new_with_str(url, "mqtt").map_err(|error| Event::OpenFailed {
            why: error.dyn_ref::<js_sys::Error>().map_or_else(String::new, |error| error.message().into()),
            permanent: true,
        })?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let handle = Rc::new(handle);

        let on_open = {
            let handle = Rc::clone(&handle);
            Closure::new(move || handle(Event::Opened))
        };
        let on_message = {
            let handle = Rc::clone(&handle);
            let reused = Cell::new(Vec::new());
            Closure::new(move |event: MessageEvent| match event.data().dyn_into::<ArrayBuffer>() {
                Ok(frame) => {
                    let frame = Uint8Array::new(&frame);
                    let mut bytes = reused.take();
                    bytes.resize(frame.length() as usize, 0);
                    frame.copy_to(&mut bytes);
                    handle(Event::Frame(&bytes));
                    reused.set(bytes);
                }
                Err(_) => handle(Event::TextFrame),
            })
        };
        let on_refused = {
            let handle = Rc::clone(&handle);
            Closure::new(move || handle(Event::OpenFailed { why: NOT_IN_POLICY.to_owned(), permanent: true }))
        };
        let on_close = Closure::new(move |event: CloseEvent| {
            handle(Event::Closed { code: event.code(), reason: event.reason() });
        });
        // A socket that the policy refuses fails without being closed. The worker connects to nothing else.
        let _ = this_worker().add_event_listener_with_callback(REFUSED_BY_POLICY, on_refused.as_ref().unchecked_ref());
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Ok(Self { inner: socket, _on_open: on_open, _on_message: on_message, _on_close: on_close, on_refused })
    }

    /// Dropped without a word while the socket is not open: the session learns of that from the close.
    pub(super) fn send(&self, bytes: &[u8]) {
        let _ = self.inner.send_with_u8_array(bytes);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        const NORMAL: u16 = 1000;
        self.inner.set_onopen(None);
        self.inner.set_onmessage(None);
        self.inner.set_onclose(None);
        let _ = this_worker()
            .remove_event_listener_with_callback(REFUSED_BY_POLICY, self.on_refused.as_ref().unchecked_ref());
        let _ = self.inner.close_with_code(NORMAL);
    }
}

fn this_worker() -> EventTarget {
    js_sys::global().unchecked_into()
}
