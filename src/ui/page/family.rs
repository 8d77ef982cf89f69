//! What a family shares: beginning, joining and ending it, how it stands, and what people have to decide.

use reactive_graph::owner::{expect_context, on_cleanup};

use super::group;
use crate::app::{Conflict, FamilyNews, FamilyWish, Found, Intent, News, Offer, SharingNews, SharingState, Written};
use crate::language::t;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, el, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{ask, button, labelled};
use crate::ui::{format, text};

/// A name that one may like.
const NAME: &str = "home";

pub(super) fn family() -> Element {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    outbox.send(Intent::Family(FamilyWish::Look(true)));
    on_cleanup(move || outbox.send(Intent::Family(FamilyWish::Look(false))));
    let news = live(move || mirror.family().with(|told| News::family(told)));
    let is_shared = live(move || news.with(|news| news.sharing.is_some()));
    let words = t!(
        "Names, rooms, favourites, order, scenes, messages, alarms and charts can stand on a topic of your broker, so that all \
         who share it have the same. Appearance, language and history stay with each browser, and so do passwords, the \
         broker's address and messages in which a secret stands."
    );
    let note = move || news.with(|news| news.note.as_ref().map(|note| text::short(note)));
    group(t!("Share with the family"), el("p").class("hint").child(words))
        .attr("data-testid", "family")
        .mark("data-state", move || news.with(state_mark))
        .child(part(note, |words| warning(&words)))
        .child(part(
            move || Some(is_shared.get()),
            move |is_shared| if is_shared { shared(news) } else { beginning(news) },
        ))
}

fn state_mark(news: &FamilyNews) -> &'static str {
    match news.sharing.as_ref().map(|sharing| &sharing.state) {
        None => "off",
        Some(SharingState::Away) => "away",
        Some(SharingState::Asking) => "asking",
        Some(SharingState::Writing) => "writing",
        Some(SharingState::InStep) => "in-step",
        Some(SharingState::Trouble(_)) => "trouble",
    }
}

fn warning(words: &str) -> Element {
    el("div").class("note").attr("role", "status").child(icon("warn")).child(el("span").child(words))
}

/// A form for a name, and what there is to join.
fn beginning(news: Live<FamilyNews>) -> Piece {
    let outbox = expect_context::<Outbox>();
    let input = |value: &str| el("input").attr("type", "text").attr("maxlength", "64").attr("value", value);
    let (name, writer) = (input(NAME), input(&news.with_untracked(|news| news.writer.clone())));
    let (name_field, writer_field) = (name.field().clone(), writer.field().clone());
    let found = live(move || news.with(|news| news.found.clone()));
    let by = writer_field.clone();
    let share = move |name: String| {
        outbox.send(Intent::Family(FamilyWish::Share { name, writer: writer_field.value() }));
    };
    let join = move |name: String| outbox.send(Intent::Family(FamilyWish::Share { name, writer: by.value() }));
    let go = button(t!("Share")).on("click", move |_| share(name_field.value()));
    let form = el("div")
        .class("panel yours")
        .child(labelled(t!("Name of what is shared"), name))
        .child(labelled(t!("What others call this browser"), writer))
        .child(el("div").child(go));
    let list = move |found: Vec<Found>| {
        let rows = found.iter().map(|found| joinable(found, &join));
        el("ol").class("panel log").attr("aria-label", t!("What is shared at this broker")).child(all(rows))
    };
    form.into_piece().and(part(move || Some(found.get()).filter(|found| !found.is_empty()), list))
}

