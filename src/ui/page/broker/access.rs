//! What the broker lets this user do, prefix by prefix, and what the features of this page need of it.

use reactive_graph::owner::{expect_context, on_cleanup};

use super::super::{copy, group};
use crate::app::{Access, AccessNews, DeskWish, Feature, Hearing, Intent, Line, Need, News, Right, Verdict};
use crate::language::t;
use crate::ui::cell::{Live, live};
use crate::ui::clock::Clock;
use crate::ui::dom::{Element, IntoPiece, Piece, all, each, el, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::session::Session;
use crate::ui::{format, text};

/// Lines of a feature that are seen before one asks for the others.
const AT_ONCE: usize = 6;

/// What is told of it from now on, as long as somebody looks.
pub(super) fn watched() -> Live<Option<AccessNews>> {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    outbox.send(Intent::Desk(DeskWish::WatchAccess(true)));
    on_cleanup(move || outbox.send(Intent::Desk(DeskWish::WatchAccess(false))));
    mirror.forget_administered();
    let told = mirror.access();
    live(move || told.with(|told| News::access(told)))
}

pub(super) fn needs(news: Live<Option<AccessNews>>) -> Element {
    let hint = t!("What parts of this page have to be allowed at the broker, as lines of an ACL file of Mosquitto.");
    let list = move || news.with(|news| news.as_ref().map(|news| news.needs.clone()).unwrap_or_default());
    group(t!("What is needed"), el("p").class("hint").child(hint))
        .child(el("ol").class("panel log").attr("data-testid", "needs").child(each(list, |it| need(&it))))
}

fn need(need: &Need) -> Element {
    let is = |verdict| need.lines.iter().any(|line| line.verdict() == verdict);
    let whole = if is(Verdict::No) {
        Verdict::No
    } else if is(Verdict::Unknown) {
        Verdict::Unknown
    } else {
        Verdict::Yes
    };
    let user = expect_context::<Session>()
        .login()
        .with_untracked(|login| login.as_ref().map(|login| login.username.clone()).filter(|user| !user.is_empty()));
    let rules: Vec<_> = need.lines.iter().map(Line::rule).collect();
    let rules = match user {
        Some(user) => format!("user {user}\n{}", rules.join("\n")),
        None => rules.join("\n"),
    };
    let title = feature(need.of);
    let copy = copy(t!("Copy the lines"), &t!("Copy the lines: {what}", what = title), move || rules.clone());
    let line = |line: &Line| el("li").child(mark(line.verdict())).child(el("code").child(text::short(&line.rule())));
    let list = |lines: &[Line]| el("ul").class("belongings").child(all(lines.iter().map(line)));
    let (first, others) = need.lines.split_at(need.lines.len().min(AT_ONCE));
    let more = (!others.is_empty()).then(|| {
        let words = t!("and {count} more", count = format::count(others.len() as u64 + need.left_out));
        el("details").class("rows").child(el("summary").child(words)).child(list(others))
    });
    el("li")
        .class("administered")
        .attr("data-feature", mark_of(need.of))
        .attr("data-verdict", word_of(whole))
        .child(
            el("div")
                .class("head")
                .child(el("strong").child(title))
                .child(mark(whole))
                .child(el("span").class("count").child(copy)),
        )
        .child(el("div").class("opened").child(list(first)).child(more))
}

fn feature(feature: Feature) -> &'static str {
    match feature {
        Feature::Family => t!("Sharing with a family"),
        Feature::Figures => t!("The broker's figures"),
        Feature::Log => t!("The broker's log and refused logins"),
        Feature::Users => t!("Users and roles"),
        Feature::Commands => t!("Commands to devices"),
        Feature::Clearing => t!("Clearing what the broker stores"),
    }
}

fn mark_of(feature: Feature) -> &'static str {
    match feature {
        Feature::Family => "family",
        Feature::Figures => "figures",
        Feature::Log => "log",
        Feature::Users => "users",
        Feature::Commands => "commands",
        Feature::Clearing => "clearing",
    }
}

