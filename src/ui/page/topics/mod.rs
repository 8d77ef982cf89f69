//! The broker's topics: what is said there, by whomever and however, and what was said before that.

mod besides;
mod chosen;
mod follow;
mod payload;
mod pins;
mod publish;
mod tree;

use reactive_graph::owner::{expect_context, on_cleanup, use_context};

use crate::app::{ChosenTopic, ExplorerNews, ExplorerView, ExplorerWish, Intent, News, PACKET_BYTES};
use crate::language::t;
use crate::topics::{LevelKey, Tally};
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{Element, IntoPiece, Piece, effect, el, field, part, text, window};
use crate::ui::format;
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{act, labelled};

/// Everything that we may read.
const ALL: &str = "#";

/// The topic that the address names; empty if it names none.
#[derive(Clone, Debug)]
pub(crate) struct Opened(pub(crate) String);

/// What is seen, and what the person wants to see.
#[derive(Clone, Copy, Debug)]
struct Explorer {
    outbox: Outbox,
    news: Live<Option<ExplorerNews>>,
    view: Cell<ExplorerView>,
    /// The one that is looked at, as it was told last.
    chosen: Cell<Option<ChosenTopic>>,
    /// The one that is to be looked at as soon as it is heard.
    awaited: Cell<Option<String>>,
    /// What the person typed to search for, and to leave out.
    typed: [Cell<String>; 2],
    /// What this browser keeps at the top, be it heard or not.
    pinned: Cell<Vec<String>>,
}

impl Explorer {
    fn open() -> Self {
        let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
        let view = Cell::new(ExplorerView { filter: ALL.to_owned(), ..ExplorerView::default() });
        let told = mirror.explorer();
        // What was told at another visit is no news.
        let old = told.get_untracked();
        let news = live(move || told.with(|told| (*told != old).then(|| News::explorer(told)).flatten()));
        let explorer = Self {
            outbox,
            news,
            view,
            chosen: Cell::new(None),
            awaited: Cell::new(None),
            typed: Default::default(),
            pinned: pins::kept_pins(),
        };
        effect(move || explorer.see());
        effect(move || explorer.take_in());
        effect(move || explorer.send(ExplorerWish::Pin(explorer.pinned.get())));
        let topics = live(move || explorer.tally().topics);
        effect(move || {
            topics.get();
            if let Some(topic) = explorer.awaited.get() {
                explorer.send(ExplorerWish::Reveal(topic));
            }
        });
        on_cleanup(move || outbox.send(Intent::Explorer(ExplorerWish::Close)));
        explorer
    }

    fn send(self, wish: ExplorerWish) {
        self.outbox.send(Intent::Explorer(wish));
    }

    fn take_in(self) {
        let (chosen, revealed) = self.news.with(|news| {
            let news = news.as_ref();
            (news.and_then(|news| news.chosen.clone()), news.and_then(|news| news.revealed))
        });
        if chosen.is_some() {
            self.chosen.set(chosen);
        }
        if let Some((level, _)) = revealed {
            self.choose(level);
        }
    }

    /// Looks at this one.
    fn choose(self, level: LevelKey) {
        self.awaited.set(None);
        if self.view.with_untracked(|view| view.chosen != Some(level)) {
            self.chosen.set(None);
            self.view.update(|view| (view.chosen, view.message, view.followed) = (Some(level), None, None));
        }
    }

    /// Looks at this topic, now or when it is heard; what is searched for and left out must not hide it.
    fn reveal(self, topic: &str) {
        self.see_all();
        self.see();
        if self.news.with_untracked(|news| lacks(news.as_ref(), topic)) {
            self.awaited.set(Some(topic.to_owned()));
        } else {
            self.send(ExplorerWish::Reveal(topic.to_owned()));
        }
    }

    fn is_unheard(self, topic: &str) -> bool {
        self.news.with(|news| lacks(news.as_ref(), topic))
    }

    fn see(self) {
        self.send(ExplorerWish::See(Box::new(self.view.get())));
    }

    fn see_all(self) {
        self.typed.into_iter().for_each(|typed| typed.set(String::new()));
        self.view.update(|view| {
            view.search.clear();
            view.excluded.clear();
        });
    }

