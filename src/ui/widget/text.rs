//! A text to be typed.

use reactive_graph::callback::Callable;

use super::{Control, set};
use crate::device::Value;
use crate::language::t;
use crate::ui::dom::{Element, el};

pub(super) fn text(control: Control) -> Element {
    let field =
        el("input").attr("type", "text").mark("aria-label", control.label).mark("disabled", control.is_disabled);
    set(control, &field, t!("Send"), move |field| control.ask.run(Value::Text(field.value())))
}
