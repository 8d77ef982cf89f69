//! What an element can take in: elements, texts, several of them or none, and parts that change by themselves.

use reactive_graph::graph::untrack;
use reactive_graph::owner::Owner;
use web_sys::{Node, Text};

use super::document;
use super::element::Element;
use super::mark::{Mark, Says};
use super::reaction::follow;
use crate::ui::cell::Live;

/// Something on its way to the element that takes it in: nothing, a node, or a fragment with several of them.
#[derive(Debug, Default)]
#[must_use = "a piece is not seen before an element takes it in"]
pub struct Piece(Option<Node>);

/// Whatever can be taken in.
pub trait IntoPiece {
    fn into_piece(self) -> Piece;
}

impl Piece {
    /// With this behind it.
    pub fn and(self, other: impl IntoPiece) -> Self {
        self.before(other.into_piece())
    }

    fn before(self, other: Self) -> Self {
        match (self.0, other.0) {
            (Some(one), Some(other)) if one.node_type() == Node::DOCUMENT_FRAGMENT_NODE => {
                let _ = one.append_child(&other);
                Self(Some(one))
            }
            (Some(one), Some(other)) => Self::around(&[&one, &other]),
            (one, other) => Self(one.or(other)),
        }
    }

    /// Nodes that find each other at once, before an element takes them in.
    pub(super) fn around(nodes: &[&Node]) -> Self {
        let fragment = document().create_document_fragment();
        for node in nodes {
            let _ = fragment.append_child(node);
        }
        Self(Some(fragment.into()))
    }

    pub(super) fn node(&self) -> Option<&Node> {
        self.0.as_ref()
    }
}

/// Pieces one behind the other.
pub fn all<P: IntoPiece>(pieces: impl IntoIterator<Item = P>) -> Piece {
    pieces.into_iter().fold(Piece::default(), Piece::and)
}

/// A text that changes.
pub fn text(says: impl Says) -> Piece {
    let text = new_text("");
    follow_text(text.clone(), Box::new(says));
    Piece(Some(text.into()))
}

/// A part of an element that comes, goes and becomes another one: made anew, under an owner of its own, whenever `state`
/// becomes another one.
pub fn part<T, P>(state: impl Fn() -> Option<T> + 'static, view: impl Fn(T) -> P + 'static) -> Piece
where
    T: PartialEq + Clone + 'static,
    P: IntoPiece,
{
    let mut before = None;
    becoming(Box::new(move |owner| {
        let now = state();
        if before.as_ref() == Some(&now) {
            return None;
        }
        before = Some(now.clone());
        Some(build(owner, &mut || now.clone().map_or_else(Piece::default, |now| view(now).into_piece())))
    }))
}

/// What a part becomes, made under this owner; `None` leaves it as it is.
type BecomeOther = Box<dyn FnMut(&Owner) -> Option<Piece>>;

/// Stands between two empty texts, so that other parts may change within it.
fn becoming(mut become_other: BecomeOther) -> Piece {
    let (start, end, owner) = (anchor(), anchor(), Owner::new());
    let piece = Piece::around(&[&start, &end]);
    follow(move || {
        if let Some(piece) = become_other(&owner) {
            clear(&start, &end);
            if let (Some(parent), Some(node)) = (end.parent_node(), piece.node()) {
                let _ = parent.insert_before(node, Some(&end));
            }
        }
    });
    piece
}

/// Ends what was made under this owner before, and makes something else. What is read meanwhile is not followed by whoever
/// makes it.
fn build(owner: &Owner, make: &mut dyn FnMut() -> Piece) -> Piece {
    owner.cleanup();
    owner.with(|| untrack(make))
}

fn clear(start: &Node, end: &Node) {
    while let (Some(node), Some(parent)) = (start.next_sibling(), start.parent_node()) {
        if node == *end {
            break;
        }
        let _ = parent.remove_child(&node);
    }
}

pub(super) fn anchor() -> Node {
    new_text("").into()
}

fn new_text(words: &str) -> Text {
    document().create_text_node(words)
}

fn follow_text(text: Text, says: Box<dyn Says>) {
    let mut before = None;
    follow(move || {
        let now = says.say();
        if now != before {
            text.set_node_value(now.as_deref());
            before = now;
        }
    });
}

impl IntoPiece for Piece {
    fn into_piece(self) -> Piece {
        self
    }
}

impl IntoPiece for Element {
    fn into_piece(self) -> Piece {
        Piece(Some(self.node().clone().into()))
    }
}

impl IntoPiece for &str {
    fn into_piece(self) -> Piece {
        Piece(Some(new_text(self).into()))
    }
}

impl IntoPiece for String {
    fn into_piece(self) -> Piece {
        self.as_str().into_piece()
    }
}

impl<T: Mark + Clone + Send + Sync + 'static> IntoPiece for Live<T> {
    fn into_piece(self) -> Piece {
        text(self)
    }
}

impl<P: IntoPiece> IntoPiece for Option<P> {
    fn into_piece(self) -> Piece {
        self.map_or_else(Piece::default, IntoPiece::into_piece)
    }
}
