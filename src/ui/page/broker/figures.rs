//! What the broker tells of itself under `$SYS`; if it does not let us read that, what would.

use reactive_graph::owner::expect_context;

use super::course::course;
use super::flow::size;
use super::told::{reload, rules};
use crate::app::{Connection, FiguresNews, KnownProblem, Subscription, known_problems};
use crate::language::{said, t};
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, el, part};
use crate::ui::mirror::Mirror;
use crate::ui::page::{group, name};
use crate::ui::shell::act;
use crate::ui::{format, text};

const EVERYTHING: &str = "$SYS/#";
const VERSION: &str = "broker/version";

/// How a figure is told.
type Told = fn(f64) -> String;

pub(super) fn figures(figures: Live<FiguresNews>, subscriptions: Live<Vec<Subscription>>) -> Element {
    let mirror = expect_context::<Mirror>();
    let refused = live(move || {
        let find = |all: &Vec<Subscription>| all.iter().find(|it| it.filter == EVERYTHING)?.refused.clone();
        subscriptions.with(find)
    });
    let is_missing = move || {
        let is_silent = figures.with(|it| it.is_silent);
        (is_silent || refused.with(Option::is_some)).then(|| refused.get())
    };
    let awaited = move || {
        let is_awaited = figures.with(|it| it.all.is_empty()) && is_missing().is_none();
        let is_live = mirror.connection().with(|connection| matches!(connection, Connection::Live { .. }));
        let words =
            if is_live { t!("Asking the broker…") } else { t!("There is no connection to the broker right now.") };
        is_awaited.then_some(words)
    };
    let version = live(move || figures.with(|it| find(it, VERSION).map(str::to_owned)));
    let rows = live(move || figures.with(rows));
    let of_mosquitto = part(move || Some(rows.get()).filter(|rows| !rows.is_empty()), |rows| list("figures", &rows));
    let charts = part(move || Some(figures.with(|it| it.charts.clone())).filter(|it| !it.is_empty()), |it| charts(&it));
    group(t!("What the broker tells of itself"), part(is_missing, missing))
        .child(part(awaited, |words| el("p").class("hint").child(words)))
        .child(of_mosquitto)
        .child(charts)
        .child(part(
            move || version.get().map(|it| known_problems(&it)).filter(|it| !it.is_empty()),
            |it| problems(&it),
        ))
        .child(everything(figures, move || rows.with(|rows| !rows.is_empty())))
}

fn find<'a>(figures: &'a FiguresNews, wanted: &str) -> Option<&'a str> {
    figures.all.iter().find(|(name, _)| name == wanted).map(|(_, said)| said.as_str())
}

fn missing(refused: Option<String>) -> Piece {
    let words = match refused {
        Some(because) => t!("The broker does not let this user read its figures: {because}.", because = text::short(&because)),
        None => t!(
            "The broker granted its figures and has sent none: its access rules seem to hide them. These lines in the file of its access rules let this user read them:"
        )
        .to_owned(),
    };
    el("p")
        .class("hint")
        .attr("data-testid", "sys-missing")
        .child(words)
        .into_piece()
        .and(rules())
        .and(el("p").class("hint").child(t!("Afterwards the broker reads them with this:")))
        .and(reload())
}

