//! What was asked for together, and how that goes: counted, and named where something stood in the way.

use std::sync::atomic::{AtomicU64, Ordering};

use reactive_graph::owner::expect_context;

use super::cell::{Live, live};
use super::dom::{Element, Piece, each, el, part};
use super::icon::icon;
use super::mirror::Mirror;
use super::property::{mood, stage_mark};
use super::{text, words};
use crate::app::{Batch, RequestNews};
use crate::device::{RequestKey, Stage};
use crate::language::{self, t, word};

/// One with a key that none before had.
pub(super) fn begin(title: String) -> Batch {
    static LAST: AtomicU64 = AtomicU64::new(0);
    Batch { key: LAST.fetch_add(1, Ordering::Relaxed) + 1, title }
}

/// How a request stands, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Confirmed,
    Refused,
    NotSent,
    Failed,
    Doubtful,
    Open,
}

impl Fate {
    const TROUBLES: [(Self, &'static str); 5] = [
        (Self::Refused, word!("{count} refused")),
        (Self::NotSent, word!("{count} not sent")),
        (Self::Failed, word!("{count} failed")),
        (Self::Doubtful, word!("{count} not confirmed")),
        (Self::Open, word!("{count} under way")),
    ];

    pub(super) fn of(stage: &Stage) -> Self {
        match stage {
            Stage::Queued | Stage::Sent | Stage::Acknowledged | Stage::Delivered => Self::Open,
            Stage::Confirmed => Self::Confirmed,
            Stage::Refused(_) => Self::Refused,
            Stage::NotSent(_) => Self::NotSent,
            Stage::Failed(_) => Self::Failed,
            Stage::Nobody | Stage::Unconfirmed(_) => Self::Doubtful,
        }
    }
}

/// How many of a batch were confirmed, refused, and so on.
pub(super) fn tally(requests: &[RequestNews], batch: u64) -> String {
    let fates: Vec<_> = requests.iter().filter(|it| is_of(it, batch)).map(|it| Fate::of(&it.request.stage)).collect();
    let count = |fate: Fate| fates.iter().filter(|it| **it == fate).count();
    let confirmed =
        t!("{done} of {size} confirmed", done = count(Fate::Confirmed).to_string(), size = fates.len().to_string());
    let others = Fate::TROUBLES.iter().map(|(fate, words)| (count(*fate), *words)).filter(|(count, _)| *count > 0);
    let told = |count: usize, words| language::filled(words, &[("count", &count.to_string())]);
    others.fold(confirmed, |said, (count, words)| t!("{said}, {more}", said, more = told(count, words)))
}

/// How a batch goes: in numbers, and by name where it does not go well.
pub(super) fn outcome(batch: &Batch) -> Element {
    let (requests, key) = (expect_context::<Mirror>().requests(), batch.key);
    let counted = live(move || requests.with(|requests| tally(requests, key)));
    let is_trouble = |it: &RequestNews| !matches!(Fate::of(&it.request.stage), Fate::Open | Fate::Confirmed);
    let troubles = move || {
        requests.with(|requests| {
            let of_batch = requests.iter().filter(|it| is_of(it, key) && is_trouble(it));
            of_batch.map(|it| (it.key, words::outcome(&it.request))).collect::<Vec<_>>()
        })
    };
    let row = move |(key, said): (RequestKey, String)| {
        requests.with_untracked(|requests| requests.iter().find(|it| it.key == key).map(|it| trouble(it, &said)))
    };
    el("div")
        .class("outcome")
        .attr("role", "status")
        .attr("data-testid", "batch")
        .child(el("p").child(el("strong").child(text::short(&batch.title))).child(" · ").child(counted_piece(counted)))
        .child(el("ul").child(each(troubles, row)))
}

fn counted_piece(counted: Live<String>) -> Piece {
    part(move || Some(counted.get()), |counted: String| el("span").attr("data-testid", "tally").child(counted))
}

fn trouble(news: &RequestNews, said: &str) -> Element {
    el("li")
        .attr("data-request", stage_mark(&news.request.stage))
        .child(icon(mood(&news.request.stage)))
        .child(el("span").child(format!("{} · {}: {said}", text::short(&news.device_name), text::label(&news.label))))
}

fn is_of(news: &RequestNews, batch: u64) -> bool {
    news.batch.as_ref().is_some_and(|it| it.key == batch)
}
