//! A dashboard for homes that speak MQTT: shows every device on a broker and switches it, in the browser alone.
//!
//! Two programs come from this crate. The **worker** holds the home: socket, session, registry. The **page** mirrors what it
//! shows of it. Two enums cross between them: [`app::Intent`] to the worker, [`app::News`] to the page. A third program,
//! the package `engine`, has a part of [`dialect`] that few homes need; the worker fetches it for those. What else few visits
//! need is cut out of page and worker after they were compiled, and [`parts`] knows what of it is here.
//!
//! | module, in reading order | what it knows |
//! |---|---|
//! | [`time`] | two kinds of time, and no clock |
//! | [`ahead`] | memory before it is needed; not what for |
//! | [`parts`] | parts of a program that come when they are first needed; not what is in them |
//! | [`language`] | what is said to people, in their language; not where its table comes from |
//! | [`order`] | how things are put in order; not what they are |
//! | [`table`] | how things are found by names that others choose; not what they are |
//! | [`mqtt`] | an MQTT client session; no socket, no device |
//! | [`topics`] | what is said on a broker's topics, whatever it means; no device |
//! | [`device`] | devices, whatever they speak; no topic |
//! | [`history`] | what properties said over time; no store |
//! | [`alarm`] | what is not as it should be, and what became of it; no clock |
//! | [`chart`] | how that is drawn; no browser, no language |
//! | [`dialect`] | topic conventions: which message says what about which device; decides nothing |
//! | [`dynsec`] | what Mosquitto's plugin for users and roles is asked, and what it answers; no session |
//! | [`app`] | the program: an event and the time in, effects out; no browser |
//! | [`worker`] | performs the effects: socket, store, clock, timer; decides nothing |
//! | [`ui`] | what the person sees; no topic, no socket |
//!
//! What holds throughout, and `tests/architecture.rs` checks:
//!
//! - Dependencies point up this table. `mqtt` and `device` are strangers to each other, and so are `worker` and `ui`.
//! - Only `worker` and `ui` know the browser, and only they ask the time or chance.
//! - Between socket and effect nothing waits: one synchronous call takes a frame in and gives the effects out.
//! - Reading the world cannot fail: what is not understood is listed with a reason, and the rest goes on.
//! - Nothing that came from a broker becomes markup.

pub mod time;

#[cfg(target_arch = "wasm32")]
pub mod ahead;

pub mod parts;

pub mod language;

pub mod order;

pub mod table;

pub mod mqtt;

pub mod topics;

pub mod device;

pub mod history;

pub mod alarm;

#[cfg(feature = "page")]
pub mod chart;

pub mod dialect;

pub mod dynsec;

pub mod app;

#[cfg(all(target_arch = "wasm32", feature = "worker"))]
pub mod worker;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod ui;