fn rows(figures: &FiguresNews) -> Vec<(String, String)> {
    let number = |name: &str| {
        find(figures, name).and_then(|said| format::number_in(&crate::device::Value::Text(said.to_owned())))
    };
    let counted = |number: f64| format::number(number, Some(0));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
    let sized = |number: f64| format::bytes(number as u64);
    let one = |title: &str, name: &str, told: Told| Some((title.to_owned(), told(number(name)?)));
    let three = |title: &str, name: &str| {
        let load = ["1min", "5min", "15min"].map(|time| number(&format!("broker/load/{name}/{time}")));
        let [Some(one), Some(five), Some(fifteen)] = load else { return None };
        let [one, five, fifteen] = [one, five, fifteen].map(|it| format::number(it, Some(1)));
        Some((title.to_owned(), format!("{one} · {five} · {fifteen}")))
    };
    let said = |title: &str, name: &str| Some((title.to_owned(), text::short(find(figures, name)?)));
    let uptime = || {
        let seconds = find(figures, "broker/uptime")?.split(' ').next()?.parse().ok()?;
        Some((t!("Runs for").to_owned(), format::duration(std::time::Duration::from_secs(seconds))))
    };
    let rows = [
        said(t!("Version"), VERSION),
        uptime(),
        one(t!("Clients connected"), "broker/clients/connected", counted),
        one(t!("Clients known, also those away"), "broker/clients/total", counted),
        one(t!("Most clients at once"), "broker/clients/maximum", counted),
        three(t!("Messages received a minute, over 1, 5 and 15 min"), "messages/received"),
        three(t!("Messages sent a minute, over 1, 5 and 15 min"), "messages/sent"),
        three(t!("New connections a minute, over 1, 5 and 15 min"), "connections"),
        one(t!("Messages received"), "broker/messages/received", counted),
        one(t!("Messages sent"), "broker/messages/sent", counted),
        one(t!("Messages dropped"), "broker/publish/messages/dropped", counted),
        one(t!("Bytes received"), "broker/bytes/received", sized),
        one(t!("Bytes sent"), "broker/bytes/sent", sized),
        one(t!("Retained messages"), "broker/retained messages/count", counted),
        one(t!("Subscriptions"), "broker/subscriptions/count", counted),
        one(t!("Memory"), "broker/heap/current", sized),
    ];
    rows.into_iter().flatten().collect()
}

fn list(mark: &str, rows: &[(String, String)]) -> Element {
    let rows = rows.iter().map(|(title, value)| name(title).into_piece().and(el("dd").child(value.as_str())));
    el("dl").class("panel facts").attr("data-testid", mark).child(all(rows))
}

fn charts(charts: &[(String, Vec<f32>)]) -> Element {
    let number = |it: f32| format::number(f64::from(it), Some(0));
    let one = |(name, numbers): &(String, Vec<f32>)| {
        let (title, told): (&str, fn(f32) -> String) = match name.as_str() {
            "broker/clients/connected" => (t!("Clients connected"), number),
            "broker/load/messages/received/1min" => (t!("Messages received a minute"), number),
            "broker/load/messages/sent/1min" => (t!("Messages sent a minute"), number),
            "broker/load/bytes/received/1min" => (t!("Bytes received a minute"), size),
            "broker/load/bytes/sent/1min" => (t!("Bytes sent a minute"), size),
            _ => (t!("Memory"), size),
        };
        course(title, numbers, told)
    };
    el("div").class("courses").attr("data-testid", "figure-courses").child(all(charts.iter().map(one)))
}

fn problems(problems: &[KnownProblem]) -> Piece {
    let one = |problem: &KnownProblem| {
        let [major, minor, patch] = problem.fixed.map(|number| number.to_string());
        let fixed = t!("put right in {version}", version = format!("{major}.{minor}.{patch}"));
        let parts = [problem.id, &fixed].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let what = el("span").class("what").child(said(problem.meaning)).child(el("small").child(parts.join(" · ")));
        el("li").child(what)
    };
    let hint = t!(
        "This version is known for what follows. Distributions put such things right without giving the broker another number: whether yours did, the list of changes of its package tells."
    );
    el("p").class("hint").child(hint).into_piece().and(
        el("ol").class("panel log problems").attr("data-testid", "known-problems").child(all(problems.iter().map(one))),
    )
}

/// Of a broker that calls its figures otherwise, all of them at once.
fn everything(figures: Live<FiguresNews>, are_known: impl Fn() -> bool + Copy + 'static) -> Piece {
    let is_open = Cell::new(false);
    let count = live(move || figures.with(|it| it.all.len()));
    let rows = move || {
        let row = |(name, said): &(String, String)| (format!("$SYS/{}", text::short(name)), text::short(said));
        let is_seen = count.get() > 0 && (is_open.get() || !are_known());
        is_seen.then(|| figures.with(|it| it.all.iter().map(row).collect::<Vec<_>>()))
    };
    let words = move || {
        let count = count.get().to_string();
        if is_open.get() { t!("Hide").to_owned() } else { t!("Show all {count} topics under $SYS", count) }
    };
    let toggle = move |()| {
        let toggle = act("").child(dom::text(words));
        el("p").child(toggle.on("click", move |_| is_open.update(|is_open| *is_open = !*is_open)))
    };
    part(move || are_known().then_some(()), toggle).and(part(rows, |rows| list("all-figures", &rows)))
}
