//! What was asked for and what became of it: looked through, asked for again, taken away as a file.

use reactive_graph::owner::expect_context;

use super::{group, time};
use crate::app::{DeskWish, Format, Intent, RequestNews};
use crate::device::RequestKey;
use crate::language::{said, t, word};
use crate::ui::batch::{self, Fate};
use crate::ui::cell::{Cell, live};
use crate::ui::clock::wall_time;
use crate::ui::dom::{Element, IntoPiece, all, each, el, field, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::property::{mood, stage_mark};
use crate::ui::route::Route;
use crate::ui::shell::{act, ask};
use crate::ui::text::folded;
use crate::ui::{format, text, words};

/// So many are shown before the person asks for more.
const SHOWN: usize = 50;

/// What of it the person wants to see.
#[derive(Clone, Debug, Default, PartialEq)]
struct Query {
    /// A part of a device's name or id, or of what it was asked for.
    words: String,
    result: Result,
}

/// What may have become of a request, as one looks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Result {
    #[default]
    Any,
    Open,
    Confirmed,
    Refused,
    Doubtful,
}

impl Result {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Any, "any", word!("Every result")),
        (Self::Open, "open", word!("Under way")),
        (Self::Confirmed, "confirmed", word!("Confirmed")),
        (Self::Refused, "refused", word!("Refused or failed")),
        (Self::Doubtful, "doubtful", word!("Not confirmed")),
    ];

    fn holds(self, fate: Fate) -> bool {
        match self {
            Self::Any => true,
            Self::Open => fate == Fate::Open,
            Self::Confirmed => fate == Fate::Confirmed,
            Self::Refused => matches!(fate, Fate::Refused | Fate::NotSent | Fate::Failed),
            Self::Doubtful => fate == Fate::Doubtful,
        }
    }
}

/// A line of the list. It is another one as soon as something else has become of its request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Line {
    Batch(u64, String, String),
    Request(RequestKey, String),
}

pub(super) fn requests() -> Element {
    let requests = expect_context::<Mirror>().requests();
    let (query, shown) = (Cell::<Query>::default(), Cell::new(SHOWN));
    let lines = live(move || requests.with(|requests| query.with(|query| lines(requests, query))));
    let row = move |line: Line| {
        requests.with_untracked(|requests| match line {
            Line::Batch(_, title, tally) => Some(together(&title, &tally)),
            Line::Request(key, _) => requests.iter().find(|it| it.key == key).map(request),
        })
    };
    let is_empty = live(move || requests.with(Vec::is_empty));
    let list = move |is_empty| {
        if is_empty {
            let words = t!("Nothing yet. Whatever you switch or set is listed here, with what became of it.");
            return el("p").class("empty").child(words).into_piece();
        }
        let some = move || lines.with(|lines| lines.iter().take(shown.get()).cloned().collect::<Vec<_>>());
        let more = move || lines.with(|lines| lines.len() > shown.get()).then_some(());
        let show_more = move |()| act(t!("Show more")).on("click", move |_| shown.update(|shown| *shown += SHOWN));
        let nothing = move || lines.with(Vec::is_empty).then_some(());
        tools(query)
            .into_piece()
            .and(el("ol").class("panel log").attr("data-testid", "record").child(each(some, row)))
            .and(part(nothing, |()| el("p").class("empty").child(t!("Nothing of that kind."))))
            .and(part(more, show_more))
    };
    group(t!("What was asked for"), part(move || Some(is_empty.get()), list))
}

fn lines(requests: &[RequestNews], query: &Query) -> Vec<Line> {
    let sought = folded(query.words.trim());
    let is_sought = |it: &RequestNews| {
        let texts = [&it.device_name, &it.device_id, &it.label];
        let is_result = query.result.holds(Fate::of(&it.request.stage));
        is_result && (sought.is_empty() || texts.iter().any(|text| folded(text).contains(&sought)))
    };
    let mut lines = Vec::new();
    let mut batch_before = None;
    for it in requests.iter().filter(|it| is_sought(it)) {
        let key = it.batch.as_ref().map(|batch| batch.key).filter(|key| *key > 0);
        if let (Some(batch), true) = (&it.batch, key.is_some() && key != batch_before) {
            lines.push(Line::Batch(batch.key, batch.title.clone(), batch::tally(requests, batch.key)));
        }
        batch_before = key;
        lines.push(Line::Request(it.key, words::outcome(&it.request)));
    }
    lines
}

fn tools(query: Cell<Query>) -> Element {
    let outbox = expect_context::<Outbox>();
    let mirror = expect_context::<Mirror>();
    let search = el("input")
        .attr("type", "search")
        .attr("placeholder", t!("Device or property"))
        .attr("aria-label", t!("Search what was asked for"))
        .on("input", move |event| query.update(|query| query.words = field(&event).value()));
    let choose = move |event| {
        let chosen = field(&event).value();
        let result = Result::ALL.into_iter().find(|(_, word, _)| *word == chosen);
        query.update(|query| query.result = result.map_or(Result::Any, |(result, ..)| result));
    };
    let option = |(_, word, label): (Result, &str, &'static str)| el("option").attr("value", word).child(said(label));
    let results = el("select")
        .class("choice")
        .attr("aria-label", t!("Result"))
        .child(all(Result::ALL.map(option)))
        .on("change", choose);
    let forget = move |_| {
        mirror.forget_requests();
        outbox.send(Intent::Desk(DeskWish::ForgetRecord));
    };
    el("div")
        .class("tools")
        .child(el("label").class("search").child(icon("find")).child(search))
        .child(results)
        .child(ask(t!("Save as CSV"), Intent::Desk(DeskWish::Export(Format::Csv))))
        .child(ask(t!("Save as JSON"), Intent::Desk(DeskWish::Export(Format::Json))))
        .child(act(t!("Clear the record")).on("click", forget))
}

fn together(title: &str, tally: &str) -> Element {
    let what = el("span").class("what").child(el("strong").child(text::short(title)));
    el("li").class("batch").child(what).child(el("span").class("words").child(text::short(tally)))
}

fn request(news: &RequestNews) -> Element {
    let request = &news.request;
    let after = request.steps.last().map(|(_, after)| *after).filter(|after| !after.is_zero());
    let wish = if news.is_ours {
        format!(" · {}: {}", text::label(&news.label), words::plain_wish(&request.wanted))
    } else {
        t!(" · asked for something by somebody else").to_owned()
    };
    let link =
        el("a").attr("href", &Route::Device(news.device_id.clone()).href()).child(text::short(&news.device_name));
    let what = el("span")
        .class("what")
        .child(link)
        .child(wish)
        .child(el("small").attr("title", &text::visible(&news.topic)).child(text::short(&news.topic)));
    let outcome =
        el("span").class("words").child(icon(mood(&request.stage))).child(el("span").child(words::outcome(request)));
    let again = t!(
        "Ask {device_name} once more for {wanted}",
        device_name = text::short(&news.device_name),
        wanted = words::plain_wish(&request.wanted)
    );
    let repeat = (news.is_ours && !news.is_secret && !request.is_open())
        .then(|| ask(t!("Repeat"), Intent::Repeat(news.key)).attr("aria-label", &again));
    el("li")
        .attr("data-request", stage_mark(&request.stage))
        .attr("data-device-id", &news.device_id)
        .child(time(format::moment(request.asked, wall_time())))
        .child(what)
        .child(outcome)
        .child(after.map(|after| el("span").class("time after").child(format::duration(after))))
        .child(repeat)
}
