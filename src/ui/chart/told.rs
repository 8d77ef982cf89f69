//! The chart in words: what each line says where the person points, or last; a summary; why something is missing.

use reactive_graph::prelude::*;

use super::notation::{changes, quantity, state};
use super::{Scope, Traced};
use crate::chart::{Grain, Probe, Reach, Shape, letter, probe};
use crate::history::{Answer, Strand, Summary};
use crate::language::{self, t, word};
use crate::time::Timestamp;
use crate::ui::cell::live;
use crate::ui::clock::wall_time;
use crate::ui::dom::{self, Element, Piece, all, el, part};
use crate::ui::{format, text};

/// What a summary tells of each line.
const HEADS: [&str; 5] = [word!("Latest"), word!("Min"), word!("Max"), word!("Mean"), word!("Change")];

/// The lines by name, each with what it says where the person points.
pub(super) fn legend(scope: Scope) -> Element {
    let lines = scope.lines.get_value();
    let is_one = lines.len() == 1;
    let entry = |(number, line): (usize, Traced)| {
        let said = live(move || said(scope, number));
        el("li")
            .child((!is_one).then(|| badge(number)))
            .child(el("span").class("what").child(line.label))
            .child(el("strong").attr("data-testid", "pointed").child(said))
    };
    let when = live(move || {
        follow(scope);
        match scope.pointed.get() {
            Some(time) => format::grain(time, Grain::Whole),
            None => span(scope.reach()),
        }
    });
    el("figcaption")
        .class("legend")
        .child(el("ul").child(all(lines.into_iter().enumerate().map(entry))))
        .child(el("span").class("time").attr("data-testid", "reach").child(when))
}

/// The letter of a line on its colour.
pub(crate) fn badge(number: usize) -> Element {
    el("span").class("badge-letter").attr("data-series", &(number + 1).to_string()).child(letter(number).to_string())
}

/// `9 Nov 2025, 14:00 – 14:05`
fn span(reach: Reach) -> String {
    const SHORT: i64 = 600_000;
    if reach.length() < SHORT {
        return moment(reach.from, reach.until);
    }
    // The end of another day than the start says which.
    format!("{} – {}", format::moment(reach.from, wall_time()), format::moment(reach.until, reach.from))
}

/// What is told changes with the answer, the view and, if that goes along, the time.
fn follow(scope: Scope) {
    scope.answer().with(|_| ());
    if scope.view.get().is_live() {
        scope.clock.follow();
    }
}

fn said(scope: Scope, number: usize) -> String {
    follow(scope);
    let pointed = scope.pointed.get();
    let columns = usize::from(scope.surface.columns());
    scope.with_chart(|chart, traced| {
        let Some(line) = traced.get(number) else { return String::new() };
        let probed = match pointed {
            Some(time) => probe(chart, number, time, columns),
            None => chart.lines.get(number).and_then(|it| latest(it.strand)),
        };
        probed.map_or_else(|| "—".to_owned(), |probed| told(line, &probed))
    })
}

/// What all lines say where the person points, and when that is.
pub(super) fn at_point(scope: Scope) -> String {
    let Some(time) = scope.pointed.get_untracked() else { return String::new() };
    let lines: Vec<_> = scope.lines.with_value(|lines| lines.iter().map(|line| line.label.clone()).collect());
    let said = lines.into_iter().enumerate().map(|(number, label)| format!("{label} {}", said(scope, number)));
    let said: Vec<_> = said.collect();
    format!("{}: {}", format::grain(time, Grain::Whole), said.join(", "))
}

/// What a line says last.
fn latest(strand: &Strand) -> Option<Probe> {
    if let Some(Summary { latest, .. }) = strand.summary.filter(|_| !strand.columns.is_empty()) {
        return Some(Probe::Numbers { mean: latest, min: latest, max: latest, count: 1 });
    }
    strand.stretches.last().map(|stretch| Probe::State(stretch.value.clone()))
}

/// What a line says, in words.
pub(super) fn told(line: &Traced, probe: &Probe) -> String {
    match probe {
        Probe::Numbers { mean, min, max, .. } if min < max => {
            format!("{} ({} – {})", quantity(line, *mean), quantity(line, *min), quantity(line, *max))
        }
        Probe::Numbers { mean, .. } => quantity(line, *mean),
        Probe::State(value) => state(line, value),
        Probe::Changes(count) => changes(*count),
    }
}

/// How many stored readings the picture is made of.
pub(super) fn points(scope: Scope) -> u64 {
    scope.answer().with(|told| told.as_ref().map_or(0, |told| count(&told.0)))
}

