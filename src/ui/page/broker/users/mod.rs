//! Users and roles of a broker whose plugin looks after them: who there is, what they may do, and a password for somebody new.

mod asking;
mod entry;
mod groups;
mod otherwise;
mod password;
mod people;
mod roles;
mod words;

use reactive_graph::owner::{expect_context, on_cleanup};

use super::{group, told};
use crate::app::{Intent, News, UsersNews, UsersState, UsersWish};
use crate::dynsec::{Answer, Complaint, Known, Offsets, Order, Part, Password};
use crate::language::t;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{Element, IntoPiece, Piece, effect, el, part};
use crate::ui::format;
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::route::Route;
use crate::ui::shell::{act, button};

/// What `mosquitto.conf` says with the plugin. The first file is made by `mosquitto_ctrl dynsec init`.
const LINES: &str = "plugin /usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so
plugin_opt_config_file /var/lib/mosquitto/dynamic-security.json
per_listener_settings false";
/// What lets somebody administer.
const COMMAND: &str = "mosquitto_ctrl dynsec addClientRole {user} admin";

/// What is seen, and what the person is about to do.
#[derive(Clone, Copy, Debug)]
struct View {
    outbox: Outbox,
    news: Live<Option<UsersNews>>,
    offsets: Cell<Offsets>,
    /// The one that is open, by its kind and name.
    chosen: Cell<Option<(Kind, String)>>,
    /// What the person has to confirm.
    question: Cell<Option<Wanted>>,
    /// What was sent and not answered yet, by its ticket.
    sent: Cell<Vec<(u32, Wanted)>>,
    count: Cell<u32>,
    /// What became of the last one.
    outcome: Cell<Option<(Wanted, Result<(), Complaint>)>>,
    /// Passwords that were made and not put away yet: nobody else has them any more.
    made: Cell<Vec<Made>>,
    is_warned: Cell<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    User,
    Group,
    Role,
}

/// An order, and what it is in words.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    words: String,
    order: Order,
    is_risky: bool,
}

/// A password that was made for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Made {
    user: String,
    password: Password,
}

impl View {
    fn open() -> Self {
        let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
        mirror.forget_administered();
        let told = mirror.users();
        let news = live(move || told.with(|told| News::users(told)));
        let view = Self {
            outbox,
            news,
            offsets: Cell::default(),
            chosen: Cell::new(None),
            question: Cell::new(None),
            sent: Cell::default(),
            count: Cell::new(0),
            outcome: Cell::new(None),
            made: Cell::default(),
            is_warned: Cell::new(false),
        };
        let is_live = live(move || mirror.live_since().is_some());
        effect(move || {
            is_live.get();
            view.send(&UsersWish::Open { is_warned: view.is_warned.get() });
        });
        effect(move || {
            let answers = news.with(|news| news.as_ref().map(|news| news.answers.clone()).unwrap_or_default());
            for answer in answers {
                view.take_in(answer);
            }
        });
        on_cleanup(move || outbox.send(Intent::users(&UsersWish::Close)));
        view
    }

    fn send(self, wish: &UsersWish) {
        self.outbox.send(Intent::users(wish));
    }

    fn take_in(self, Answer { ticket, outcome }: Answer) {
        let mut answered = None;
        self.sent.update(|sent| {
            let place = sent.iter().position(|(known, _)| *known == ticket);
            answered = place.map(|place| sent.remove(place).1);
        });
        let Some(wanted) = answered else { return };
        if let (Ok(()), Some(made)) = (&outcome, made_by(&wanted.order)) {
            self.made.update(|all| all.push(made));
        }
        self.outcome.set(Some((wanted, outcome)));
    }

    /// Does it, or asks first whether it is meant.
    fn want(self, words: String, order: Order, asks: bool) {
        let is_risky = self.known(|known| order.is_risky(known)).unwrap_or(true);
        let wanted = Wanted { words, order, is_risky };
        if asks || is_risky { self.question.set(Some(wanted)) } else { self.order(wanted) }
    }

    fn order(self, wanted: Wanted) {
        self.question.set(None);
        self.outcome.set(None);
        self.count.update(|count| *count += 1);
        let ticket = self.count.get_untracked();
        self.send(&UsersWish::Order(ticket, wanted.order.clone()));
        self.sent.update(|sent| sent.push((ticket, wanted)));
    }

    /// What is known, at this moment.
    fn known<T>(self, see: impl FnOnce(&Known) -> T) -> Option<T> {
        self.news.with_untracked(|news| news.as_ref().and_then(|news| news.known.as_ref()).map(see))
    }

    /// The same, as it changes.
    fn entries<T: Clone>(self, pick: fn(&Known) -> &Part<T>) -> Vec<T> {
        self.news.with(|news| known(news.as_ref()).map(|known| pick(known).entries.clone()).unwrap_or_default())
    }

    fn turn(self, kind: Kind, name: &str) {
        let it = Some((kind, name.to_owned()));
        self.chosen.update(|chosen| *chosen = if *chosen == it { None } else { it });
    }

    fn is_open(self, kind: Kind, name: &str) -> bool {
        self.chosen.with(|chosen| chosen.as_ref().is_some_and(|(its, called)| *its == kind && called == name))
    }
}

fn known(news: Option<&UsersNews>) -> Option<&Known> {
    news?.known.as_ref()
}

fn made_by(order: &Order) -> Option<Made> {
    let (Order::AddUser { name, password, .. }
    | Order::AddDevice { name, password, .. }
    | Order::SetPassword { name, password }) = order
    else {
        return None;
    };
    Some(Made { user: name.clone(), password: password.clone() })
}

