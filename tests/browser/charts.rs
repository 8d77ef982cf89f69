//! A chart on the page, fed with answers as the worker would give them.

use std::sync::{Arc, Mutex};

use alicia_dashboard::app::{Connection, Intent, News};
use alicia_dashboard::device::{Kind, Profile, Value};
use alicia_dashboard::history::{Answer, Column, Gap, Question, Series, Strand, Stretch, Summary};
use alicia_dashboard::time::Timestamp;
use alicia_dashboard::ui::chart::{Traced, chart};
use alicia_dashboard::ui::clock::Clock;
use alicia_dashboard::ui::dom::mount;
use alicia_dashboard::ui::mirror::Mirror;
use alicia_dashboard::ui::outbox::Outbox;
use js_sys::Promise;
use reactive_graph::owner::{Owner, provide_context};
use wasm_bindgen::{Clamped, JsCast};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement, KeyboardEvent, KeyboardEventInit};

use crate::{NO_BREAK, NOW, painted};

const HOUR: i64 = 3_600_000;
/// What the page's style says.
const STYLE: [(&str, &str); 6] = [
    ("width", "600px"),
    ("--card", "white"),
    ("--ink-soft", "rgb(80 80 80)"),
    ("--line", "oklch(91% .006 85)"),
    ("--series-1", "light-dark(#0b6bb5, #5fb4f5)"),
    ("--series-2", "green"),
];

struct Stand {
    mirror: Mirror,
    clock: Clock,
    root: HtmlElement,
    asked: Arc<Mutex<Vec<Question>>>,
    _owners: [Owner; 2],
}

impl Stand {
    async fn of(lines: Vec<Traced>) -> Self {
        let document = web_sys::window().and_then(|window| window.document()).expect("a page");
        let root: HtmlElement = document.create_element("div").expect("a div").unchecked_into();
        for (name, value) in STYLE {
            root.style().set_property(name, value).expect("a style");
        }
        document.body().expect("a body").append_child(&root).expect("room for it");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let take = Arc::clone(&asked);
        let owner = Owner::new();
        let (mirror, clock) = owner.with(|| {
            let (mirror, clock) = (Mirror::new(Connection::Offline), Clock::stopped_at(NOW));
            provide_context(mirror);
            provide_context(clock);
            provide_context(Outbox::new(move |intent| {
                if let Intent::AskPast(question) = intent {
                    take.lock().expect("one thread").push(question);
                }
            }));
            (mirror, clock)
        });
        let shown = owner.with(|| mount(&root, || chart(lines)));
        let stand = Self { mirror, clock, root, asked, _owners: [owner, shown] };
        stand.settled().await;
        stand
    }

    /// The screen has shown what there is to show.
    async fn settled(&self) {
        for _ in 0..3 {
            let frame = Promise::new(&mut |resolve, _| {
                let window = web_sys::window().expect("a page");
                window.request_animation_frame(&resolve).expect("browsers show frames");
            });
            JsFuture::from(frame).await.expect("nothing can go wrong with nothing");
            painted().await;
        }
    }

    fn questions(&self) -> usize {
        self.asked.lock().expect("one thread").len()
    }

    fn question(&self) -> Question {
        self.asked.lock().expect("one thread").last().cloned().expect("something was asked")
    }

    /// Answers the last question, with these strands as they are within its time.
    async fn answer(&self, strands: impl Fn(&Question) -> Vec<Strand>) {
        let question = self.question();
        let from = question.from.unwrap_or(Timestamp::from_millis(question.until.millis() - 50 * HOUR));
        let gap = Gap { from: later(from, 6 * HOUR), until: later(from, 7 * HOUR) };
        let answer = Answer {
            ticket: question.ticket,
            from,
            until: question.until,
            strands: strands(&question),
            gaps: vec![gap],
            has_ages: false,
            trouble: None,
        };
        self.mirror.apply(vec![News::Past(answer)]);
        self.settled().await;
    }

    fn find(&self, selector: &str) -> Element {
        self.root.query_selector(selector).expect("a selector").unwrap_or_else(|| panic!("{selector} is not there"))
    }

    fn words(&self, selector: &str) -> String {
        self.find(selector).text_content().unwrap_or_default().replace(NO_BREAK, " ")
    }

    fn canvas(&self) -> HtmlCanvasElement {
        self.find("canvas").unchecked_into()
    }

    async fn press(&self, key: &str) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("an event");
        self.find(".chart-room").dispatch_event(&event).expect("somebody hears it");
        self.settled().await;
    }

    /// How many different colours the picture has.
    fn colours(&self) -> usize {
        let canvas = self.canvas();
        let context = canvas.get_context("2d").expect("a context").expect("a context");
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let picture = context.get_image_data(0.0, 0.0, canvas.width().into(), canvas.height().into()).expect("pixels");
        let Clamped(bytes) = picture.data();
        let mut colours: Vec<_> = bytes.chunks_exact(4).map(<[u8]>::to_vec).collect();
        colours.sort_unstable();
        colours.dedup();
        colours.len()
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        self.root.remove();
    }
}

fn later(time: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(time.millis() + millis)
}

fn traced(property: &str, kind: Kind) -> Traced {
    let series = Series { device: "alicia:sensor".to_owned(), property: property.to_owned() };
    Traced::new(series, property.to_owned(), Some(Profile::read_only(property, kind)))
}