fn count(answer: &Answer) -> u64 {
    let of_strand = |strand: &Strand| {
        let numbers = strand.summary.map_or(0, |summary| summary.count);
        let states: u64 = strand.stretches.iter().map(|stretch| u64::from(stretch.changes.max(1))).sum();
        numbers.saturating_add(states)
    };
    answer.strands.iter().map(of_strand).fold(0, u64::saturating_add)
}

/// Everything in one sentence for each line.
pub(super) fn whole(scope: Scope) -> String {
    let Some(answer) = scope.answer().get() else { return t!("Chart, not drawn yet").to_owned() };
    scope.lines.with_value(|lines| {
        let sentence = |(line, strand): (&Traced, &Strand)| match &strand.summary {
            Some(summary) => {
                let [latest, min, max, mean, change] = numbers(line, summary);
                t!(
                    "{label}: latest {latest}, lowest {min}, highest {max}, mean {mean}, change {change}.",
                    latest,
                    min,
                    max,
                    mean,
                    change,
                    label = line.label
                )
            }
            None => match latest(strand) {
                Some(last) => format!("{}: {}, {}.", line.label, told(line, &last), changes_of(strand)),
                None => t!("{label}: nothing is stored of this time.", label = line.label),
            },
        };
        lines.iter().zip(&answer.0.strands).map(sentence).collect::<Vec<_>>().join(" ")
    })
}

fn changes_of(strand: &Strand) -> String {
    changes(strand.stretches.iter().map(|it| it.changes.max(1)).fold(0, u32::saturating_add).saturating_sub(1))
}

fn numbers(line: &Traced, summary: &Summary) -> [String; 5] {
    let Summary { latest, min, max, mean, change, .. } = *summary;
    let sign = if change > 0.0 { "+" } else { "" };
    [latest, min, max, mean]
        .map(|number| quantity(line, number))
        .into_iter()
        .chain([format!("{sign}{}", quantity(line, change))])
        .collect::<Vec<_>>()
        .try_into()
        .unwrap_or_default()
}

/// Latest, least, greatest, mean and change of each line that has numbers.
pub(super) fn summary(scope: Scope) -> Piece {
    let rows = move || {
        let answer = scope.answer().get()?;
        let rows: Vec<_> = scope.lines.with_value(|lines| {
            let row = |(number, (line, strand)): (usize, (&Traced, &Strand))| {
                let cells = match (&strand.summary, line.shape(strand)) {
                    (Some(summary), Shape::Curve) => numbers(line, summary).to_vec(),
                    _ => return None,
                };
                Some((number, line.label.clone(), cells))
            };
            lines.iter().zip(&answer.0.strands).enumerate().filter_map(row).collect()
        });
        Some(rows).filter(|rows| !rows.is_empty())
    };
    let is_one = move || scope.lines.with_value(|lines| lines.len() == 1);
    part(rows, move |rows| {
        let is_one = is_one();
        let head = HEADS.map(|head| el("th").attr("scope", "col").child(language::said(head)));
        let head = el("tr").child((!is_one).then(|| el("td"))).child(all(head));
        let row = |(number, label, cells): (usize, String, Vec<String>)| {
            let name = || el("th").attr("scope", "row").child(badge(number)).child(" ").child(label);
            let cell = |(head, cell): (&&'static str, String)| {
                el("td").attr("data-summary", head).attr("data-label", language::said(head)).child(cell)
            };
            let cells = all(HEADS.iter().zip(cells).map(cell));
            el("tr").child((!is_one).then(name)).child(cells)
        };
        let table = el("table").class("summary").child(el("thead").child(head));
        el("div").class("wide").child(table.child(el("tbody").child(all(rows.into_iter().map(row)))))
    })
}

/// Why something is missing, or that there is nothing.
pub(super) fn trouble(scope: Scope) -> Piece {
    let words = move || {
        let answer = scope.answer().get()?;
        if let Some(trouble) = &answer.0.trouble {
            return Some(text::short(trouble));
        }
        let is_empty = |strand: &Strand| strand.columns.is_empty() && strand.stretches.is_empty();
        let words = t!("Nothing is stored of this time. What is said from now on appears here.");
        answer.0.strands.iter().all(is_empty).then(|| words.to_owned())
    };
    part(words, |words: String| el("p").class("hint").attr("role", "status").child(dom::text(move || words.clone())))
}

/// From then until then, in one line.
pub(super) fn moment(from: Timestamp, until: Timestamp) -> String {
    let whole = |time| format::grain(time, Grain::Whole);
    if from == until { whole(from) } else { format!("{} – {}", whole(from), whole(until)) }
}
