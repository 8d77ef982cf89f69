//! The elements of the page: made once, and from then on each attribute and text follows what it shows. Knows nothing of
//! devices.
//!
//! ```ignore
//! el("p").class("told").mark("data-mood", mood).child(icon("warn")).child(words)
//! ```
//!
//! | module | knows |
//! |---|---|
//! | `element` | one element: its attributes, style, field, children |
//! | `piece` | what an element takes in, and parts of it that become another one |
//! | `each` | lists whose entries stay |
//! | `mark` | what stands in an attribute or a text, and who says so |
//! | `listener` | who hears what happens |
//! | `reaction` `turn` | what is done again when something changes, and when |
//!
//! **Who frees what.** The page frees an element when nothing on the page holds it any more. What follows a value and what
//! hears an event belongs to the owner under which it was made, and ends with it: a [`part`] has an owner for what it shows
//! now, and [`each`] has one for every entry. Nothing of them remains anywhere, also where a value lives on.
//!
//! Nothing here takes markup: whatever a device says can only become a text or what stands in an attribute.

mod each;
mod element;
mod listener;
mod mark;
mod piece;
mod reaction;
mod turn;

use reactive_graph::owner::Owner;
use web_sys::{Document, Window};

pub use each::each;
pub use element::{Element, el, field, svg};
pub use listener::{listen_to, listen_to_window};
pub use mark::{Mark, Says};
pub use piece::{IntoPiece, Piece, all, part, text};
pub use reaction::{effect, keep};
pub use turn::is_settled;

/// Puts a view at the end of `parent`. It lives until the owner given back ends.
pub fn mount<P: IntoPiece>(parent: &web_sys::Element, view: impl FnOnce() -> P) -> Owner {
    let owner = Owner::new();
    if let Some(node) = owner.with(|| view().into_piece()).node() {
        let _ = parent.append_child(node);
    }
    owner
}

pub(super) fn window() -> Window {
    web_sys::window().expect("the page has a window")
}

pub(super) fn document() -> Document {
    window().document().expect("a window has a document")
}