fn temperature() -> Traced {
    traced("temperature", Kind::reading("°C"))
}

/// One reading an hour, from 10 upwards, all of them from the start to the end of what was asked for.
fn rising(question: &Question) -> Strand {
    let until = question.until.millis();
    let from = question.from.map_or(until - 50 * HOUR, Timestamp::millis);
    // As time goes on, none of them is lost while a test lasts.
    let (from, until) = (from + 60_000, until - 1_000);
    let step = (until - from) / 24;
    let column = |number: i32| {
        let (time, value) = (Timestamp::from_millis(from + i64::from(number) * step), f64::from(10 + number));
        Column { from: time, until: time, first: value, last: value, min: value, max: value, mean: value, count: 1 }
    };
    let summary = Summary { latest: 34.0, min: 10.0, max: 34.0, mean: 22.0, change: 24.0, count: 25 };
    Strand { columns: (0..25).map(column).collect(), stretches: Vec::new(), summary: Some(summary) }
}

#[wasm_bindgen_test]
async fn the_last_day_is_asked_for_in_as_many_columns_as_there_are_pixels() {
    let stand = Stand::of(vec![temperature()]).await;
    let question = stand.question();
    assert_eq!(question.series[0].property, "temperature");
    assert_eq!(question.until.since(question.from.expect("a start")).as_secs(), 86_400);
    assert!((100..=600 * 4).contains(&question.columns), "{}", question.columns);
    stand.clock.set(later(NOW, 500));
    stand.settled().await;
    assert_eq!(stand.questions(), 1, "one question at a time");
}

#[wasm_bindgen_test]
async fn an_answer_is_a_picture_as_fine_as_the_screen_and_the_same_in_words() {
    let stand = Stand::of(vec![temperature()]).await;
    stand.answer(|question| vec![rising(question)]).await;
    let canvas = stand.canvas();
    let ratio = web_sys::window().expect("a page").device_pixel_ratio();
    let width = canvas.get_bounding_client_rect().width();
    assert!((f64::from(canvas.width()) - width * ratio).abs() <= 1.0);
    assert!(stand.colours() > 4, "{} colours", stand.colours());
    assert_eq!(canvas.get_attribute("data-points").as_deref(), Some("25"));
    let said = canvas.get_attribute("aria-label").unwrap_or_default().replace(NO_BREAK, " ");
    for words in ["temperature: latest 34 °C", "lowest 10 °C", "highest 34 °C", "mean 22 °C", "change +24 °C"] {
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(stand.words("[data-summary=Change]"), "+24 °C");
    assert_eq!(stand.words("[data-testid=pointed]"), "34 °C");
}

#[wasm_bindgen_test]
async fn keys_point_at_readings_and_look_closer() {
    let stand = Stand::of(vec![temperature()]).await;
    stand.answer(|question| vec![rising(question)]).await;
    stand.press("ArrowLeft").await;
    assert!(stand.words(".unseen").ends_with("temperature 34 °C"), "{}", stand.words(".unseen"));
    for _ in 0..8 {
        stand.press("ArrowLeft").await;
    }
    assert!(stand.words(".unseen").ends_with("temperature 32 °C"), "{}", stand.words(".unseen"));
    stand.press("Escape").await;
    stand.press("+").await;
    let question = stand.question();
    assert_eq!(question.until.since(question.from.expect("a start")).as_secs(), 43_200);
    assert!(stand.colours() > 4, "the old answer is shown until the next one comes");
    stand.answer(|question| vec![rising(question)]).await;
    stand.press("Home").await;
    assert_eq!(stand.question().from, None);
}

#[wasm_bindgen_test]
async fn several_lines_have_letters_and_states_are_words() {
    let stand = Stand::of(vec![temperature(), traced("door", Kind::Binary)]).await;
    stand
        .answer(|question| {
            let until = question.until;
            let is_open = Stretch { from: later(until, -HOUR), until, value: Value::Flag(true), changes: 1 };
            vec![rising(question), Strand { stretches: vec![is_open], ..Strand::default() }]
        })
        .await;
    let legend = stand.words(".legend ul");
    assert_eq!(legend, "Atemperature34 °CBdoorYes");
    assert_eq!(stand.canvas().get_attribute("data-property").as_deref(), Some("temperature door"));
    assert_eq!(stand.canvas().get_attribute("data-points").as_deref(), Some("26"));
}

#[wasm_bindgen_test]
async fn the_same_can_be_read_as_a_table() {
    let stand = Stand::of(vec![temperature()]).await;
    stand.answer(|question| vec![rising(question)]).await;
    stand.find("details").set_attribute("open", "").expect("it can be opened");
    stand.settled().await;
    let rows = stand.root.query_selector_all(".tables tbody tr").expect("a selector").length();
    assert_eq!(rows, 26, "25 readings and a gap");
    assert!(stand.words(".tables").contains("Not connected"));
}

#[wasm_bindgen_test]
async fn where_nothing_is_stored_that_is_said() {
    let stand = Stand::of(vec![temperature()]).await;
    stand.answer(|_| vec![Strand::default()]).await;
    assert!(stand.words(".chart .hint").starts_with("Nothing is stored of this time"));
    assert_eq!(stand.words("[data-testid=pointed]"), "—");
}
