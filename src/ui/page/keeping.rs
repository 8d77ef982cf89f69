//! What is kept of the past, how much of it, and deleting it.

use reactive_graph::owner::{expect_context, on_cleanup};

use super::carrying::carrying;
use super::{group, name};
use crate::app::Intent;
use crate::history::{Keeping, Settings};
use crate::language::{said, t, word};
use crate::ui::cell::{Cell, Live};
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, all, el, field, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{button, labelled};
use crate::ui::{format, keeping, text};

const DAYS: &[(u16, &str)] = &[
    (1, word!("A day")),
    (7, word!("A week")),
    (31, word!("A month")),
    (92, word!("Three months")),
    (365, word!("A year")),
    (1_826, word!("Five years")),
];
const MEGABYTES: &[(u16, &str)] =
    &[(20, "20 MB"), (50, "50 MB"), (200, "200 MB"), (500, "500 MB"), (1_000, "1 GB"), (4_000, "4 GB")];

pub(super) fn history() -> Element {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    outbox.send(Intent::WatchPast(true));
    on_cleanup(move || outbox.send(Intent::WatchPast(false)));
    let settings = Cell::new(keeping::wanted());
    let want = move |wanted: Settings| {
        settings.set(wanted);
        keeping::want(wanted, outbox);
    };
    let records = el("input")
        .attr("type", "checkbox")
        .checked(move || settings.get().records)
        .on("change", move |event| want(Settings { records: field(&event).checked(), ..settings.get_untracked() }));
    let records = el("label").class("check").child(records).child(el("span").child(t!("Record what devices report")));
    let days = select(
        DAYS,
        move || settings.get().days,
        move |days| {
            want(Settings { days, ..settings.get_untracked() });
        },
    );
    let megabytes = select(
        MEGABYTES,
        move || settings.get().megabytes,
        move |megabytes| {
            want(Settings { megabytes, ..settings.get_untracked() });
        },
    );
    let wishes = el("div")
        .class("panel yours")
        .child(records)
        .child(labelled(t!("Keep it for"), days))
        .child(labelled(t!("Use at most"), megabytes))
        .child(deleting(outbox));
    let hint = t!(
        "This browser keeps what devices report while this page is open: every value for a day, then minutes, and hours after a \
         month; for a sign-in that stays, also the last message on each topic. Secrets are never kept. These limits hold for \
         each broker and user."
    );
    let kept = group(t!("History"), el("p").class("hint").child(hint)).child(facts(mirror.keeping()));
    kept.child(wishes).child(carrying())
}

fn select(
    options: &'static [(u16, &'static str)],
    chosen: impl Fn() -> u16 + 'static,
    choose: impl Fn(u16) + 'static,
) -> Element {
    let option =
        |(value, label): &(u16, &'static str)| el("option").attr("value", &value.to_string()).child(said(label));
    el("select")
        .child(all(options.iter().map(option)))
        .on("change", move |event| {
            if let Ok(value) = field(&event).value().parse() {
                choose(value);
            }
        })
        .value(move || chosen().to_string())
}

fn facts(keeping: Live<Keeping>) -> Element {
    let clock = expect_context::<Clock>();
    let says = move |say: fn(&Keeping) -> String| dom::text(move || keeping.with(say));
    let oldest = dom::text(move || {
        keeping.with(|keeping| keeping.oldest.map_or_else(|| begun(keeping), |it| format::moment(it, clock.now())))
    });
    let state = move || keeping.with(|keeping| keeping.trouble.as_ref().map(|trouble| text::short(trouble)));
    let lost = move || Some(keeping.with(|keeping| keeping.lost)).filter(|lost| *lost > 0);
    let trouble = |trouble: String| el("dd").class("bad").child(icon("warn")).child(format!(" {trouble}."));
    el("dl")
        .class("panel facts")
        .attr("data-testid", "history")
        .mark("data-values", move || keeping.with(|keeping| keeping.values.to_string()))
        .mark("data-bytes", move || keeping.with(|keeping| keeping.bytes.to_string()))
        .mark("data-place", move || keeping.with(place))
        .child(name(t!("It takes")))
        .child(el("dd").child(says(|keeping| format::bytes(keeping.bytes))))
        .child(name(t!("Values")))
        .child(el("dd").child(says(|keeping| format::count(keeping.values))))
        .child(name(t!("The oldest is from")))
        .child(el("dd").child(oldest))
        .child(name(t!("Kept by")))
        .child(el("dd").child(says(|keeping| match place(keeping) {
            "memory" => t!("the memory of this page").to_owned(),
            "elsewhere" => t!("this browser; another tab writes it").to_owned(),
            _ => t!("this browser").to_owned(),
        })))
        .child(part(state, move |words| name(t!("Trouble")).into_piece().and(trouble(words))))
        .child(part(lost, |lost| name(t!("Lost")).into_piece().and(el("dd").class("bad").child(format::count(lost)))))
}

/// What has just come is put in its place within an hour; how old the first of it is, is not told before.
fn begun(keeping: &Keeping) -> String {
    if keeping.values > 0 { t!("the last hour").to_owned() } else { "—".to_owned() }
}

fn place(keeping: &Keeping) -> &'static str {
    match (keeping.in_memory, keeping.is_elsewhere) {
        (true, _) => "memory",
        (_, true) => "elsewhere",
        _ => "browser",
    }
}

/// First says what will be gone.
fn deleting(outbox: Outbox) -> Element {
    let is_open = Cell::new(false);
    let ask = move || button(t!("Delete all history…")).on("click", move |_| is_open.set(true));
    let confirm = move || {
        let delete = move |_| {
            outbox.send(Intent::DeletePast);
            is_open.set(false);
        };
        let words = t!("What was recorded of every broker is deleted from this browser, and cannot be brought back.");
        let go = button(t!("Delete all history")).on("click", delete);
        let leave = button(t!("Leave it")).on("click", move |_| is_open.set(false));
        el("div")
            .class("note")
            .child(icon("warn"))
            .child(el("span").child(words))
            .child(el("span").class("acts").child(go).child(leave))
    };
    el("div").child(part(move || Some(is_open.get()), move |is_open| if is_open { confirm() } else { ask() }))
}
