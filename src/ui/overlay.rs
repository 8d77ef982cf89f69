//! What comes over every page by a key: a search through all there is, and the list of keys.

use reactive_graph::graph::untrack;
use reactive_graph::owner::{expect_context, on_cleanup, provide_context};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, KeyboardEvent};

use super::cell::{Cell, live};
use super::chunk::{self, Chunk};
use super::dom::{Element, IntoPiece, Piece, all, document, each, effect, el, field, listen_to_window, part};
use super::find::{Found, Kind, find};
use super::icon::icon;
use super::keys::{are_keys_on, pressed, turn_keys};
use super::menu::menu;
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::route::{self, Route};
use super::text::{self, folded};
use crate::app::{DeskWish, Intent};
use crate::device::DeviceKey;
use crate::language::t;

/// So many are offered.
const OFFERED: usize = 12;

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Nothing,
    Search,
    Keys,
    Menu(DeviceKey),
}

/// Opens what comes over the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overlay {
    open: Cell<Open>,
    /// Whether keys that are pressed alone do anything.
    keys: Cell<bool>,
}

/// Of which device the menu is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Menu(pub(super) DeviceKey);

impl Overlay {
    pub(super) fn closed() -> Self {
        Self { open: Cell::new(Open::Nothing), keys: Cell::new(are_keys_on()) }
    }

    pub(super) fn search(self) {
        self.open.set(Open::Search);
    }

    pub(super) fn tell_keys(self) {
        self.open.set(Open::Keys);
    }

    pub(super) fn menu(self, device: DeviceKey) {
        self.open.set(Open::Menu(device));
    }

    /// Of the device whose card or page one is at.
    fn menu_here(self, mirror: Mirror) {
        let at = || document().active_element()?.closest("[data-device-id]").ok()??.get_attribute("data-device-id");
        let id = at().or_else(route::device_here);
        if let Some(device) = id.and_then(|id| untrack(|| mirror.key_of(&id))) {
            self.menu(device);
        }
    }

    pub(super) fn close(self) {
        self.open.set(Open::Nothing);
    }

    /// Whether keys that are pressed alone do anything.
    pub(super) fn has_keys(self) -> bool {
        self.keys.get()
    }

    /// A box that says so, and whether they shall.
    pub(super) fn keys_choice(self) -> Element {
        let choice = el("input")
            .attr("type", "checkbox")
            .on("change", move |event| {
                turn_keys(field(&event).checked());
                self.keys.set(are_keys_on());
            })
            .checked(move || self.keys.get());
        el("label").class("check").child(choice).child(el("span").child(t!("Single keys open pages")))
    }
}

/// Waits for the keys that lead somewhere, and shows what they open. A door of its chunk.
#[inline(never)]
pub(super) fn overlay() -> Piece {
    let (overlay, mirror) = (expect_context::<Overlay>(), expect_context::<Mirror>());
    listen_to_window("keydown", move |event| {
        let Some(key) = pressed(&event).filter(|_| overlay.keys.get_untracked()) else { return };
        let target = match key.as_str() {
            "/" => return open(overlay, Open::Search, &event),
            "?" => return open(overlay, Open::Keys, &event),
            "m" => return overlay.menu_here(mirror),
            key => WAYS.into_iter().find(|(way, _)| *way == key),
        };
        if let Some((_, target)) = target {
            route::go(&target);
        }
    });
    part(
        move || Some(overlay.open.get()),
        |open| match open {
            Open::Nothing => Piece::default(),
            Open::Search => chunk::with(Chunk::Desk, search),
            Open::Keys => chunk::with(Chunk::Desk, keys),
            Open::Menu(device) => {
                provide_context(Menu(device));
                chunk::with(Chunk::Desk, menu)
            }
        },
    )
}

/// The keys that lead to pages.
const WAYS: [(&str, Route); 11] = [
    ("h", Route::Home),
    ("d", Route::Devices),
    ("a", Route::Alarms),
    ("y", Route::Activity),
    ("t", Route::Topics(String::new())),
    ("r", Route::Retained),
    ("b", Route::Broker),
    ("p", Route::Rights),
    ("u", Route::Users),
    ("w", Route::Wall(String::new())),
    ("s", Route::Settings),
];

fn open(overlay: Overlay, what: Open, event: &web_sys::Event) {
    event.prevent_default();
    overlay.open.set(what);
}

/// A dialog that gives the focus back when it is closed, and belongs to the page that it was opened on.
pub(super) fn dialog(label: &str) -> Element {
    let overlay = expect_context::<Overlay>();
    let dialog = el("dialog").class("over").attr("aria-label", label).on("close", move |_| overlay.close());
    let this = dialog.clone();
    effect(move || {
        let dialog: &HtmlDialogElement = this.node().unchecked_ref();
        if !dialog.open() {
            let _ = dialog.show_modal();
        }
    });
    listen_to_window("hashchange", move |_| overlay.close());
    let this = dialog.clone();
    on_cleanup(move || this.node().unchecked_ref::<HtmlDialogElement>().close());
    dialog.on("click", move |event| {
        // Beside what it holds.
        let is_beside = event.target().is_some_and(|target| {
            target.dyn_ref::<web_sys::Element>().is_some_and(|target| target.tag_name() == "DIALOG")
        });
        if is_beside {
            overlay.close();
        }
    })
}