/// Says what would come before anything does.
fn joinable(Found { name, offer }: &Found, join: &(impl Fn(String) + Clone + 'static)) -> Element {
    let what = el("div").class("what").child(el("strong").child(text::short(name)));
    let Offer { last, comes, counts: [coming, going, differing] } = match offer {
        Ok(offer) => offer,
        Err(why) => {
            let words = t!("This cannot be joined: {why}. It is left alone.", why = text::short(why));
            return el("li").class("unread").child(what.child(el("p").class("hint bad").child(words)));
        }
    };
    let titles: Vec<_> = comes.iter().map(|title| text::short(title)).collect();
    let more = if *coming > titles.len() { "…" } else { "" };
    let comes = match coming {
        0 => t!("Nothing new comes to you.").to_owned(),
        _ => t!(
            "New for you: {count} ({titles}{more}).",
            count = coming.to_string(),
            titles = titles.join(", "),
            more = more.to_owned()
        ),
    };
    let goes = (*going > 0).then(|| t!("New for the others: {count}.", count = going.to_string()));
    let differs = (*differing > 0)
        .then(|| t!("Not the same on both sides: {count}. You decide about each.", count = differing.to_string()));
    let words = std::iter::once(comes).chain(goes).chain(differs).collect::<Vec<_>>().join(" ");
    let (name, join) = (name.clone(), join.clone());
    let go = button(t!("Join"))
        .attr("aria-label", &t!("Join {name}", name = text::short(&name)))
        .on("click", move |_| join(name.clone()));
    let what = what.child(el("p").class("hint").child(written(last))).child(el("p").child(words));
    el("li").class("unread").attr("data-testid", "joinable").child(what).child(el("div").class("acts").child(go))
}

fn written(Written { by, at }: &Written) -> Piece {
    let clock = expect_context::<Clock>();
    let by = if by.is_empty() { t!("somebody").to_owned() } else { text::short(by) };
    let at = *at;
    dom::text(move || match at {
        Some(at) => t!("Written by {by}, {time}.", by = by.clone(), time = format::moment(at, clock.now())),
        None => t!("Written by {by}.", by = by.clone()),
    })
}

fn shared(news: Live<FamilyNews>) -> Piece {
    let sharing = move |see: fn(&SharingNews) -> String| news.with(|news| news.sharing.as_ref().map(see));
    let state = live(move || news.with(|news| news.sharing.as_ref().map(|sharing| sharing.state.clone())));
    let last = live(move || news.with(|news| news.sharing.as_ref().and_then(|sharing| sharing.last.clone())));
    let conflicts = live(move || {
        news.with(|news| news.sharing.as_ref().map(|it| (it.conflicts.clone(), it.more)).unwrap_or_default())
    });
    let words = move |state| match state {
        SharingState::Away => t!("Not connected to the broker it is shared at. Your changes wait here."),
        SharingState::Asking => t!("Asking the broker what is there…"),
        SharingState::Writing => t!("Being brought into step…"),
        SharingState::InStep | SharingState::Trouble(_) if conflicts.with(|(all, _)| !all.is_empty()) => {
            t!("In step, but for what you have to decide.")
        }
        SharingState::InStep => t!("In step with the others."),
        SharingState::Trouble(_) => t!("Not in step with the others."),
    };
    let trouble = move |state: SharingState| match state {
        SharingState::Trouble(why) => {
            warning(&text::short(&why)).child(ask(t!("Try again"), Intent::Family(FamilyWish::TryAgain))).into_piece()
        }
        _ => Piece::default(),
    };
    let line = el("div")
        .class("panel line")
        .child(
            el("p")
                .child(el("strong").child(dom::text(move || sharing(|it| text::short(&it.topic)))))
                .child(" ")
                .child(el("span").attr("role", "status").child(dom::text(move || state.get().map(words))))
                .child(" ")
                .child(el("span").class("hint").child(part(move || last.get(), |last| written(&last)))),
        )
        .child(stopping());
    line.into_piece().and(part(move || state.get(), trouble)).and(part(
        move || Some(conflicts.get()).filter(|(all, _)| !all.is_empty()),
        |(all, more)| decisions(&all, more),
    ))
}

/// Before what others may still use is cleared, it is said.
fn stopping() -> Piece {
    let is_open = Cell::new(false);
    let stop = |clear| Intent::Family(FamilyWish::Stop { clear });
    let begin = move || {
        let clear = button(t!("Stop and clear the topic…")).on("click", move |_| is_open.set(true));
        ask(t!("Stop sharing"), stop(false)).class("button").into_piece().and(clear)
    };
    let confirm = move || {
        let words = t!("All who share it stop then. What each of them has stays in their browsers.");
        let leave = button(t!("Leave it")).on("click", move |_| is_open.set(false));
        let go = ask(t!("Clear the topic"), stop(true)).class("button");
        el("p").child(words).into_piece().and(go).and(leave)
    };
    part(move || Some(is_open.get()), move |is_open| if is_open { confirm() } else { begin() })
}

/// What changed on both sides: nothing of it is replaced before somebody has chosen.
fn decisions(conflicts: &[Conflict], more: usize) -> Piece {
    let keys: Vec<u64> = conflicts.iter().map(|conflict| conflict.key).collect();
    let decide = |keys: Vec<u64>, mine| Intent::Family(FamilyWish::Decide { keys, mine });
    let side = |heading: &str, words: &str, act: &str, title: &str, intent: Intent| {
        let go = ask(act, intent).class("button").attr("aria-label", &format!("{act}: {title}"));
        el("div")
            .class("what")
            .child(el("span").class("hint").child(heading))
            .child(el("span").child(text::short(words)))
            .child(el("div").child(go))
    };
    let row = |Conflict { key, title, mine, theirs }: &Conflict| {
        let title = text::short(title);
        let own = side(t!("Here"), mine, t!("Keep mine"), &title, decide(vec![*key], true));
        let other = side(t!("With the others"), theirs, t!("Take theirs"), &title, decide(vec![*key], false));
        let sides = el("div").class("yours sides").child(own).child(other);
        el("li").class("unread").attr("data-testid", "conflict").child(el("strong").child(title)).child(sides)
    };
    let words = match conflicts.len() + more {
        1 => t!("One thing is not the same here and with the others. Nothing of it is replaced before you choose.")
            .to_owned(),
        count => t!(
            "{count} things are not the same here and with the others. Nothing of them is replaced before you choose.",
            count = count.to_string()
        ),
    };
    let own = ask(t!("Keep all of mine"), decide(keys.clone(), true)).class("button");
    let others = ask(t!("Take all of theirs"), decide(keys, false)).class("button");
    let both = el("span").class("acts").child(own).child(others);
    el("div")
        .class("note")
        .attr("role", "status")
        .child(icon("warn"))
        .child(el("span").child(words))
        .child((conflicts.len() > 1).then_some(both))
        .into_piece()
        .and(el("ol").class("panel log").child(all(conflicts.iter().map(row))))
}
