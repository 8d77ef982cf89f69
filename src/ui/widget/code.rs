//! The code that a lock or an alarm panel wants: asked for when it is needed, sent, and forgotten.

use std::time::Duration;

use reactive_graph::owner::{expect_context, provide_context};
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use super::Control;
use crate::app::{Intent, Wanted};
use crate::device::{Code, CodeWanted};
use crate::language::t;
use crate::ui::cell::Cell;
use crate::ui::chunk::{self, Chunk};
use crate::ui::dom::{Element, IntoPiece, Piece, all, el};
use crate::ui::icon::icon;
use crate::ui::outbox::Outbox;
use crate::ui::shell::button;
use crate::ui::timer;

/// What is asked for, how that is called, and where it is forgotten.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Question {
    pub(in crate::ui) wanted: Wanted,
    pub(in crate::ui) wish: String,
    pub(in crate::ui) code: CodeWanted,
    pub(in crate::ui) control: Control,
    pub(in crate::ui) asked: Cell<Option<crate::device::Value>>,
}

pub(in crate::ui) fn question(of: Question) -> Piece {
    provide_context(of);
    chunk::with(Chunk::Rich, form)
}

/// A field, and keys for a code of digits: a phone need not bring up its own.
#[inline(never)]
pub(in crate::ui) fn form() -> Piece {
    let Question { wanted, wish, code, control, asked } = expect_context();
    let outbox = expect_context::<Outbox>();
    let field = field(&code);
    let typed = field.clone();
    let send = move |event: Event| {
        event.prevent_default();
        if typed.field().report_validity() {
            let code = Code(typed.field().value());
            typed.field().set_value("");
            asked.set(None);
            outbox.send(Intent::SetByCode(wanted.clone(), code));
        }
    };
    let leave = move |event: Event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        if event.key() == "Escape" {
            event.prevent_default();
            asked.set(None);
        }
    };
    let first = field.clone();
    timer::after(Duration::ZERO, move || first.focus());
    let yes = el("button")
        .attr("type", "submit")
        .class("button primary")
        .attr("data-testid", "consent")
        .mark("disabled", control.is_disabled)
        .child(t!("Yes, {wish}", wish = wish.as_str()));
    let no = button(t!("No")).on("click", move |_| asked.set(None));
    let words = el("p").child(control.label).child(format!(": {wish}?"));
    el("form")
        .class("note consent by-code")
        .attr("autocomplete", "off")
        .on("submit", send)
        .on("keydown", leave)
        .child(words)
        .child(field.clone())
        .child(code.is_digits.then(|| keys(&field)))
        .child(el("span").class("acts").child(yes).child(no))
        .into_piece()
}

/// No field for passwords: those browsers offer to keep.
fn field(code: &CodeWanted) -> Element {
    let pattern = code.pattern.clone().or_else(|| code.is_digits.then(|| "[0-9]*".to_owned()));
    el("input")
        .attr("type", "text")
        .class("code")
        .attr("data-testid", "code")
        .attr("aria-label", t!("Code"))
        .attr("placeholder", t!("Code"))
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("inputmode", if code.is_digits { "none" } else { "text" })
        .attr_some("pattern", pattern)
        .flag("required")
}

fn keys(field: &Element) -> Element {
    let key = |digit: char| {
        let field = field.clone();
        let type_it = move |_| field.field().set_value(&format!("{}{digit}", field.field().value()));
        button(&digit.to_string()).on("click", type_it)
    };
    let typed = field.clone();
    let take_back = move |_| {
        let mut code = typed.field().value();
        code.pop();
        typed.field().set_value(&code);
    };
    let back = el("button")
        .attr("type", "button")
        .class("button")
        .attr("aria-label", t!("Delete the last digit"))
        .on("click", take_back)
        .child(icon("back"));
    el("span").class("keys").child(all("1234567890".chars().map(key))).child(back)
}
