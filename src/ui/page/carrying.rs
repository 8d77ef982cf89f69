//! The past as a file: saved, and taken in again. The worker gives and takes it in parts; all of it is never in one text.

use js_sys::{Array, Uint8Array};
use reactive_graph::owner::{StoredValue, expect_context, on_cleanup};
use reactive_graph::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Event};

use crate::app::{Carried, Carry, Export, Format, Intent, Of, Taken};
use crate::language::t;
use crate::time::Timestamp;
use crate::ui::cell::Cell;
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, Piece, all, effect, el, field, part};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{button, labelled};
use crate::ui::{file, format, text};

/// Bytes of a file that are read at once.
const PIECE: f64 = 262_144.0;
const DAY: i64 = 86_400_000;
/// Devices that are listed to be chosen from; of more, those that are searched for.
const LISTED: usize = 200;
const UNREADABLE: &str = "the browser could not read it";

/// What is on its way.
#[derive(Clone)]
enum Load {
    /// The parts that have come, for a file of this name.
    Out(SendWrapper<Array>, &'static str),
    /// The file, and how much of it was sent.
    In(SendWrapper<Blob>, f64),
}

#[derive(Clone, Copy)]
struct Carrier {
    load: StoredValue<Option<Load>>,
    /// A file that is of another home, or may be.
    held: StoredValue<Option<SendWrapper<Blob>>>,
    /// How much was read of a file, as a share.
    share: Cell<f64>,
    /// Why the page could not go on.
    failure: Cell<Option<&'static str>>,
    mirror: Mirror,
    outbox: Outbox,
}

/// What is told of it.
#[derive(Clone, PartialEq)]
enum Told {
    Gives,
    Given,
    Taken(Taken),
    Asks(String),
    Failed(String),
}

/// Saves this, from now on, and tells what becomes of it.
#[inline(never)]
pub(in crate::ui) fn saving(export: Export) -> Piece {
    let carrier = Carrier::new();
    carrier.export(export);
    part(move || carrier.told(), move |told| say(carrier, told))
}

pub(super) fn carrying() -> Element {
    let carrier = Carrier::new();
    let choose = move |event: Event| {
        if let Some(file) = file::chosen(&field(&event)) {
            carrier.import(file.into(), false);
        }
    };
    let picker = el("input").attr("type", "file").attr("accept", ".csv,.jsonl,.ndjson,.json,.txt").on("change", choose);
    let import = el("label").class("button").child(t!("Import history")).child(picker);
    let hint = t!(
        "A table (CSV) or lines of JSON, with the time, unit and kind of every value. What is there already is not taken in twice. \
         Secrets are in no file."
    );
    el("div")
        .class("panel yours")
        .attr("data-testid", "carrying")
        .child(exporting(carrier))
        .child(import)
        .child(el("p").class("hint").child(hint))
        .child(part(move || carrier.told(), move |told| say(carrier, told)))
}

/// What shall be in the file.
fn exporting(carrier: Carrier) -> Piece {
    let clock = expect_context::<Clock>();
    let (devices, days, format) = (Cell::new(Vec::new()), Cell::new(0_i64), Cell::new(Format::Csv));
    let option = |value: &str, label: &str| el("option").attr("value", value).child(label.to_owned());
    let ranges =
        [("0", t!("Everything")), ("1", t!("The last day")), ("7", t!("The last week")), ("31", t!("The last month"))];
    let ranges = el("select")
        .child(all(ranges.map(|(value, label)| option(value, label))))
        .on("change", move |event| days.set(field(&event).value().parse().unwrap_or(0)));
    let formats = el("select").child(option("csv", t!("Table (CSV)"))).child(option("json", t!("JSON Lines"))).on(
        "change",
        move |event| {
            format.set(if field(&event).value() == "json" { Format::Json } else { Format::Csv });
        },
    );
    let go = move |_| {
        let from = Some(days.get_untracked()).filter(|days| *days > 0);
        let now = clock.now();
        carrier.export(Export {
            format: format.get_untracked(),
            of: match devices.get_untracked() {
                none if none.is_empty() => Of::All,
                some => Of::Devices(some),
            },
            from: from.map(|days| Timestamp::from_millis(now.millis() - days * DAY)),
            until: None,
        });
    };
    Piece::default()
        .and(choice(carrier.mirror, devices))
        .and(labelled(t!("How much"), ranges))
        .and(labelled(t!("As"), formats))
        .and(button(t!("Export history")).on("click", go))
}

/// Of which devices: of all, until some are chosen.
fn choice(mirror: Mirror, chosen: Cell<Vec<String>>) -> Element {
    let (is_open, wanted) = (Cell::new(false), Cell::new(String::new()));
    let words = move || match chosen.with(Vec::len) {
        0 => t!("All devices").to_owned(),
        1 => t!("One device").to_owned(),
        count => t!("{count} devices", count = format::count(count as u64)),
    };
    let toggle = move |event: Event| {
        let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        is_open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    let search = move || {
        let field = el("input")
            .attr("type", "search")
            .on("input", move |event| wanted.set(field(&event).value().to_lowercase()));
        labelled(t!("Search devices"), field)
    };
    let tick = move |(id, name): (String, String)| {
        let its = id.clone();
        let tick = el("input")
            .attr("type", "checkbox")
            .checked(move || chosen.with(|chosen| chosen.contains(&its)))
            .on("change", move |event| {
                chosen.update(|chosen| {
                    chosen.retain(|other| *other != id);
                    if field(&event).checked() {
                        chosen.push(id.clone());
                    }
                });
            });
        el("label").class("check").child(tick).child(el("span").child(name))
    };
    let found = move |wanted: String| {
        let names: Vec<_> = mirror.devices().with_untracked(|devices| {
            let named = devices.iter().map(|device| (device.id.clone(), text::short(&device.name)));
            named.filter(|(_, name)| name.to_lowercase().contains(&wanted)).take(LISTED).collect()
        });
        el("div").class("choices").child(all(names.into_iter().map(tick)))
    };
    let list = part(
        move || is_open.get().then_some(()),
        move |()| Piece::default().and(search()).and(part(move || Some(wanted.get()), found)),
    );
    let details = el("details").class("choice").on("toggle", toggle).child(el("summary").child(dom::text(words)));
    el("div").class("field").child(el("span").child(t!("Of"))).child(details.child(list))
}

impl Carrier {
    fn new() -> Self {
        let carrier = Self {
            load: StoredValue::new(None),
            held: StoredValue::new(None),
            share: Cell::new(0.0),
            failure: Cell::new(None),
            mirror: expect_context::<Mirror>(),
            outbox: expect_context::<Outbox>(),
        };
        carrier.mirror.forget_carried();
        effect(move || carrier.go_on());
        on_cleanup(move || carrier.outbox.send(Intent::Carry(Carry::Stop)));
        carrier
    }

    fn export(self, export: Export) {
        self.begin();
        let name = match export.format {
            Format::Csv => "alicia-history.csv",
            Format::Json => "alicia-history.jsonl",
        };
        self.load.set_value(Some(Load::Out(SendWrapper::new(Array::new()), name)));
        self.outbox.send(Intent::Carry(Carry::Export(export)));
    }

    fn import(self, file: Blob, anyway: bool) {
        self.begin();
        self.held.set_value(Some(SendWrapper::new(file.clone())));
        self.load.set_value(Some(Load::In(SendWrapper::new(file), 0.0)));
        self.outbox.send(Intent::Carry(Carry::Import { anyway }));
    }

    fn begin(self) {
        self.share.set(0.0);
        self.failure.set(None);
        self.mirror.forget_carried();
    }

    fn stop(self) {
        self.load.set_value(None);
        self.mirror.forget_carried();
        self.outbox.send(Intent::Carry(Carry::Stop));
    }

    /// Each answer of the worker is followed by the next wish.
    fn go_on(self) {
        self.mirror.carried().with(|carried| {
            let (Some(carried), Some(load)) = (carried, self.load.get_value()) else { return };
            match (load, carried) {
                (Load::Out(parts, name), Carried::Part(part, is_more)) => {
                    // The browser may keep it on disk.
                    if let Ok(part) = Blob::new_with_str_sequence(&Array::of1(&part.as_str().into())) {
                        parts.push(&part);
                    }
                    if *is_more {
                        self.outbox.send(Intent::Carry(Carry::More));
                    } else {
                        self.load.set_value(None);
                        file::save_parts(name, &parts);
                    }
                }
                (Load::In(file, at), Carried::Taken(Taken { is_all: false, .. })) => self.send(file, at),
                _ => self.load.set_value(None),
            }
        });
    }

    fn send(self, file: SendWrapper<Blob>, at: f64) {
        self.load.set_value(Some(Load::In(file.clone(), at + PIECE)));
        spawn_local(async move {
            if at >= file.size() {
                self.outbox.send(Intent::Carry(Carry::End));
                return;
            }
            if let Ok(bytes) = piece(&file, at).await {
                self.share.set(at / file.size());
                self.outbox.send(Intent::Carry(Carry::Part(bytes.to_vec())));
            } else {
                self.stop();
                self.failure.set(Some(UNREADABLE));
            }
        });
    }

    fn told(self) -> Option<Told> {
        if let Some(reason) = self.failure.get() {
            return Some(Told::Failed(reason.to_owned()));
        }
        self.mirror.carried().with(|carried| {
            Some(match carried.as_ref()? {
                Carried::Part(_, true) => Told::Gives,
                Carried::Part(_, false) => Told::Given,
                Carried::Taken(taken) => Told::Taken(taken.clone()),
                Carried::Asks(words) => Told::Asks(words.clone()),
                Carried::Failed(reason) => Told::Failed(reason.clone()),
            })
        })
    }
}

async fn piece(file: &Blob, at: f64) -> Result<Uint8Array, JsValue> {
    let piece = file.slice_with_f64_and_f64(at, at + PIECE)?;
    Ok(Uint8Array::new(&JsFuture::from(piece.array_buffer()).await?))
}

fn say(carrier: Carrier, told: Told) -> Element {
    let line = || el("div").attr("data-testid", "carried");
    match told {
        Told::Gives => line().attr("role", "status").child(t!("History is being written…")).child(stop(carrier)),
        Told::Given => line().attr("role", "status").child(t!("History was written to a file.")),
        Told::Failed(reason) => {
            let reason = text::visible(&reason);
            line().class("bad").attr("role", "alert").child(t!("It is not done: {reason}.", reason))
        }
        Told::Asks(words) => {
            let go = move |_| {
                if let Some(file) = carrier.held.get_value() {
                    carrier.import(file.take(), true);
                }
            };
            line().class("note").attr("role", "alert").child(el("span").child(&*text::visible(&words))).child(
                el("span")
                    .class("acts")
                    .child(button(t!("Import it")).on("click", go))
                    .child(button(t!("Leave it")).on("click", move |_| carrier.stop())),
            )
        }
        Told::Taken(taken) => {
            let all = taken.reasons.iter().map(|reason| el("li").child(&*text::visible(reason))).collect::<Vec<_>>();
            let reasons = (!all.is_empty()).then(|| el("ul").class("hint").child(self::all(all)));
            let ends = (!taken.is_all).then(|| stop(carrier));
            let words = summary(&taken, carrier.share.get_untracked());
            line()
                .attr("role", "status")
                .attr("data-added", &taken.added.to_string())
                .attr("data-known", &taken.known.to_string())
                .attr("data-left-out", &taken.left_out.to_string())
                .attr("data-state", if taken.is_all { "done" } else { "under way" })
                .child(el("p").child(words))
                .child(reasons)
                .child(ends)
        }
    }
}

fn stop(carrier: Carrier) -> Element {
    button(t!("Stop")).on("click", move |_| carrier.stop())
}

fn summary(taken: &Taken, share: f64) -> String {
    let [added, known, left_out] = [taken.added, taken.known, taken.left_out].map(format::count);
    let words = t!("New: {added}. There already: {known}. Left out: {left_out}.", added, known, left_out);
    if taken.is_all {
        return t!("The file was taken in. {words}", words);
    }
    let percent = format::number((share * 100.0).floor(), Some(0));
    t!("{percent} % of the file was read. {words}", percent, words)
}
