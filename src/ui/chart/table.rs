//! The same as the chart in rows, to be read and copied. It is made when it is opened, and stays as it is, so that what one
//! reads does not move.

use js_sys::Reflect;
use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Clipboard;

use super::told::{badge, moment, told};
use super::{Scope, Traced};
use crate::app::{Export, Format, Of};
use crate::chart::{Reach, Row, Said, rows};
use crate::device::digits;
use crate::language::t;
use crate::ui::cell::Cell;
use crate::ui::chunk::{self, Chunk};
use crate::ui::dom::{Element, IntoPiece, Piece, all, el, part, window};
use crate::ui::file;
use crate::ui::page::saving;
use crate::ui::shell::button;
use crate::ui::text;

/// Rows of each line that are shown.
const ROWS: usize = 200;
/// Rows of each line in a file.
const WRITTEN: usize = 5_000;

/// The number of a line, its name, and its rows: when, and what.
type Lines = (usize, String, Vec<(String, String)>);

/// As it was when it was made.
#[derive(Clone, Debug, PartialEq)]
struct Snapshot(Vec<Lines>);

pub(super) fn disclosed(scope: Scope) -> Element {
    let shown = Cell::new(None::<Snapshot>);
    let toggle = move |event: web_sys::Event| {
        let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_open = details.is_some_and(|details| details.has_attribute("open"));
        shown.set(is_open.then(|| snapshot(scope)));
    };
    el("details")
        .class("rows")
        .on("toggle", toggle)
        .child(el("summary").child(t!("Table")))
        .child(part(move || shown.get(), move |snapshot| content(&snapshot, scope, shown)))
}

fn snapshot(scope: Scope) -> Snapshot {
    scope.with_chart(|chart, traced| {
        let of_line = |(number, line): (usize, &Traced)| {
            let row = |row: Row| {
                let said = match &row.said {
                    Said::Gap => t!("Not connected").to_owned(),
                    Said::Probe(probe) => told(line, probe),
                };
                (moment(row.from, row.until), said)
            };
            (number, line.label.clone(), rows(chart, number, ROWS).into_iter().map(row).collect())
        };
        Snapshot(traced.iter().enumerate().map(of_line).collect())
    })
}

fn content(snapshot: &Snapshot, scope: Scope, shown: Cell<Option<Snapshot>>) -> Piece {
    let is_one = snapshot.0.len() == 1;
    let table = |(number, label, rows): &Lines| {
        let caption = el("caption").child((!is_one).then(|| badge(*number))).child(" ").child(label.as_str());
        let head = [t!("Time"), t!("Value")].map(|head| el("th").attr("scope", "col").child(head));
        let row = |(when, said): &(String, String)| {
            el("tr").child(el("th").attr("scope", "row").child(when.as_str())).child(el("td").child(said.as_str()))
        };
        let body = if rows.is_empty() {
            Piece::default()
                .and(el("tr").child(el("td").attr("colspan", "2").child(t!("Nothing is stored of this time."))))
        } else {
            all(rows.iter().map(row))
        };
        el("table").child(caption).child(el("thead").child(el("tr").child(all(head)))).child(el("tbody").child(body))
    };
    let again = button(t!("Up to date")).on("click", move |_| shown.set(Some(self::snapshot(scope))));
    let copied = Cell::new(false);
    let copy = clipboard().map(|clipboard| {
        button(t!("Copy")).on("click", move |_| {
            let _ = clipboard.write_text(&written(scope));
            copied.set(true);
        })
    });
    let save = button(t!("Save as a file")).on("click", move |_| file::save("history.tsv", &written(scope)));
    let wanted = Cell::new(None::<(u32, Export)>);
    let readings = button(t!("Save all readings of this time")).on("click", move |_| {
        let Reach { from, until } = scope.reach();
        let series = scope.lines.with_value(|lines| lines.iter().map(|line| line.series.clone()).collect());
        let (from, until) = (Some(from), Some(until).filter(|_| !scope.view.get_untracked().is_live()));
        let export = Export { format: Format::Csv, of: Of::Properties(series), from, until };
        wanted.update(|wanted| *wanted = Some((wanted.as_ref().map_or(0, |(count, _)| count + 1), export)));
    });
    let saving = part(
        move || wanted.get(),
        |(_, export): (u32, Export)| chunk::with(Chunk::Desk, move || saving(export.clone()).into_piece()),
    );
    let said = part(move || copied.get().then_some(()), |()| el("span").attr("role", "status").child(t!("Copied")));
    let acts = el("p").class("acts").child(again).child(copy).child(save).child(readings).child(said);
    let tables =
        el("div").class("wide tables").attr("tabindex", "0").attr("role", "region").attr("aria-label", t!("Table"));
    Piece::default().and(acts).and(saving).and(tables.child(all(snapshot.0.iter().map(table))))
}

/// As sheets take it: times in UTC, plain numbers.
fn written(scope: Scope) -> String {
    let mut text = "property\tfrom\tuntil\tvalue\tmin\tmax\treadings\n".to_owned();
    scope.with_chart(|chart, traced| {
        for (number, line) in traced.iter().enumerate() {
            for row in rows(chart, number, WRITTEN) {
                let said = match row.said {
                    Said::Gap => [t!("not connected").to_owned(), String::new(), String::new(), String::new()],
                    Said::Probe(crate::chart::Probe::Numbers { mean, min, max, count }) => {
                        [digits(mean), digits(min), digits(max), count.to_string()]
                    }
                    Said::Probe(probe) => [told(line, &probe), String::new(), String::new(), String::new()],
                };
                let name = format!("{} {}", line.series.device, line.series.property);
                let cells = [name, row.from.to_iso8601(), row.until.to_iso8601()].into_iter().chain(said);
                let cells: Vec<_> = cells.map(|cell| text::visible(&cell).into_owned()).collect();
                text.push_str(&cells.join("\t"));
                text.push('\n');
            }
        }
    });
    text
}

/// Only pages that came over a safe way have one.
pub(crate) fn clipboard() -> Option<Clipboard> {
    let navigator = window().navigator();
    Reflect::get(&navigator, &"clipboard".into())
        .ok()
        .filter(wasm_bindgen::JsValue::is_object)
        .map(JsCast::unchecked_into)
}
