//! The page's end of the wire: starts the worker, takes its news into the mirror, takes intents to it. Knows no socket.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::broken;
use super::chunk::Chunks;
use super::dom::document;
use super::mirror::{Mirror, hear};
use super::outbox::Outbox;
use crate::ahead;
use crate::app::{Intent, wire};
use crate::language;
use crate::language::t;

/// The worker's script, unless the page names another one in `<meta name="worker">`.
const SCRIPT: &str = "worker_loader.js";

/// Intents wait here until the worker has spoken for the first time.
enum Wire {
    Starting(Vec<Intent>),
    Open,
}

/// Starts the worker; from then on its news reach `mirror`, as soon as the part of the page is here that knows what they mean.
pub(super) fn open(mirror: Mirror, chunks: Chunks) -> Outbox {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let Ok(worker) = Worker::new_with_options(&script(), &options) else {
        broken::tell(t!("This browser does not let the page start its worker."));
        return Outbox::new(|_| ());
    };
    let wire = Rc::new(RefCell::new(Wire::Starting(Vec::new())));
    receive(&worker, mirror, chunks, Rc::clone(&wire));
    let end = SendWrapper::new((worker, wire));
    Outbox::new(move |intent| match &mut *end.1.borrow_mut() {
        Wire::Starting(waiting) => waiting.push(intent),
        Wire::Open => post(&end.0, &intent),
    })
}

/// The closures live as long as the page, like the worker.
fn receive(worker: &Worker, mirror: Mirror, chunks: Chunks, wire: Rc<RefCell<Wire>>) {
    let sender = worker.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        let (sender, wire) = (sender.clone(), Rc::clone(&wire));
        chunks.at_home(move || take_in(&bytes, mirror, &sender, &wire));
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();

    let on_error = Closure::<dyn Fn()>::new(|| broken::tell(t!("The part that talks to the broker has stopped.")));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_error.forget();
}

fn take_in(bytes: &[u8], mirror: Mirror, sender: &Worker, wire: &RefCell<Wire>) {
    if !hear(mirror, bytes) {
        broken::tell(t!("The page and its worker are of different versions."));
        return;
    }
    if let Wire::Starting(waiting) = wire.replace(Wire::Open) {
        if let Some(table) = language::table() {
            let _ = sender.post_message(&table.into());
        }
        for intent in &waiting {
            post(sender, intent);
        }
    }
    ahead::keep();
    // What is shown of it follows before the worker hears this and the next batch can come.
    post(sender, &Intent::Taken);
}

fn post(worker: &Worker, intent: &Intent) {
    let bytes = Uint8Array::from(wire::encode(intent).as_slice());
    if worker.post_message(&bytes).is_err() {
        broken::tell(t!("The page cannot reach its worker."));
    }
}

fn script() -> String {
    document()
        .query_selector("meta[name=worker]")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_else(|| SCRIPT.to_owned())
}
