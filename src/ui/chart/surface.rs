//! The canvas on the page: as fine as the screen, as wide as there is room, in the colours of the page; drawn anew at most
//! once for each frame of the screen.

use std::any::Any;
use std::cell::{Cell as Once, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function};
use reactive_graph::owner::{LocalStorage, StoredValue};
use reactive_graph::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{
    CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement, HtmlElement, MediaQueryList, MutationObserver,
    MutationObserverInit, ResizeObserver,
};

use super::canvas::{Canvas, numbered};
use crate::chart::{Chart, Ink, LINES, Look, Notation, Plot, draw, height, within};
use crate::ui::cell::{Cell, Live};
use crate::ui::dom::{Element, document, el, keep, listen_to_window, window};

/// What of the system's settings makes other colours.
const THEMES: [&str; 3] = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"];
/// No picture is finer than that, or has more pixels on a side.
const FINEST: f64 = 4.0;
const LARGEST: f64 = 8_192.0;

/// A canvas, and what is known of its surroundings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surface {
    canvas: StoredValue<Element, LocalStorage>,
    /// In the sizes of the page.
    width: Cell<f64>,
    /// How often the colours have become other ones.
    theme: Cell<u32>,
    colours: StoredValue<Option<Palette>>,
    plot: StoredValue<Option<Plot>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Palette {
    inks: [String; Ink::COUNT],
    face: String,
}

impl Surface {
    /// On this canvas, which takes the width of `room`, for as long as the caller's owner lives.
    pub(super) fn new(canvas: &Element, room: &Element) -> Self {
        let surface = Self {
            canvas: StoredValue::new_local(canvas.clone()),
            width: Cell::new(0.0),
            theme: Cell::new(0),
            colours: StoredValue::new(None),
            plot: StoredValue::new(None),
        };
        surface.follow_width(room);
        surface.follow_theme();
        surface
    }

    /// How many columns there is room for; 0 before that is known.
    pub(super) fn columns(self) -> u16 {
        let width = within(self.width.get() * scale(), 0.0, LARGEST);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousand pixels")]
        let columns = width as u16;
        columns
    }

    pub(super) fn width(self) -> Live<f64> {
        *self.width
    }

    /// Where time runs in the picture that was drawn last.
    pub(super) fn plot(self) -> Option<Plot> {
        self.plot.get_value()
    }

    /// Whoever reads this is told when the colours become other ones.
    pub(super) fn follow(self) {
        self.theme.with(|_| ());
    }

    /// Draws this now.
    pub(super) fn draw(self, chart: &Chart<'_>, notation: &dyn Notation) {
        let width = self.width.get_untracked();
        let Some(canvas) = self.canvas.try_with_value(|canvas| canvas.node().clone()) else { return };
        let canvas: HtmlCanvasElement = canvas.unchecked_into();
        if width < 1.0 {
            return;
        }
        if self.colours.with_value(Option::is_none) {
            self.colours.set_value(Some(Palette::of(&canvas)));
        }
        let (scale, height) = (scale(), height(chart).ceil());
        let size = (pixels(width * scale), pixels(height * scale));
        if (canvas.width(), canvas.height()) != size {
            canvas.set_width(size.0);
            canvas.set_height(size.1);
            let style = canvas.unchecked_ref::<HtmlElement>().style();
            let _ = style.set_property("aspect-ratio", &format!("{} / {}", size.0, size.1));
        }
        let Ok(Some(context)) = canvas.get_context("2d") else { return };
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let plot = self.colours.with_value(|palette| {
            let palette = palette.as_ref()?;
            let backend = Canvas { context: &context, size, colours: &palette.inks, face: &palette.face };
            let look = Look { inks: numbered(), font: "", scale };
            draw(backend, chart, &look, notation).ok()
        });
        self.plot.set_value(plot);
    }

    fn follow_width(self, room: &Element) {
        let node = room.node().clone();
        let notice = Closure::<dyn Fn(Array)>::new(move |_| {
            let width = node.get_bounding_client_rect().width();
            if (width - self.width.get_untracked()).abs() > 0.1 {
                self.width.set(width);
            }
        });
        if let Ok(observer) = ResizeObserver::new(notice.as_ref().unchecked_ref()) {
            observer.observe(room.node());
            keep(Watch { end: Box::new(move || observer.disconnect()), _notice: Box::new(notice) });
        }
        // The screen may be another one, and finer.
        listen_to_window("resize", move |_| self.width.update(|_| ()));
    }