fn word_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "yes",
        Verdict::No => "no",
        Verdict::Unknown => "unknown",
    }
}

fn mark(verdict: Verdict) -> Element {
    let (class, picture, word) = match verdict {
        Verdict::Yes => ("tag good", "check", t!("allowed")),
        Verdict::No => ("tag bad", "no", t!("denied")),
        Verdict::Unknown => ("tag", "question", t!("unknown")),
    };
    el("span").class(class).child(icon(picture)).child(word)
}

pub(super) fn prefixes(news: Live<Option<AccessNews>>) -> Element {
    let hint = t!(
        "What was heard tells what may be read, and the broker's answers what may be written. A broker may grant a subscription \
         and hold back its messages: then only silence is known."
    );
    let list = move || news.with(|news| news.as_ref().map(|news| news.prefixes.clone()));
    let left_out = move || news.with(|news| news.as_ref().map(|news| news.left_out)).filter(|count| *count > 0);
    group(t!("Topic by topic"), el("p").class("hint").child(hint))
        .child(
            el("ol")
                .class("panel log")
                .attr("data-testid", "access")
                .child(part(list, |all_of_them: Vec<Access>| all(all_of_them.iter().map(access)))),
        )
        .child(part(left_out, |count| {
            el("p").class("hint").child(t!("Left out: {count}", count = format::count(count)))
        }))
}

fn access(access: &Access) -> Element {
    let reads = match &access.hearing {
        Hearing::Heard(_) => Verdict::Yes,
        Hearing::Refused { .. } => Verdict::No,
        Hearing::Silent { .. } | Hearing::Unknown => Verdict::Unknown,
    };
    let writes = writes(&access.saying);
    let row = |name: &str, verdict: Verdict, how: Piece| {
        el("div")
            .class("access")
            .child(el("span").class("said").child(name))
            .child(mark(verdict))
            .child(el("span").class("said how").child(how))
    };
    el("li")
        .class("administered")
        .attr("data-prefix", &access.prefix)
        .attr("data-read", word_of(reads))
        .attr("data-write", word_of(writes))
        .child(el("div").class("head").child(el("code").child(format!("{}/…", text::short(&access.prefix)))))
        .child(el("div").class("opened").child(row(t!("Read"), reads, how_heard(&access.hearing))).child(row(
            t!("Write"),
            writes,
            how_said(&access.saying),
        )))
}

/// Of several topics with different answers, what is refused is what one should know.
fn writes(saying: &[Right]) -> Verdict {
    match saying {
        [] => Verdict::Unknown,
        all if all.iter().any(|right| !right.is_allowed) => Verdict::No,
        _ => Verdict::Yes,
    }
}

fn how_heard(hearing: &Hearing) -> Piece {
    let now = expect_context::<Clock>().now();
    let words = match hearing {
        Hearing::Heard(at) => t!("a message came, last {time}", time = format::moment(*at, now)),
        Hearing::Refused { filter, why, at } => t!(
            "the broker refused the subscription to {filter} at {time}: {why}",
            filter = text::short(filter),
            time = format::moment(*at, now),
            why = text::short(why)
        ),
        Hearing::Silent { filter, at } => t!(
            "the subscription to {filter} was granted at {time}, and nothing has come",
            filter = text::short(filter),
            time = format::moment(*at, now)
        ),
        Hearing::Unknown => t!("nobody has asked for it").to_owned(),
    };
    el("span").child(words).into_piece()
}

fn how_said(saying: &[Right]) -> Piece {
    if saying.is_empty() {
        return el("span").child(t!("nothing was published there")).into_piece();
    }
    let now = expect_context::<Clock>().now();
    let row = |right: &Right| {
        let time = format::moment(right.learned, now);
        let words = if right.is_allowed {
            t!("the broker took a message at {time}", time)
        } else {
            t!("the broker refused a message at {time}", time)
        };
        el("li").child(el("code").child(text::short(&right.topic))).child(format!(" {words}"))
    };
    el("ul").child(all(saying.iter().map(row))).into_piece()
}
