//! An address behind which there is nothing.

use crate::language::t;
use crate::ui::dom::{IntoPiece, Piece, el};
use crate::ui::heading::heading;
use crate::ui::route::Route;

/// `path` as it may be shown.
pub(crate) fn missing(path: &str) -> Piece {
    let way_back = el("a").attr("href", &Route::Home.href()).child(t!("To the home page"));
    heading(t!("No such page").to_owned())
        .into_piece()
        .and(el("p").class("empty").child(t!("There is no page at “{path}”.", path)).child(" ").child(way_back))
}
