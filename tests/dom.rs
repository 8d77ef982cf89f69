//! How the page's elements are made, follow what they show, and end.
#![cfg(target_arch = "wasm32")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use alicia_dashboard::ui::cell::Cell;
use alicia_dashboard::ui::dom::{IntoPiece, Piece, all, each, effect, el, is_settled, mount, part, svg, text};
use js_sys::{Date, Promise};
use reactive_graph::owner::{Owner, on_cleanup};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

/// A place on the page, and the owner of what stands there.
struct Stand {
    root: Element,
    owner: Owner,
}

impl Stand {
    fn of<P: IntoPiece>(view: impl FnOnce() -> P) -> Self {
        let root = document().create_element("div").expect("a div");
        document().body().expect("a body").append_child(&root).expect("room for it");
        let owner = mount(&root, view);
        Self { root, owner }
    }

    fn find(&self, selector: &str) -> Element {
        self.root.query_selector(selector).expect("a selector").unwrap_or_else(|| panic!("{selector} is not there"))
    }

    fn words(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    fn click(&self, selector: &str) {
        self.find(selector).unchecked_into::<HtmlElement>().click();
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// Counts how often something happens.
#[derive(Clone, Default)]
struct Count(Arc<AtomicUsize>);

impl Count {
    fn up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("a page")
}

/// The browser has had its turn as often as it takes until everything is shown.
async fn settled() {
    loop {
        browser_turn().await;
        if is_settled() {
            break;
        }
    }
}

async fn browser_turn() {
    let turn = Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("a page");
        window.set_timeout_with_callback(&resolve).expect("browsers wait");
    });
    JsFuture::from(turn).await.expect("nothing can go wrong with nothing");
}

/// Values live as long as their owner: here, as long as the test.
fn cell<T: Send + Sync + 'static>(value: T) -> (Owner, Cell<T>) {
    let owner = Owner::new();
    let cell = owner.with(|| Cell::new(value));
    (owner, cell)
}

fn numbered(number: u32) -> alicia_dashboard::ui::dom::Element {
    el("input").attr("id", &format!("field-{number}"))
}

fn order(stand: &Stand) -> Vec<String> {
    let fields = std::iter::successors(stand.root.first_element_child(), Element::next_element_sibling);
    fields.map(|field| field.id()).collect()
}

#[wasm_bindgen_test]
async fn a_list_keeps_its_elements_in_any_order_and_those_that_stay_keep_the_focus() {
    let (_owner, numbers) = cell(vec![1, 2, 3, 4]);
    let stand = Stand::of(|| each(move || numbers.get(), numbered));
    let elements = [1, 2, 3, 4].map(|number| stand.find(&format!("#field-{number}")));
    elements[1].unchecked_ref::<HtmlElement>().focus().expect("it can have the focus");
    for other in [vec![4, 1, 2, 3], vec![2, 3, 4], vec![9, 2, 8, 4, 7], vec![2, 4], vec![1, 2, 3, 4]] {
        numbers.set(other.clone());
        settled().await;
        assert_eq!(order(&stand), other.iter().map(|number| format!("field-{number}")).collect::<Vec<_>>());
        assert!(stand.find("#field-2") == elements[1]);
        assert!(document().active_element().as_ref() == Some(&elements[1]), "the focus is lost at {other:?}");
    }
    assert!(stand.find("#field-4") == elements[3]);
    assert!(stand.find("#field-1") != elements[0], "it has been away");
}

#[wasm_bindgen_test]
async fn of_equal_entries_each_has_its_element() {
    let (_owner, numbers) = cell(vec![1, 1, 2]);
    let stand = Stand::of(|| each(move || numbers.get(), numbered));
    assert_eq!(order(&stand), ["field-1", "field-1", "field-2"]);
    numbers.set(vec![2, 1, 1, 1]);
    settled().await;
    assert_eq!(order(&stand), ["field-2", "field-1", "field-1", "field-1"]);
    numbers.set(Vec::new());
    settled().await;
    assert!(order(&stand).is_empty());
}