    fn tally(self) -> Tally {
        self.news.with(|news| news.as_ref().map(|news| news.tally)).unwrap_or_default()
    }
}

/// A door of its chunk.
#[inline(never)]
pub(crate) fn topics() -> Piece {
    let explorer = Explorer::open();
    if let Some(Opened(topic)) = use_context::<Opened>().filter(|Opened(topic)| !topic.is_empty()) {
        explorer.awaited.set(Some(topic));
    }
    let (tree, chosen) = (tree::tree(explorer), chosen::chosen(explorer));
    let below = chosen.clone();
    let tree = tree.on("click", move |_| bring_up(explorer, &below));
    let sides = el("div").class("explorer").child(tree).child(chosen);
    heading(t!("Topics").to_owned())
        .into_piece()
        .and(tools(explorer))
        .and(tally(explorer))
        .and(pins::pins(explorer))
        .and(sides)
        .and(publish::here(explorer))
}

/// Where there is no room beside the tree, what is said on a topic stands below it.
fn bring_up(explorer: Explorer, chosen: &Element) {
    let level = explorer.view.with_untracked(|view| view.chosen);
    let is_topic = explorer.news.with_untracked(|news| {
        let row = news.as_ref().and_then(|news| news.rows.iter().find(|row| Some(row.level) == level));
        row.is_some_and(|row| row.said.is_some())
    });
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX);
    if is_topic && chosen.node().get_bounding_client_rect().top() > height * 0.7 {
        chosen.node().scroll_into_view();
    }
}

fn tools(explorer: Explorer) -> Element {
    let view = explorer.view;
    let [searched, left_out] = explorer.typed;
    let line = |typed: Cell<String>, label: &str, example: &str, take: fn(&mut ExplorerView, String)| {
        let line = el("input")
            .attr("type", "search")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("placeholder", example)
            .on("input", move |event| {
                typed.set(field(&event).value());
                view.update(|view| {
                    view.skipped = 0;
                    take(view, typed.get_untracked());
                });
            })
            .value(move || typed.get());
        labelled(label, line)
    };
    let search = line(searched, t!("Search"), t!("temp · home/+/state"), |view, typed| view.search = typed);
    let leave_out = line(left_out, t!("Leave out"), t!("rssi, homeassistant/#"), |view, typed| {
        view.excluded = typed.split(',').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    });
    let forget = act(t!("Forget what was heard")).on("click", move |_| {
        explorer.chosen.set(None);
        view.update(|view| (view.chosen, view.skipped) = (None, 0));
        explorer.send(ExplorerWish::Clear);
    });
    let complaint = move || explorer.news.with(|news| news.as_ref().and_then(|news| news.complaint.clone()));
    let words =
        |words: String| el("p").class("words").attr("role", "alert").child(icon("no")).child(el("span").child(words));
    el("div").class("tools explorer-tools").child(search).child(leave_out).child(forget).child(part(complaint, words))
}

fn lacks(news: Option<&ExplorerNews>, topic: &str) -> bool {
    news.is_some_and(|news| news.unheard.iter().any(|unheard| unheard == topic))
}

/// What is larger the broker keeps to itself.
fn largest() -> String {
    format::bytes(PACKET_BYTES.into())
}

/// How much there is, and what of it there was no room for.
fn tally(explorer: Explorer) -> Element {
    let words = move || {
        let Tally { topics, in_sight, messages, discarded, cut, .. } = explorer.tally();
        let topics = tree::topics(topics);
        let messages = match messages {
            1 => t!("one message").to_owned(),
            _ => t!("{count} messages", count = format::count(messages)),
        };
        let mut parts = vec![topics, messages];
        if explorer.view.with(|view| !view.search.trim().is_empty() || !view.excluded.is_empty()) {
            parts.insert(1, t!("{count} in sight", count = format::count(in_sight.into())));
        }
        if discarded > 0 {
            parts.push(t!("without room for new topics: {count}", count = format::count(discarded)));
        }
        parts.push(t!("without messages over {size}", size = largest()));
        if cut > 0 {
            parts.push(t!("shortened: {count}", count = format::count(cut)));
        }
        parts.join(" · ")
    };
    el("p")
        .class("hint")
        .attr("data-testid", "topics-tally")
        .mark("data-topics", move || explorer.tally().topics.to_string())
        .child(text(words))
}
