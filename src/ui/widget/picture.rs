//! A picture that a device shows, which crosses to the page only while it is on the screen; and the address of one, to which
//! nothing is said before the person opens it.

use std::cell::Cell as StdCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, Uint8Array};
use reactive_graph::owner::{expect_context, provide_context};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Blob, IntersectionObserver, IntersectionObserverEntry, Url};

use super::Control;
use crate::app::{Intent, Picture};
use crate::device::{DeviceKey, PropertyKey};
use crate::language::t;
use crate::ui::cell::{Cell, Live, Shared};
use crate::ui::chunk::{self, Chunk};
use crate::ui::dom::{Element, IntoPiece, Piece, el, keep, part};
use crate::ui::format;
use crate::ui::icon::icon;
use crate::ui::outbox::Outbox;
use crate::ui::text;

/// Whose picture it is, and the last that came.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Shown {
    pub(in crate::ui) device: DeviceKey,
    pub(in crate::ui) property: PropertyKey,
    pub(in crate::ui) picture: Shared<Option<Arc<Picture>>>,
    pub(in crate::ui) label: Live<String>,
}

pub(in crate::ui) fn picture(of: Shown) -> Piece {
    provide_context(of);
    chunk::with(Chunk::Rich, frame)
}

#[inline(never)]
pub(in crate::ui) fn frame() -> Piece {
    let of: Shown = expect_context();
    let last = of.picture.live();
    // Until there is another, the last one stays.
    let address = Live::after(move |before: Option<&Option<Arc<Address>>>| {
        let new = last.with(|picture| picture.as_ref().and_then(|picture| Address::of(picture)).map(Arc::new));
        new.or_else(|| before.cloned().flatten())
    });
    let is_broken = Cell::new(false);
    let url = move || address.with(|address| address.as_ref().map(|address| address.0.clone()));
    let is_empty = move || (address.with(Option::is_none) || is_broken.get()).then_some(is_broken.get());
    let frame = el("span")
        .class("picture")
        .attr("data-testid", "picture")
        .mark("data-shown", move || is_empty().is_none())
        .child(
            el("img")
                .mark("alt", of.label)
                .mark("src", url)
                .on("load", move |_| is_broken.set(false))
                .on("error", move |_| is_broken.set(true)),
        )
        .child(part(is_empty, |is_broken| {
            let words = if is_broken { t!("The browser cannot show this picture") } else { t!("No picture yet") };
            el("span").class("no-picture").child(icon("picture")).child(words)
        }));
    watch(&frame, of);
    frame.into_piece()
}

/// A picture that no device shows, for as long as the caller's owner lives.
pub(in crate::ui) fn still(picture: &Picture, label: &str) -> Element {
    let is_broken = Cell::new(false);
    let address = Address::of(picture);
    let source = address.as_ref().map(|address| address.0.clone());
    keep(address);
    let image = el("img").attr("alt", label).attr_some("src", source).on("error", move |_| is_broken.set(true));
    let words = |()| el("span").class("no-picture").child(t!("The browser cannot show this picture"));
    let frame = el("span").class("picture").attr("data-testid", "picture").mark("data-shown", move || !is_broken.get());
    frame.child(image).child(part(move || is_broken.get().then_some(()), words))
}

/// The address of a picture within this page, for as long as anybody holds it.
#[derive(PartialEq)]
struct Address(String);

impl Address {
    fn of(picture: &Picture) -> Option<Self> {
        let bytes = Uint8Array::from(picture.bytes.as_slice());
        let blob = Blob::new_with_u8_array_sequence(&Array::of1(&bytes)).ok()?;
        let end = i32::try_from(picture.bytes.len()).ok()?;
        let typed = blob.slice_with_i32_and_i32_and_content_type(0, end, picture.format.media_type()).ok()?;
        Url::create_object_url_with_blob(&typed).ok().map(Self)
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// Tells the worker while the frame is on the screen, until the caller's owner ends.
fn watch(frame: &Element, of: Shown) {
    let outbox = expect_context::<Outbox>();
    let is_seen = Rc::new(StdCell::new(false));
    let look = move |is_seen| outbox.send(Intent::Look(of.device, of.property, is_seen));
    let seen = Rc::clone(&is_seen);
    let notice = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        let is_there = entries
            .iter()
            .last()
            .is_some_and(|entry| entry.unchecked_ref::<IntersectionObserverEntry>().is_intersecting());
        if seen.replace(is_there) != is_there {
            look(is_there);
        }
    });
    let Ok(observer) = IntersectionObserver::new(notice.as_ref().unchecked_ref()) else { return };
    observer.observe(frame.node());
    let leave = move || {
        if is_seen.replace(false) {
            look(false);
        }
        // Whoever comes back is given it again.
        of.picture.update(|picture| *picture = None);
    };
    keep(Eye { observer, leave: Some(Box::new(leave)), _notice: notice });
}

struct Eye {
    observer: IntersectionObserver,
    leave: Option<Box<dyn FnOnce()>>,
    _notice: Closure<dyn Fn(Array)>,
}

impl Drop for Eye {
    fn drop(&mut self) {
        self.observer.disconnect();
        if let Some(leave) = self.leave.take() {
            leave();
        }
    }
}

pub(in crate::ui) fn link(control: Control) -> Piece {
    provide_context(control);
    chunk::with(Chunk::Rich, linked)
}

/// A link, and no picture: to show it would tell another server that somebody looks.
#[inline(never)]
pub(in crate::ui) fn linked() -> Piece {
    let control: Control = expect_context();
    let address = move || control.reading.with(format::plain);
    part(
        move || Some(address()).filter(|address| text::host(address).is_some()),
        |address| {
            let host = text::host(&address).unwrap_or_default();
            let link = el("a")
                .class("button")
                .attr("href", &address)
                .attr("target", "_blank")
                .attr("rel", "noopener noreferrer")
                .child(t!("Open it at {host}", host = text::short(host)));
            el("span").class("elsewhere").child(link).child(el("small").child(t!("That server learns that you look.")))
        },
    )
}