#[wasm_bindgen_test]
async fn an_entry_that_goes_ends_all_that_was_made_for_it_and_the_others_live() {
    let (_owner, numbers) = cell(vec![1, 2]);
    let (_other, heard) = cell(0);
    let (ended, done) = (Count::default(), Count::default());
    let (end, act) = (ended.clone(), done.clone());
    let _stand = Stand::of(|| {
        each(
            move || numbers.get(),
            move |number| {
                let (end, act) = (end.clone(), act.clone());
                on_cleanup(move || end.up());
                effect(move || {
                    heard.get();
                    act.up();
                });
                numbered(number)
            },
        )
    });
    settled().await;
    assert_eq!((ended.get(), done.get()), (0, 2));
    numbers.set(vec![2]);
    settled().await;
    heard.set(1);
    settled().await;
    assert_eq!((ended.get(), done.get()), (1, 3));
}

#[wasm_bindgen_test]
async fn a_part_that_becomes_another_one_ends_what_it_was() {
    let (_owner, shown) = cell(Some("one"));
    let (_other, heard) = cell(0);
    let (ended, done) = (Count::default(), Count::default());
    let (end, act) = (ended.clone(), done.clone());
    let stand = Stand::of(|| {
        let view = move |word: &'static str| {
            let (end, act) = (end.clone(), act.clone());
            on_cleanup(move || end.up());
            let number = text(move || {
                act.up();
                heard.get().to_string()
            });
            let within = part(move || Some(heard.get()), |number| format!("/{number}"));
            Piece::default().and(el("b").child(word)).and(number).and(within)
        };
        el("p").child("<").child(part(move || shown.get(), view)).child(">")
    });
    assert_eq!(stand.words(), "<one0/0>");
    heard.set(1);
    settled().await;
    assert_eq!((stand.words().as_str(), ended.get(), done.get()), ("<one1/1>", 0, 2));
    shown.set(Some("two"));
    settled().await;
    assert_eq!((stand.words().as_str(), ended.get(), done.get()), ("<two1/1>", 1, 3));
    shown.set(None);
    settled().await;
    heard.set(2);
    settled().await;
    assert_eq!((stand.words().as_str(), ended.get(), done.get()), ("<>", 2, 3));
}

#[wasm_bindgen_test]
async fn a_part_is_left_alone_while_it_stays_the_same() {
    let (_owner, number) = cell(1);
    let stand = Stand::of(|| part(move || Some(number.get() > 0), |is_some| el("p").child(is_some.to_string())));
    let element = stand.find("p");
    number.set(2);
    settled().await;
    assert!(stand.find("p") == element);
}

#[wasm_bindgen_test]
async fn what_a_part_reads_while_it_is_made_does_not_make_it_anew() {
    let (_owner, number) = cell(1);
    let stand = Stand::of(|| part(|| Some(()), move |()| el("p").child(number.get().to_string())));
    let element = stand.find("p");
    number.set(2);
    settled().await;
    assert!(stand.find("p") == element);
}

#[wasm_bindgen_test]
async fn nobody_hears_what_happens_to_an_element_that_is_gone() {
    let (_owner, is_there) = cell(true);
    let clicks = Count::default();
    let hear = clicks.clone();
    let stand = Stand::of(|| {
        let view = move |()| {
            let hear = hear.clone();
            el("button").on("click", move |_| hear.up())
        };
        part(move || is_there.get().then_some(()), view)
    });
    let button = stand.find("button").unchecked_into::<HtmlElement>();
    stand.click("button");
    is_there.set(false);
    settled().await;
    button.click();
    assert_eq!(clicks.get(), 1);
}

#[wasm_bindgen_test]
async fn with_its_owner_everything_ends() {
    let (_owner, number) = cell(1);
    let said = Count::default();
    let say = said.clone();
    let stand = Stand::of(|| {
        el("p").mark("title", move || {
            say.up();
            number.get().to_string()
        })
    });
    stand.owner.cleanup();
    number.set(2);
    settled().await;
    assert_eq!(said.get(), 1);
}

