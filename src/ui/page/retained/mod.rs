//! What the broker keeps, as a list to tidy up: looked for, marked, shown once more, and cleared topic by topic.

mod rows;
mod said;

use reactive_graph::owner::{expect_context, on_cleanup};

use crate::app::{HandWish, Intent, Lines, News, RetainedNews, RetainedView, Sorted};
use crate::language::t;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{Element, IntoPiece, Piece, all, effect, el, field, part, text};
use crate::ui::format;
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{button, labelled};

/// What is asked for unless the person says otherwise: where devices announce themselves, ghosts remain.
const FILTER: &str = "homeassistant/#";

const SORTS: [(Sorted, &str); 4] =
    [(Sorted::ByTopic, "topic"), (Sorted::ByAge, "age"), (Sorted::BySize, "size"), (Sorted::ByOwner, "owner")];

/// What is seen, and what the person wants to see.
#[derive(Clone, Copy, Debug)]
struct List {
    outbox: Outbox,
    news: Live<Option<RetainedNews>>,
    view: Cell<RetainedView>,
}

impl List {
    fn open() -> Self {
        let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
        let view = Cell::new(RetainedView::default());
        let told = mirror.hand();
        // What was told at another visit is no news.
        let old = told.get_untracked();
        let news = live(move || {
            told.with(|told| (*told != old).then(|| News::hand(told)).flatten()).and_then(|told| told.retained)
        });
        let list = Self { outbox, news, view };
        effect(move || list.send(&HandWish::See(view.get())));
        on_cleanup(move || outbox.send(Intent::hand(&HandWish::Close)));
        list
    }

    fn send(self, wish: &HandWish) {
        self.outbox.send(Intent::hand(wish));
    }

    fn see(self, lines: Lines) {
        self.view.update(|view| (view.lines, view.skipped) = (lines, 0));
    }

    fn told<T>(self, see: impl Fn(&RetainedNews) -> T + Send + Sync + 'static) -> Live<Option<T>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        live(move || self.news.with(|news| news.as_ref().map(&see)))
    }

    /// Something is listed or cleared.
    fn is_busy(news: &RetainedNews) -> bool {
        news.is_listing || news.clearing.as_ref().is_some_and(|tally| tally.is_going)
    }

    fn is_marked_shown(self) -> bool {
        self.view.with(|view| view.lines == Lines::Marked)
    }
}

/// A door of its chunk.
#[inline(never)]
pub(crate) fn retained() -> Piece {
    let list = List::open();
    let is_there = list.told(|_| ());
    let shown = move |()| {
        said::tally(list)
            .into_piece()
            .and(part(
                move || Some(list.is_marked_shown()),
                move |is_marked| {
                    if is_marked { said::confirmation(list).into_piece() } else { tools(list) }
                },
            ))
            .and(rows::rows(list))
    };
    heading(t!("Retained messages").to_owned())
        .into_piece()
        .and(el("p").class("hint").child(t!(
            "The broker stores the last retained message of a topic until somebody publishes an empty one there. Devices that are \
             gone leave theirs behind."
        )))
        .and(asking(list))
        .and(part(move || is_there.get(), shown))
}

/// Under which filter.
fn asking(list: List) -> Element {
    let mirror = expect_context::<Mirror>();
    let filter = Cell::new(FILTER.to_owned());
    let line = el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(live(move || filter.with(Clone::clone)))
        .on("input", move |event| filter.set(field(&event).value()));
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        list.see(Lines::Found);
        list.send(&HandWish::List(filter.with_untracked(|filter| filter.trim().to_owned())));
    };
    let ask = el("button")
        .attr("type", "submit")
        .class("button")
        .mark("disabled", move || mirror.live_since().is_none())
        .child(t!("List"));
    el("form")
        .class("tools")
        .attr("data-testid", "retained-filter")
        .attr("novalidate", "")
        .on("submit", submit)
        .child(labelled(t!("Topic filter"), line))
        .child(ask)
}

fn tools(list: List) -> Piece {
    let view = list.view;
    let search = el("input")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", t!("temp · home/+/state"))
        .attr("value", &view.with_untracked(|view| view.search.clone()))
        .on("input", move |event| view.update(|view| (view.search, view.skipped) = (field(&event).value(), 0)));
    let option = |(sorted, name): (Sorted, &str)| {
        let label = match sorted {
            Sorted::ByTopic => t!("Topic"),
            Sorted::ByAge => t!("Age"),
            Sorted::BySize => t!("Size"),
            Sorted::ByOwner => t!("Device"),
        };
        el("option").attr("value", name).child(label)
    };
    let sort = el("select")
        .child(all(SORTS.map(option)))
        .on("change", move |event| {
            let name = field(&event).value();
            let found = SORTS.into_iter().find(|(_, known)| *known == name).map(|(sorted, _)| sorted);
            view.update(|view| (view.sorted, view.skipped) = (found.unwrap_or_default(), 0));
        })
        .value(move || {
            SORTS.into_iter().find(|(known, _)| view.with(|view| view.sorted == *known)).map(|(_, name)| name)
        });
    let complaint = list.told(|news| news.complaint.clone());
    let words =
        |words: String| el("p").class("words").attr("role", "alert").child(icon("no")).child(el("span").child(words));
    el("div")
        .class("tools explorer-tools")
        .child(labelled(t!("Search"), search))
        .child(labelled(t!("Sorted by"), sort))
        .child(part(move || complaint.get().flatten(), words))
        .into_piece()
        .and(marking(list))
}

fn marking(list: List) -> Element {
    let is_busy = list.told(List::is_busy);
    let (ghosts, marked) = (list.told(|news| news.ghosts), list.told(|news| news.marked));
    let counted = |count: Live<Option<u32>>| format::count(count.get().unwrap_or_default().into());
    let none = |count: Live<Option<u32>>| count.get().unwrap_or_default() == 0;
    let idle = move || is_busy.get() == Some(false);
    let act = move |wish: HandWish| move |_| list.send(&wish);
    let mark_ghosts = button("")
        .mark("disabled", move || !idle() || none(ghosts))
        .child(text(move || t!("Mark ghosts ({count})", count = counted(ghosts))))
        .on("click", act(HandWish::MarkGhosts));
    let mark_found =
        button(t!("Mark all that are found")).mark("disabled", move || !idle()).on("click", act(HandWish::MarkFound));
    let unmark = button(t!("Unmark all")).mark("disabled", move || none(marked)).on("click", act(HandWish::UnmarkAll));
    let clear = button("")
        .attr("data-testid", "clear-marked")
        .mark("disabled", move || !idle() || none(marked))
        .child(text(move || t!("Clear the marked ({count})…", count = counted(marked))))
        .on("click", move |_| list.see(Lines::Marked));
    el("div").class("tools").child(mark_ghosts).child(mark_found).child(unmark).child(clear)
}
