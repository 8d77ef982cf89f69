//! What is said of the list as a whole, and what is asked before anything is cleared.

use super::List;
use crate::app::{ClearTally, Ended, HandWish, Lines, RetainedNews};
use crate::language::t;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, el, part};
use crate::ui::icon::icon;
use crate::ui::shell::button;
use crate::ui::{format, text};

pub(super) fn tally(list: List) -> Element {
    let words = list.told(|news| {
        let mut parts = vec![messages(news.total), format::bytes(news.bytes)];
        if news.in_sight != news.total {
            parts.push(t!("{count} in sight", count = format::count(news.in_sight.into())));
        }
        if news.discarded > 0 {
            parts.push(t!("without room for more: {count}", count = format::count(news.discarded)));
        }
        parts.join(" · ")
    });
    let state = list.told(|news| (news.is_listing, ended(news)));
    let total = list.told(|news| news.total);
    let stop = move || button(t!("Stop")).on("click", move |_| list.send(&HandWish::Stop));
    let said = move |(is_listing, words): (bool, Option<String>)| {
        let listing = is_listing.then(|| el("p").child(t!("Listing… ")).child(stop()));
        el("div").child(listing).child(words.map(|words| el("p").class("hint").child(words)))
    };
    el("div")
        .attr("role", "status")
        .attr("data-testid", "retained-tally")
        .mark("data-total", move || total.get().unwrap_or_default().to_string())
        .mark("data-listing", move || state.with(|state| state.as_ref().is_some_and(|(is_listing, _)| *is_listing)))
        .child(el("p").child(dom::text(move || words.get().unwrap_or_default())))
        .child(part(move || state.get(), said))
}

fn messages(count: u32) -> String {
    match count {
        1 => t!("one retained message").to_owned(),
        _ => t!("{count} retained messages", count = format::count(count.into())),
    }
}

/// Why there are no more.
fn ended(news: &RetainedNews) -> Option<String> {
    let cut = || {
        t!(
            "Mosquitto may have held some back: it stops at about 1,000 unless max_queued_messages in mosquitto.conf allows more."
        )
        .to_owned()
    };
    Some(match news.ended.as_ref()? {
        Ended::Quiet if news.total == 0 => {
            t!("The broker stores nothing there, or this user may not read it: some brokers do not tell which.")
                .to_owned()
        }
        Ended::Quiet if news.may_be_cut => cut(),
        Ended::Quiet => return None,
        Ended::Full => t!("There is no room for more in this list: look under a narrower filter.").to_owned(),
        Ended::TimeIsUp => t!("It took too long: look under a narrower filter.").to_owned(),
        Ended::Stopped => t!("You stopped it.").to_owned(),
        Ended::LinkLost => t!("The connection was lost: there may be more.").to_owned(),
        Ended::Refused(why) => t!("The broker was not asked, or refused: {why}.", why = text::short(why)),
    })
}

/// Shows what will be cleared before it is; the list below has every topic.
pub(super) fn confirmation(list: List) -> Element {
    let question = list.told(|news| (news.clearing.is_none().then_some(news.marked), news.clearing.clone()));
    let view = move |(count, tally): (Option<u32>, Option<ClearTally>)| match (count, tally) {
        (_, Some(tally)) => progress(list, &tally),
        (count, None) => ask(list, count.unwrap_or_default()),
    };
    el("div").attr("data-testid", "clearing").child(part(move || question.get(), view))
}

fn ask(list: List, count: u32) -> Element {
    let (words, label) = match count {
        1 => (
            t!("This publishes an empty retained message to the topic below, and the broker forgets what it stores there.")
                .to_owned(),
            t!("Clear the topic").to_owned(),
        ),
        _ => (
            t!(
                "This publishes an empty retained message to each of the {count} topics below, and the broker forgets what it stores \
                 there.",
                count = format::count(count.into())
            ),
            t!("Clear {count} topics", count = format::count(count.into())),
        ),
    };
    let more = t!("A device that is only asleep is missing until it speaks or announces itself again.");
    let go = button(&label).on("click", move |_| list.send(&HandWish::Clear(count)));
    let leave = button(t!("Leave them")).on("click", move |_| list.see(Lines::Found));
    el("div")
        .class("note")
        .child(icon("warn"))
        .child(el("span").child(format!("{words} {more}")))
        .child(el("span").class("acts").child(go).child(leave))
}

fn progress(list: List, tally: &ClearTally) -> Element {
    let over = tally.all.saturating_sub(open(tally));
    let parts = [
        (tally.cleared, t!("cleared")),
        (tally.unsaid, t!("answered, but over MQTT 3.1.1 nobody says whether it was let through")),
        (tally.refused, t!("refused")),
        (tally.unanswered, t!("not answered")),
        (tally.not_sent, t!("not sent")),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, words)| format!("{} {words}", format::count(count.into()))).collect();
    let all_of_them = t!("{over} of {all}", over = format::count(over.into()), all = format::count(tally.all.into()));
    let stop = if tally.is_going {
        button(t!("Stop")).on("click", move |_| list.send(&HandWish::Stop))
    } else {
        button(t!("Back to the list")).on("click", move |_| list.see(Lines::Found))
    };
    let bar = el("progress")
        .attr("max", &tally.all.to_string())
        .attr("value", &over.to_string())
        .attr("aria-label", t!("Clearing"));
    el("div")
        .attr("data-state", if tally.is_going { "going" } else { "over" })
        .attr("role", "status")
        .child(el("p").child(format!("{all_of_them}: {} ", parts.join(", "))).child(stop))
        .child(bar)
        .child(rules(&tally.rules))
}

fn open(tally: &ClearTally) -> u32 {
    tally.all.saturating_sub(tally.cleared + tally.unsaid + tally.refused + tally.unanswered + tally.not_sent)
}

fn rules(rules: &[String]) -> Piece {
    if rules.is_empty() {
        return Piece::default();
    }
    let hint = el("p")
        .class("hint")
        .child(t!("With these lines for this user in its access list, Mosquitto would let it through:"));
    let lines = all(rules.iter().map(|rule| el("li").child(el("code").child(&*text::visible(rule)))));
    let list = el("ul").attr("data-testid", "access-rules").child(lines);
    hint.into_piece().and(list)
}