#[wasm_bindgen_test]
async fn many_changes_at_once_are_shown_once() {
    let (_owner, number) = cell(0);
    let said = Count::default();
    let say = said.clone();
    let stand = Stand::of(|| {
        text(move || {
            say.up();
            number.get().to_string()
        })
    });
    for other in 1..=3 {
        number.set(other);
    }
    settled().await;
    assert_eq!((stand.words().as_str(), said.get()), ("3", 2));
}

#[wasm_bindgen_test]
async fn an_effect_begins_when_everything_stands_on_the_page() {
    let found = Count::default();
    let find = found.clone();
    let _stand = Stand::of(|| {
        effect(move || {
            if document().get_element_by_id("later").is_some() {
                find.up();
            }
        });
        el("p").attr("id", "later")
    });
    settled().await;
    assert_eq!(found.get(), 1);
}

#[wasm_bindgen_test]
fn whatever_is_said_is_only_ever_text() {
    let words = "<img src=x onerror=alert(1)>";
    let stand = Stand::of(|| {
        let changing = part(move || Some(words), |words| words);
        el("p").attr("title", words).mark("lang", move || words).child(words).child(text(move || words)).child(changing)
    });
    assert_eq!(stand.words(), words.repeat(3));
    assert_eq!(stand.find("p").get_attribute("title").as_deref(), Some(words));
    assert!(stand.root.query_selector("img").expect("a selector").is_none());
}

#[wasm_bindgen_test]
async fn an_attribute_without_anything_to_say_is_left_out() {
    let (_owner, is_on) = cell(true);
    let stand = Stand::of(|| {
        el("button")
            .mark("disabled", move || is_on.get())
            .mark("title", move || is_on.get().then_some("on"))
            .style("min-height", move || is_on.get().then_some("5px"))
    });
    let attribute = |name| stand.find("button").get_attribute(name);
    assert_eq!((attribute("disabled").as_deref(), attribute("title").as_deref()), (Some(""), Some("on")));
    assert_eq!(attribute("style").as_deref(), Some("min-height: 5px;"));
    is_on.set(false);
    settled().await;
    assert_eq!((attribute("disabled"), attribute("title")), (None, None));
    assert_eq!(attribute("style").as_deref(), Some(""));
}

#[wasm_bindgen_test]
async fn a_field_is_told_again_what_it_shall_show_although_the_person_has_changed_it() {
    let (_owner, number) = cell(1);
    let stand = Stand::of(|| {
        let options = ["1", "2"].map(|value| el("option").attr("value", value));
        let chosen = move || {
            number.get();
            "2"
        };
        el("select").child(all(options)).value(chosen)
    });
    let select = stand.find("select").unchecked_into::<HtmlInputElement>();
    assert_eq!(select.value(), "2");
    select.set_value("1");
    number.set(2);
    settled().await;
    assert_eq!(select.value(), "2");
}

#[wasm_bindgen_test]
fn a_drawing_is_one() {
    let stand = Stand::of(|| svg("svg").child(svg("use").attr("href", "#i-home")));
    assert_eq!(stand.find("use").namespace_uri().as_deref(), Some("http://www.w3.org/2000/svg"));
}

#[wasm_bindgen_test]
async fn a_long_list_comes_in_parts_and_the_browser_has_its_turns_in_between() {
    const ENTRIES: usize = 30;
    let (owner, busy_ms) = (Owner::new(), 2.0);
    let count = owner.with(|| Cell::new(0));
    let view = move |entry: usize| {
        let start = Date::now();
        while Date::now() - start < busy_ms {}
        el("i").child(format!("{entry} "))
    };
    let stand = Stand::of(|| el("p").child(each(move || (0..count.get()).rev().collect(), view)));
    count.set(ENTRIES);
    let (mut turns, mut shown) = (0, Vec::new());
    while !is_settled() {
        browser_turn().await;
        turns += 1;
        shown.push(stand.words().split_whitespace().count());
    }
    assert!(turns > 3, "the browser had {turns} turns");
    assert!(shown.is_sorted() && shown[0] > 0, "it grows: {shown:?}");
    let whole: Vec<_> = (0..ENTRIES).rev().map(|entry| entry.to_string()).collect();
    assert_eq!(stand.words().trim_end(), whole.join(" "));
}
