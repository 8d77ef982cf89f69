//! A hundred thousand properties that are announced one by one: what each takes, and whether the page stays quick.

use std::{thread, time::Duration};

use serde_json::json;

use super::{
    eye::median,
    many::SCROLL,
    mix,
    peer::{Ground, Visit, Who},
    replay::Replay,
    report::{Line, Section, Table, Wanted},
};
use crate::soak::{
    flood::publisher::{Level, write_publish},
    memory,
    room::Room,
};

const HOUSES: [usize; 3] = [1_000, 10_000, 100_000];
const FRAME: usize = 65_536;
const SETTLING: Duration = Duration::from_secs(2);
const ROUNDS: usize = 3;
const EACH_US: f64 = 15.0;
const FIRST_MS: f64 = 100.0;

/// From a press on a link to the first rows on the screen.
const OPEN: &str = include_str!("open.js");

pub(super) fn announce(ground: &Ground) -> Section {
    let broker = Replay::start();
    let mut costs = Vec::new();
    let mut rows = Vec::new();
    for properties in HOUSES {
        let rounds: Vec<_> = (0..ROUNDS).map(|_| once(ground, &broker, properties)).collect();
        let each = median(rounds.iter().map(|cost| cost.micros).collect());
        let bytes = median(rounds.iter().map(|cost| cost.bytes).collect());
        rows.push(vec![properties.to_string(), format!("{each:.1} µs"), format!("{bytes:.0} bytes")]);
        costs.push(each);
    }
    let (visit, _) = listen(ground, &broker, HOUSES[2]);
    thread::sleep(SETTLING);
    ground.stage.go("#/more");
    thread::sleep(SETTLING);
    let first = visit.eye.evaluate(&format!("({OPEN})({})", json!("#/devices"))).as_f64().expect("milliseconds");
    thread::sleep(SETTLING);
    let seen = visit.eye.evaluate(SCROLL);
    let tasks: Vec<f64> = serde_json::from_value(seen["tasks"].clone()).expect("milliseconds");
    let longest = tasks.iter().copied().fold(0.0, f64::max);
    let (few, many) = (costs[1], costs[2]);
    let lines = vec![
        Line {
            what: "100,000 announced properties, each",
            here: format!("{many:.1} µs"),
            wanted: Some(Wanted {
                words: "at most 15 µs",
                is_met: many <= EACH_US,
                otherwise: "In a profile a third is memory that is given and taken back, in 13 texts of a property, and no \
                            other step more than 4 %. Next: what ten announcements of a device say of it is read once.",
            }),
            ..Line::default()
        },
        Line {
            what: "Each of 100,000 against each of 10,000",
            here: format!("{:.2}", many / few),
            wanted: Some(Wanted {
                words: "linear, at most 1.3",
                is_met: many / few <= 1.3,
                otherwise: "Next: see which step grows with what is known.",
            }),
            ..Line::default()
        },
        Line {
            what: "From a press to the first of 10,000 devices",
            here: format!("{first:.0} ms"),
            wanted: Some(Wanted {
                words: "under 100 ms",
                is_met: first < FIRST_MS,
                otherwise: "Next: see in a profile what is done before the first cards.",
            }),
            ..Line::default()
        },
        Line {
            what: "Scrolling through them: the longest task",
            here: format!("{longest:.0} ms ({} over 50 ms)", tasks.len()),
            wanted: Some(Wanted {
                words: "no long task",
                is_met: tasks.is_empty(),
                otherwise: "Next: fewer cards come at once.",
            }),
            ..Line::default()
        },
    ];
    let how = format!(
        "Sensors announced to Home Assistant, ten to a device, stored, in frames of 64 kB from a server that has them ready: \
         from the first frame in which some are counted to that in which all are, and by how much the memory of page and worker \
         has grown. The median of {ROUNDS} rounds. Then, with all of them, a link to the devices is pressed, and their page is scrolled by 40 pixels a frame for ten seconds."
    );
    let table = Some(Table { head: vec!["announced", "each", "memory of each"], rows });
    Section { title: "100,000 properties", how, beside: "", table, lines }
}

/// What a property costs.
struct Cost {
    micros: f64,
    /// Of page and worker.
    bytes: f64,
}

fn once(ground: &Ground, broker: &Replay, properties: usize) -> Cost {
    let (visit, before) = listen(ground, broker, properties);
    let micros = 1e6 / visit.notes().rate();
    thread::sleep(SETTLING);
    let grown = memory::taken(&Room::enter(&ground.stage)).saturating_sub(before);
    #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
    let bytes = grown as f64 / properties as f64;
    eprintln!("{properties} announced, {micros:.1} µs and {bytes:.0} bytes each");
    Cost { micros, bytes }
}

/// The page when it has heard of all, and how many bytes it took before.
fn listen<'a>(ground: &'a Ground, broker: &Replay, properties: usize) -> (Visit<'a>, u64) {
    let visit = ground.visit(Who::Ours, &broker.url());
    thread::sleep(SETTLING);
    let before = memory::taken(&Room::enter(&ground.stage));
    visit.begin();
    let mut bytes = Vec::new();
    for (topic, payload) in (0..properties).map(mix::sensor) {
        let start = bytes.len();
        write_publish(&mut bytes, Level::Mqtt5, &topic, payload.as_bytes());
        bytes[start] |= 1;
    }
    broker.say(bytes.chunks(FRAME).map(<[u8]>::to_vec).collect());
    let counted = visit.wait_for(properties as u64);
    assert!(counted >= properties as u64, "every announcement is counted");
    (visit, before)
}
