//! The page's end of the wire: starts the worker, takes its news into the mirror, takes intents to it. Knows no socket.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MessageEvent, Response, Worker, WorkerOptions, WorkerType};

use super::broken;
use super::chunk::Chunks;
use super::dom::{document, window};
use super::mirror::{Mirror, hear};
use super::outbox::Outbox;
use super::session;
use crate::ahead;
use crate::app::{Intent, wire};
use crate::language;
use crate::language::t;

/// The worker's script, unless the page names another one in `<meta name="worker">`.
const SCRIPT: &str = "worker_loader.js";

/// Parts of the worker for what many homes speak. They come into the browser's own store while somebody types a password:
/// the worker, which stands still until such a part is there, finds it near.
const NEAR: [&str; 4] = ["worker-alicia-", "worker-smarthome-", "worker-iotflow-", "worker-home_assistant-"];

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
    let Some(is_batch) = hear(mirror, bytes) else {
        broken::tell(t!("The page and its worker are of different versions."));
        return;
    };
    if let Wire::Starting(waiting) = wire.replace(Wire::Open) {
        if let Some(table) = language::table() {
            let _ = sender.post_message(&table.into());
        }
        for intent in &waiting {
            post(sender, intent);
        }
        if !session::is_remembered() {
            bring_near(&script());
        }
    }
    ahead::keep();
    // What is shown of it follows. If that takes longer than until the next batch comes, it is that one which is taken in late.
    if is_batch {
        post(sender, &Intent::Taken);
    }
}

/// The worker's address names its parts.
fn bring_near(script: &str) {
    for part in script.split(['?', ',']).filter(|name| NEAR.iter().any(|begins| name.starts_with(begins))) {
        let asked = window().fetch_with_str(part);
        spawn_local(async move {
            // What nobody reads to its end is not kept.
            let answer = JsFuture::from(asked).await.ok().and_then(|answer| answer.dyn_into::<Response>().ok());
            if let Some(read) = answer.and_then(|answer| answer.array_buffer().ok()) {
                let _ = JsFuture::from(read).await;
            }
        });
    }
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
