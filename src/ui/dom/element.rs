//! One element: made, told what it is, and kept as it shall be.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement};

use super::document;
use super::listener::listen;
use super::mark::Says;
use super::piece::{IntoPiece, Piece};
use super::reaction::follow;

/// An element. Copies stand for the same one. The page owns it as soon as another element, or the page itself, has taken it
/// in; what it follows and hears ends with the owner under which it was made.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "an element is not seen before another one takes it in"]
pub struct Element(web_sys::Element);

/// Where something stands in or at an element.
enum Aspect {
    Attribute(&'static str),
    Style(&'static str),
    Value,
    Checked,
}

/// An element of HTML.
///
/// # Panics
///
/// On a name that none can have.
pub fn el(name: &'static str) -> Element {
    Element(document().create_element(name).expect("the program gives elements names that they can have"))
}

/// An element of a drawing.
///
/// # Panics
///
/// On a name that none can have.
pub fn svg(name: &'static str) -> Element {
    let space = Some("http://www.w3.org/2000/svg");
    Element(document().create_element_ns(space, name).expect("the program gives elements names that they can have"))
}

impl Element {
    pub fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// An attribute that stays as it is.
    pub fn attr(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// An attribute that is there without saying anything.
    pub fn flag(self, name: &str) -> Self {
        self.attr(name, "")
    }

    /// An attribute that stays as it is, if it is there at all.
    pub fn attr_some(self, name: &str, value: Option<String>) -> Self {
        match value {
            Some(value) => self.attr(name, &value),
            None => self,
        }
    }

    /// An attribute that changes.
    pub fn mark(self, name: &'static str, says: impl Says) -> Self {
        self.follow(Aspect::Attribute(name), Box::new(says))
    }

    /// A property of its style that changes.
    pub fn style(self, name: &'static str, says: impl Says) -> Self {
        self.follow(Aspect::Style(name), Box::new(says))
    }

    /// What stands in a field until the person changes it: to be said once the field's options are there.
    pub fn value(self, says: impl Says) -> Self {
        self.follow(Aspect::Value, Box::new(says))
    }

    /// Whether a box is ticked until the person changes it.
    pub fn checked(self, is_checked: impl Fn() -> bool + 'static) -> Self {
        self.follow(Aspect::Checked, Box::new(is_checked))
    }

    /// Hears what happens here.
    pub fn on(self, event: &'static str, act: impl FnMut(Event) + 'static) -> Self {
        listen(&self.0, event, Box::new(act));
        self
    }

    /// Takes this in, behind what it has already.
    pub fn child(self, child: impl IntoPiece) -> Self {
        self.take_in(&child.into_piece());
        self
    }

    /// It as a field, to be asked what the person has typed or chosen.
    #[must_use]
    pub fn field(&self) -> &HtmlInputElement {
        self.0.unchecked_ref()
    }

    pub fn focus(&self) {
        let _ = self.0.unchecked_ref::<HtmlElement>().focus();
    }

    #[must_use]
    pub fn node(&self) -> &web_sys::Element {
        &self.0
    }

    fn take_in(&self, piece: &Piece) {
        if let Some(node) = piece.node() {
            let _ = self.0.append_child(node);
        }
    }

    fn follow(self, aspect: Aspect, says: Box<dyn Says>) -> Self {
        let element = self.0.clone();
        let mut before = None;
        follow(move || {
            let now = says.say();
            // A field may show something else by now.
            if before.as_ref() != Some(&now) || matches!(aspect, Aspect::Value | Aspect::Checked) {
                show(&element, &aspect, now.as_deref());
                before = Some(now);
            }
        });
        self
    }
}

fn show(element: &web_sys::Element, aspect: &Aspect, said: Option<&str>) {
    match (aspect, said) {
        (Aspect::Attribute(name), Some(value)) => _ = element.set_attribute(name, value),
        (Aspect::Attribute(name), None) => _ = element.remove_attribute(name),
        (Aspect::Style(name), said) => {
            let style = element.unchecked_ref::<HtmlElement>().style();
            let _ = style.set_property(name, said.unwrap_or_default());
        }
        (Aspect::Value, said) => element.unchecked_ref::<HtmlInputElement>().set_value(said.unwrap_or_default()),
        (Aspect::Checked, said) => element.unchecked_ref::<HtmlInputElement>().set_checked(said.is_some()),
    }
}

/// The field that an event is about. A `<select>` is asked in the same way.
///
/// # Panics
///
/// If it happened to nobody: a listener hears no such event.
#[must_use]
pub fn field(event: &Event) -> HtmlInputElement {
    event.target().expect("what is heard happens to somebody").unchecked_into()
}
