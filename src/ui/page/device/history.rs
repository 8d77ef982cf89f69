//! What a device said over time: one of its properties at a time, and the way to compare it with others.

use reactive_graph::owner::expect_context;

use super::super::group;
use crate::device::{Category, Profile};
use crate::history::Series;
use crate::language::t;
use crate::order::sorted;
use crate::ui::cell::{Cell, live};
use crate::ui::chart::{self, Traced};
use crate::ui::dom::{Element, IntoPiece, Piece, all, el, field, part};
use crate::ui::route::Route;
use crate::ui::subject::Subject;
use crate::ui::text;

#[inline(never)]
pub(crate) fn history() -> Piece {
    let subject = expect_context::<Subject>();
    let properties = live(move || properties(subject));
    let chosen = Cell::new(None::<String>);
    // The chosen one, or else the foremost.
    let current = live(move || {
        let chosen = chosen.get();
        properties.with(|properties| {
            let is_chosen = |it: &&(String, Profile)| Some(&it.0) == chosen.as_ref();
            properties.iter().find(is_chosen).or_else(|| properties.first()).cloned()
        })
    });
    let names =
        move || Some(properties.with(|all| all.iter().map(|it| (it.0.clone(), label(&it.1))).collect::<Vec<_>>()));
    let choice = part(names, move |names: Vec<(String, String)>| {
        let option = |(id, name): (String, String)| el("option").attr("value", &id).child(name);
        el("select")
            .class("choice")
            .attr("aria-label", t!("Property"))
            .on("change", move |event| chosen.set(Some(field(&event).value())))
            .child(all(names.into_iter().map(option)))
            .value(move || current.with(|it| it.as_ref().map(|(id, _)| id.clone())))
    });
    let series = move || {
        let (property, profile) = current.get()?;
        let device = subject.id().get();
        Some((Series { device, property }, profile))
    };
    let picture = part(series, |(series, profile): (Series, Profile)| {
        let label = label(&profile);
        chart::chart(vec![Traced::new(series, label, Some(profile))])
    });
    let compare = part(
        move || series().map(|(series, _)| series),
        |series| el("a").class("act").attr("href", &Route::Chart(vec![series]).href()).child(t!("Compare with others")),
    );
    let head = el("div").class("history-head").child(choice).child(compare);
    section(head, picture).into_piece()
}

fn section(head: Element, picture: Piece) -> Element {
    group(t!("History"), el("div").class("panel history").child(head).child(picture)).attr("data-testid", "history")
}

/// Those with a past, the foremost first.
fn properties(subject: Subject) -> Vec<(String, Profile)> {
    let mut all = subject.named_profiles();
    all.retain(|(_, profile)| chart::has_past(profile));
    let rank = |category| match category {
        Category::Primary => 0,
        Category::Diagnostic => 1,
        Category::Config => 2,
    };
    sorted(all, |(_, profile)| {
        let is_number = matches!(profile.kind, crate::device::Kind::Numeric(_));
        vec![rank(profile.category), u8::from(!is_number), profile.class as u8]
    })
}

fn label(profile: &Profile) -> String {
    text::short(&profile.label)
}
