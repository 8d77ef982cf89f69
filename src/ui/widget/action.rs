//! Something that happens when asked for.

use reactive_graph::callback::Callable;

use super::{Control, button};
use crate::device::Value;
use crate::ui::dom::Element;

pub(super) fn action(control: Control) -> Element {
    button(control).on("click", move |_| control.ask.run(Value::Flag(true))).child(control.label)
}
