//! An address behind which there is nothing.

use crate::ui::dom::{IntoPiece, Piece, el};
use crate::ui::heading::heading;
use crate::ui::route::Route;

/// `path` as it may be shown.
pub(crate) fn missing(path: &str) -> Piece {
    let way_back = el("a").attr("href", &Route::Devices.href()).child("To the devices");
    heading("No such page".to_owned())
        .into_piece()
        .and(el("p").class("empty").child(format!("There is no page at “{path}”. ")).child(way_back))
}
