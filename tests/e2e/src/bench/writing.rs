//! A thousand messages a second over a thousand properties: for a minute on a real broker, for a day in virtual time.

use std::{
    thread,
    time::{Duration, Instant},
};

use alicia_dashboard::history::Shelf;

use super::{
    eye::{Eye, part},
    past as of_bench,
    report::{Line, Section, Wanted},
};
use crate::{
    Stage, marks,
    past::{self, House, Wander},
    soak::flood::publisher,
};

const PROPERTIES: u64 = 1_000;
const LIVE: Duration = Duration::from_mins(1);
/// Until all devices have their cards.
const SETTLING: Duration = Duration::from_secs(8);
/// So many readings a day.
const DAY: f64 = 86_400_000.0;
/// What passes in virtual time: many times what it takes until the journal becomes blocks, of which each holds as much as
/// those of any other hour of a day.
const HOUR: i64 = 3_600_000;

const FRAMES: &str = include_str!("frames.js");

/// What came of a minute.
struct Live {
    sent: u64,
    received: u64,
    /// Milliseconds between frames.
    gaps: Vec<f64>,
    bytes: u64,
}

pub(super) fn keep_up() -> Section {
    let stage = Stage::open();
    stage.log_in();
    let live = live(&stage);
    drop(stage);
    let shelf = hour();
    let readings = fraction(3_600 * PROPERTIES);
    let (records, on_disk) = (fraction(of_bench::bytes(&shelf) as u64) / readings, laid(&shelf) / readings);
    let (p95, longest) = (part(&live.gaps, 95), part(&live.gaps, 100));
    let lines = vec![
        Line {
            what: "Messages of a minute, on a real broker",
            here: format!("{} of {}", live.received, live.sent),
            wanted: Some(Wanted {
                words: "none lost",
                is_met: live.received >= live.sent,
                otherwise: "The broker drops what a slow reader does not fetch; next, see what holds the worker up.",
            }),
            ..Line::default()
        },
        Line {
            what: "Between two frames meanwhile, 95 of 100",
            here: format!("{p95:.0} ms (longest {longest:.0} ms)"),
            wanted: Some(Wanted {
                words: "17 ms, never over 50 ms",
                is_met: p95 < 17.5 && longest <= 50.0,
                otherwise: "Broker, publisher, browser and this program share the cores of this machine; on cards of a \
                            thousand devices values change as well. Next, the same on a machine with cores to spare.",
            }),
            ..Line::default()
        },
        Line {
            what: "On disk after that minute, with the journal",
            here: format!("{:.1} bytes a reading", fraction(live.bytes) / fraction(live.received)),
            ..Line::default()
        },
        Line {
            what: "An hour in virtual time: the records",
            here: format!("{records:.1} bytes a reading ({:.0} MB a day)", records * DAY / 1e6),
            ..Line::default()
        },
        Line {
            what: "The same on the browser's disk",
            here: format!("{on_disk:.1} bytes a reading ({:.0} MB a day)", on_disk * DAY / 1e6),
            wanted: Some(Wanted {
                words: "at most 24 bytes",
                is_met: on_disk <= 24.0,
                otherwise: "The browser's store has not tidied up yet; next, see which records it holds twice.",
            }),
            ..Line::default()
        },
    ];
    let how = format!(
        "{PROPERTIES} messages a second over {PROPERTIES} properties of as many devices. Live, with the page showing the \
         devices' cards: {} s. Then an hour in virtual time, second by second through the same history that the worker runs, \
         whose records are put into a browser's store to see what they take on disk. A day is 24 of those hours: 86,400,000 \
         readings.",
        LIVE.as_secs(),
    );
    Section { title: "A thousand messages a second", how, beside: "", table: None, lines }
}

fn live(stage: &Stage) -> Live {
    let before = of_bench::on_disk(stage);
    let eye = Eye::on(stage);
    let mut voice = publisher::Talk::begin(&stage.broker).expect("the broker lets devices in");
    let mut values = Wander::of(3);
    let began = Instant::now();
    let mut talk = |lasts: Duration, said: &mut u64| {
        let until = began.elapsed() + lasts;
        while began.elapsed() < until {
            let due = u64::try_from(began.elapsed().as_millis()).expect("a minute") * PROPERTIES / 1_000;
            for number in *said..due {
                let topic = format!("iotflow/devices/meter_{:03}/telemetry/sensors", number % PROPERTIES);
                voice.say(&topic, format!(r#"{{"temperature":{:.1}}}"#, values.step()).as_bytes());
            }
            *said = due;
            voice.flush().expect("the broker takes what devices say");
            thread::sleep(Duration::from_millis(5));
        }
    };
    let mut sent = 0;
    talk(SETTLING, &mut sent);
    eye.evaluate(FRAMES);
    talk(LIVE, &mut sent);
    let mut gaps: Vec<f64> = serde_json::from_value(eye.evaluate("frameGaps")).expect("milliseconds");
    stage.browser.wait_for("every message", || (stage.counter(marks::MESSAGES_RECEIVED) >= sent).then_some(()));
    // The journal of the last seconds is written.
    thread::sleep(Duration::from_secs(7));
    gaps.sort_by(f64::total_cmp);
    let received = stage.counter(marks::MESSAGES_RECEIVED);
    Live { sent, received, gaps, bytes: of_bench::on_disk(stage).saturating_sub(before) }
}

/// Bytes that these records take on disk.
fn laid(shelf: &Shelf) -> f64 {
    let stage = Stage::open();
    stage.log_in();
    let before = of_bench::on_disk(&stage);
    past::lay(&stage, shelf);
    let more = of_bench::on_disk(&stage).saturating_sub(before);
    assert!(more > 0, "the browser keeps it on disk");
    fraction(more)
}

fn hour() -> Shelf {
    let since = past::now() - HOUR;
    let names: Vec<_> = (0..PROPERTIES).map(|number| format!("iotflow:meter_{number:03}")).collect();
    let mut values = Wander::of(4);
    let mut house = House::live("of the bench", since);
    for second in (since..since + HOUR).step_by(1_000) {
        house.pass_until(second);
        for name in &names {
            house.say(name, "temperature", values.step());
        }
    }
    house.close()
}

fn fraction(number: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some millions")]
    let fraction = number as f64;
    fraction
}
