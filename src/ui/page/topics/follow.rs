//! A number of the chosen topic, followed from message to message.

use super::super::copy;
use super::Explorer;
use super::payload::Shown;
use crate::app::ChosenTopic;
use crate::chart::spark;
use crate::device::number_from_text;
use crate::history::{Column, Strand};
use crate::language::t;
use crate::time::Timestamp;
use crate::topics::{Kept, numbers, shown};
use crate::ui::cell::{Live, live};
use crate::ui::dom::{Piece, all, each, el, field, part, svg, text};
use crate::ui::shell::labelled;
use crate::ui::{format, text as words};

/// Numbers of one payload that are offered.
const OFFERED: usize = 200;
const SIZE: (u16, u16) = (480, 96);

/// Which of the numbers there are.
pub(super) fn choice(explorer: Explorer, form: Shown, message: Live<Option<Kept>>) -> Piece {
    let followed = move || explorer.view.with(|view| view.followed.as_ref().map(|(_, path)| path.clone()));
    let paths = live(move || {
        let shown = message.with(|message| message.as_ref().map(|it| shown(&it.payload, form.form.get())));
        let shown = shown.unwrap_or_default();
        let numbers = numbers(&shown).filter(|number| number_from_text(number.digits).is_some());
        let mut paths: Vec<_> = numbers.map(|number| number.path).take(OFFERED).collect();
        // Also where this message has none.
        paths.extend(followed().filter(|path| !paths.contains(path)));
        paths
    });
    let option = |path: String| {
        let label = if path.is_empty() { t!("the whole payload").to_owned() } else { words::short(&path) };
        el("option").attr("value", &format!("={path}")).child(label)
    };
    let choose = move |name: String| {
        let path = name.strip_prefix('=').map(|path| (form.form.get_untracked(), path.to_owned()));
        explorer.view.update(|view| view.followed = path);
    };
    let select = move |()| {
        let choice = el("select")
            .child(el("option").attr("value", "").child(t!("none")))
            .child(each(move || paths.get(), option))
            .on("change", move |event| choose(field(&event).value()))
            .value(move || {
                paths.with(|_| ());
                followed().map_or_else(String::new, |path| format!("={path}"))
            });
        labelled(t!("Chart a number"), choice)
    };
    let is_any = move || paths.with(|paths| !paths.is_empty());
    part(move || is_any().then_some(()), select)
}

/// How it went.
pub(super) fn chart(explorer: Explorer, chosen: Live<Option<ChosenTopic>>) -> Piece {
    let path = live(move || explorer.view.with(|view| view.followed.as_ref().map(|(_, path)| path.clone())));
    let numbers = live(move || chosen.with(|chosen| chosen.as_ref().map(|it| it.numbers.clone())).unwrap_or_default());
    part(
        move || path.get(),
        move |path: String| {
            let summary = move || numbers.with(|numbers| summary(numbers));
            let line = svg("path").mark("d", move || numbers.with(|numbers| drawn(numbers)));
            let frame = svg("svg")
                .attr("class", "spark")
                .attr("aria-hidden", "true")
                .attr("viewBox", &format!("-2 -2 {} {}", SIZE.0 + 4, SIZE.1 + 4))
                .attr("preserveAspectRatio", "none")
                .child(line);
            let picture = el("div")
                .class("plotted")
                .attr("role", "img")
                .mark("aria-label", summary)
                .attr("data-testid", "plotted")
                .mark("data-points", move || numbers.with(Vec::len).to_string())
                .child(frame);
            let name = (!path.is_empty()).then(|| el("code").class("topic").child(&*words::visible(&path)));
            let taken = path.clone();
            let copied = (!path.is_empty()).then(|| copy(t!("Copy path"), t!("Copy path"), move || taken.clone()));
            el("figure").class("followed").child(picture).child(
                el("figcaption").child(all([name])).child(el("small").child(text(summary))).child(copied.flatten()),
            )
        },
    )
}

/// How many, between what, and the last of them.
fn summary(numbers: &[(Timestamp, f64)]) -> String {
    let (Some((from, _)), Some((until, last))) = (numbers.first(), numbers.last()) else {
        return t!("No message with this number has come yet; what the broker had stored is not charted.").to_owned();
    };
    let number = |number: f64| format::short_number(number, None);
    let low = numbers.iter().map(|(_, number)| *number).fold(f64::INFINITY, f64::min);
    let high = numbers.iter().map(|(_, number)| *number).fold(f64::NEG_INFINITY, f64::max);
    let count = match numbers.len() {
        1 => t!("one value").to_owned(),
        count => t!("{count} values", count = format::count(count as u64)),
    };
    let times = format!("{} – {}", format::time_of_day(*from), format::time_of_day(*until));
    let [last, low, high] = [number(*last), number(low), number(high)];
    let numbers = t!("latest {last}, least {least}, greatest {greatest}", last, least = low, greatest = high);
    [count, numbers, times].join(" · ")
}

fn drawn(numbers: &[(Timestamp, f64)]) -> Option<String> {
    let ((from, _), (until, _)) = (numbers.first()?, numbers.last()?);
    let columns = numbers.iter().map(|&(at, number)| Column {
        from: at,
        until: at,
        first: number,
        last: number,
        min: number,
        max: number,
        mean: number,
        count: 1,
    });
    let strand = Strand { columns: columns.collect(), stretches: Vec::new(), summary: None };
    Some(spark(&strand, &[], (*from, *until), SIZE))
}