    fn follow_theme(self) {
        let forget = move || {
            self.colours.try_set_value(None);
            self.theme.update(|count| *count = count.wrapping_add(1));
        };
        let notice = Closure::<dyn Fn(JsValue)>::new(move |_| forget());
        let mut queries: Vec<MediaQueryList> = Vec::new();
        for theme in THEMES {
            if let Ok(Some(query)) = window().match_media(theme) {
                let _ = query.add_event_listener_with_callback("change", notice.as_ref().unchecked_ref());
                queries.push(query);
            }
        }
        let observer = MutationObserver::new(notice.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(root)) = (&observer, document().document_element()) {
            let options = MutationObserverInit::new();
            options.set_attributes(true);
            let _ = observer.observe_with_options(&root, &options);
        }
        let heard: Function = notice.as_ref().unchecked_ref::<Function>().clone();
        let end = move || {
            for query in &queries {
                let _ = query.remove_event_listener_with_callback("change", &heard);
            }
            if let Some(observer) = &observer {
                observer.disconnect();
            }
        };
        keep(Watch { end: Box::new(end), _notice: Box::new(notice) });
    }
}

/// Something that the browser tells, until this is dropped.
struct Watch {
    end: Box<dyn Fn()>,
    _notice: Box<dyn Any>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        (self.end)();
    }
}

impl Palette {
    /// As the page's style has them where the canvas stands.
    fn of(canvas: &HtmlCanvasElement) -> Self {
        let probe = el("i").attr("hidden", "");
        let place = canvas.parent_element();
        if let Some(place) = &place {
            let _ = place.append_child(probe.node());
        }
        let style = probe.node().unchecked_ref::<HtmlElement>().style();
        let computed = window().get_computed_style(probe.node()).ok().flatten();
        let said = |name: &str| read(computed.as_ref(), name);
        let ink = |number: usize| {
            let _ = style.set_property("color", &format!("var(--{})", token(number)));
            said("color")
        };
        let palette = Self { inks: std::array::from_fn(ink), face: said("font-family") };
        probe.node().remove();
        palette
    }
}

/// What the style calls the colour of that number.
fn token(number: usize) -> String {
    const NAMED: [&str; Ink::COUNT - LINES] = ["card", "ink", "ink-soft", "line", "bad"];
    NAMED.get(number).map_or_else(|| format!("series-{}", number - NAMED.len() + 1), |name| (*name).to_owned())
}

fn read(style: Option<&CssStyleDeclaration>, name: &str) -> String {
    style.and_then(|style| style.get_property_value(name).ok()).unwrap_or_default()
}

/// Pixels of a picture for each of the page.
pub(super) fn scale() -> f64 {
    let ratio = window().device_pixel_ratio();
    if ratio.is_finite() { within(ratio, 0.5, FINEST) } else { 1.0 }
}

fn pixels(length: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within bounds")]
    let pixels = within(length.round(), 1.0, LARGEST) as u32;
    pixels
}

/// Does something before the screen shows its next frame; however often it is wanted until then, once.
#[derive(Clone)]
pub(super) struct Frames(Rc<Pending>);

struct Pending {
    is_wanted: Once<Option<i32>>,
    act: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Frames {
    /// Until the caller's owner ends.
    pub(super) fn doing(mut act: impl FnMut() + 'static) -> Self {
        let pending = Rc::new(Pending { is_wanted: Once::new(None), act: RefCell::new(None) });
        let known = Rc::downgrade(&pending);
        let closure = Closure::<dyn FnMut()>::new(move || {
            if let Some(pending) = known.upgrade() {
                pending.is_wanted.set(None);
                act();
            }
        });
        pending.act.replace(Some(closure));
        keep(EndOf(Rc::clone(&pending)));
        Self(pending)
    }

    pub(super) fn want(&self) {
        if self.0.is_wanted.get().is_some() {
            return;
        }
        if let Some(act) = &*self.0.act.borrow() {
            let frame = window().request_animation_frame(act.as_ref().unchecked_ref());
            self.0.is_wanted.set(frame.ok());
        }
    }
}

struct EndOf(Rc<Pending>);

impl Drop for EndOf {
    fn drop(&mut self) {
        if let Some(frame) = self.0.is_wanted.take() {
            let _ = window().cancel_animation_frame(frame);
        }
        // Not now, if it is what runs.
        if let Ok(mut act) = self.0.act.try_borrow_mut() {
            act.take();
        }
    }
}