#[inline(never)]
pub(crate) fn search() -> Piece {
    let (mirror, overlay) = (expect_context::<Mirror>(), expect_context::<Overlay>());
    let (words, at) = (Cell::new(String::new()), Cell::new(0_usize));
    let outbox = expect_context::<Outbox>();
    let found = live(move || {
        let properties = mirror.found_properties();
        mirror.devices().with(|devices| {
            words.with(|words| {
                properties.with(|(of, all)| {
                    let properties = if *of == folded(words) { all.as_slice() } else { &[] };
                    find(devices, properties, words, OFFERED)
                })
            })
        })
    });
    let go = move |found: &Found| {
        overlay.close();
        route::go(&found.route);
    };
    let line = el("input")
        .attr("type", "search")
        .attr("role", "combobox")
        .attr("aria-expanded", "true")
        .attr("aria-controls", "found")
        .attr("aria-label", t!("Search everything"))
        .attr("placeholder", t!("Devices, readings, rooms, pages"))
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .flag("autofocus")
        .mark("aria-activedescendant", move || Some(format!("found-{}", at.get())))
        .on("input", move |event| {
            let typed = field(&event).value();
            if !typed.trim().is_empty() {
                outbox.send(Intent::Desk(DeskWish::Find(folded(&typed))));
            }
            words.set(typed);
            at.set(0);
        })
        .on("keydown", move |event| {
            let count = found.with_untracked(Vec::len);
            match event.unchecked_ref::<KeyboardEvent>().key().as_str() {
                "ArrowDown" => at.update(|at| *at = (*at + 1).min(count.saturating_sub(1))),
                "ArrowUp" => at.update(|at| *at = at.saturating_sub(1)),
                "Enter" => {
                    if let Some(found) = found.with_untracked(|all| all.get(at.get_untracked()).cloned()) {
                        go(&found);
                    }
                }
                _ => return,
            }
            event.prevent_default();
        });
    let entries = move || found.get().into_iter().enumerate().collect::<Vec<_>>();
    let entry = move |(place, it): (usize, Found)| {
        let picture = match it.kind {
            Kind::Device => "device",
            Kind::Property => "pulse",
            Kind::Room => "door",
            Kind::Page => "next-page",
        };
        let target = it.clone();
        let entry = el("li")
            .attr("role", "option")
            .attr("id", &format!("found-{place}"))
            .mark("aria-selected", move || if at.get() == place { "true" } else { "false" })
            .on("click", move |_| go(&target))
            .child(icon(picture))
            .child(el("span").child(text::short(&it.name)))
            .child(el("small").child(text::short(&it.place)));
        Some(entry)
    };
    let nothing = part(
        move || found.with(Vec::is_empty).then_some(()),
        |()| el("p").class("hint").attr("role", "status").child(t!("Nothing is called that.")),
    );
    dialog(t!("Search"))
        .child(el("label").class("search").child(icon("find")).child(line))
        .child(
            el("ul")
                .attr("id", "found")
                .attr("role", "listbox")
                .attr("aria-label", t!("Found"))
                .child(each(entries, entry)),
        )
        .child(nothing)
        .into_piece()
}

#[inline(never)]
pub(crate) fn keys() -> Piece {
    let overlay = expect_context::<Overlay>();
    let row =
        |(key, does): (&str, &str)| el("div").child(el("dt").child(el("kbd").child(key))).child(el("dd").child(does));
    let rows = [
        ("/", t!("Search everything")),
        ("?", t!("This list")),
        ("m", t!("What can be done with the device one is at")),
        ("h", t!("Home"; "a page")),
        ("d", t!("Devices")),
        ("a", t!("Alarms")),
        ("y", t!("Activity")),
        ("t", t!("Topics")),
        ("r", t!("Retained messages")),
        ("b", t!("Broker")),
        ("p", t!("What this user may do")),
        ("u", t!("Users and roles")),
        ("w", t!("One room, large")),
        ("s", t!("Settings")),
        ("Esc", t!("Close what is open")),
    ];
    let close = super::shell::button(t!("Close")).on("click", move |_| overlay.close());
    // It is read from its beginning, and not from what can be pressed at its end.
    dialog(t!("Keys"))
        .flag("autofocus")
        .child(el("h2").child(t!("Keys")))
        .child(el("dl").class("keys").child(all(rows.map(row))))
        .child(overlay.keys_choice())
        .child(close)
        .into_piece()
}