/// A door of its chunk.
#[inline(never)]
pub(crate) fn users() -> Piece {
    let view = View::open();
    let back = el("a").attr("href", &Route::Broker.href()).child(icon("back")).child(t!("Broker"));
    let state = live(move || view.news.with(|news| news.as_ref().map(|news| news.state.clone())));
    let has_lists = live(move || view.news.with(|news| known(news.as_ref()).is_some()));
    let is_here = live(move || {
        has_lists.get() && state.with(|state| matches!(state, Some(UsersState::Here | UsersState::Trouble(_))))
    });
    el("p")
        .class("back")
        .child(back)
        .into_piece()
        .and(heading(t!("Users and roles").to_owned()))
        .and(part(move || state.get().filter(|state| *state != UsersState::Here), move |state| words_of(view, &state)))
        .and(asking::outcome(view))
        .and(asking::question(view))
        .and(asking::made(view))
        .and(part(move || is_here.get().then_some(()), move |()| lists(view)))
}

fn lists(view: View) -> Piece {
    people::people(view)
        .into_piece()
        .and(people::device(view))
        .and(groups::groups(view))
        .and(roles::roles(view))
        .and(otherwise::otherwise(view))
}

/// Why there is nothing to be seen, and what would help.
fn words_of(view: View, state: &UsersState) -> Piece {
    let hint = |words: &str| el("p").class("hint").attr("role", "status").child(words).into_piece();
    match state {
        UsersState::Here => Piece::default(),
        UsersState::Away => hint(t!("There is no connection to the broker right now.")),
        UsersState::Asking => hint(t!("Asking the broker…")),
        UsersState::Exposed => exposed(view).into_piece(),
        UsersState::Deaf | UsersState::Trouble(Complaint::NotAllowed | Complaint::Silent) => absent(view, state),
        UsersState::Trouble(complaint) => {
            let again =
                button(t!("Try again")).on("click", move |_| view.send(&UsersWish::See(view.offsets.get_untracked())));
            note(&words::complaint(complaint)).child(again).into_piece()
        }
    }
}

/// What is sent can be read on the way.
fn exposed(view: View) -> Element {
    let words = t!(
        "This connection is not encrypted, and leaves this machine. Whoever is in the same network can read every password that \
         you make here. Use a wss:// address instead."
    );
    let go = button(t!("Go on nevertheless")).on("click", move |_| view.is_warned.set(true));
    note(words).attr("data-testid", "exposed").child(go)
}

fn absent(view: View, state: &UsersState) -> Piece {
    let words = match state {
        UsersState::Deaf => t!("The broker does not let this user hear what its plugin for users and roles answers."),
        UsersState::Trouble(Complaint::NotAllowed) => {
            t!(
                "The broker does not let this user look after users: it runs without the plugin for that, or this user is no administrator."
            )
        }
        _ => t!("Nobody has answered: the broker seems to run without the plugin for users and roles."),
    };
    let own = view.news.with_untracked(|news| news.as_ref().map(|news| news.own.clone()).unwrap_or_default());
    let command = COMMAND.replace("{user}", &own);
    let again = act(t!("Try again")).on("click", move |_| view.send(&UsersWish::See(view.offsets.get_untracked())));
    let lines = group(
        t!("What would allow it"),
        el("p").class("hint").child(t!(
            "Mosquitto's plugin looks after users if mosquitto.conf says so, in place of password_file and acl_file:"
        )),
    )
    .child(told::lines(LINES.to_owned(), t!("Copy the lines")))
    .child(el("p").class("hint").child(t!("Whoever is an administrator makes this user one as well:")))
    .child(told::lines(command, t!("Copy the command")));
    note(words).attr("data-testid", "no-users").child(again).into_piece().and(lines)
}

fn note(words: &str) -> Element {
    el("div").class("note").attr("role", "status").child(icon("warn")).child(el("span").child(words))
}

/// How many there are, and the way to those before and after.
fn paging(
    view: View,
    total: impl Fn() -> (u64, u64, u64, u64) + Copy + Send + Sync + 'static,
    go: fn(&mut Offsets, u64),
) -> Piece {
    let totals = live(total);
    let words = move |(total, skipped, count, left_out): (u64, u64, u64, u64)| {
        let turn = move |label: &str, skipped: u64| {
            act(label).on("click", move |_| {
                view.offsets.update(|offsets| go(offsets, skipped));
                view.send(&UsersWish::See(view.offsets.get_untracked()));
            })
        };
        let (first, last) = (format::count(skipped + 1), format::count(skipped + count));
        let mut told = t!("{first} to {last} of {total}", first, last, total = format::count(total));
        if left_out > 0 {
            told.push_str(&t!(" · left out, with names that are too long: {count}", count = format::count(left_out)));
        }
        let page = u64::from(crate::dynsec::PAGE);
        let back = (skipped > 0).then(|| turn(t!("Those before"), skipped.saturating_sub(page)));
        let on = (skipped + count < total).then(|| turn(t!("Those after"), skipped + page));
        el("p").class("hint").child(told).child(" ").child(back).child(on)
    };
    let is_needed = move || {
        let (total, skipped, count, left_out) = totals.get();
        Some((total, skipped, count, left_out)).filter(|_| skipped > 0 || count < total || left_out > 0)
    };
    part(is_needed, words)
}

/// Of a list: all, those before, those in sight, and those left out.
fn sizes<T>(view: View, pick: fn(&Known) -> &Part<T>) -> (u64, u64, u64, u64) {
    view.news.with(|news| {
        let part = known(news.as_ref()).map(pick);
        part.map_or((0, 0, 0, 0), |part| (part.total, part.skipped, part.entries.len() as u64, part.left_out))
    })
}
