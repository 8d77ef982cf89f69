//! Messages at a steady pace, while somebody presses a switch: how long that takes, how old what is shown is, and whether the
//! page moves.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::{
    eye::part,
    mix,
    peer::{Ground, Notes, Who},
    report::{Line, Section, Table, Wanted},
};
use crate::{past::now, soak::flood::publisher::Talk};

const DEVICES: usize = 1_000;
const RATES: [usize; 3] = [1_000, 5_000, 8_000];
const PAGES: [Who; 5] = [Who::Library, Who::LibraryInWorker, Who::HandInWorker, Who::Ours, Who::OursWithTopics];
const LASTS: Duration = Duration::from_secs(12);
const PACE: Duration = Duration::from_millis(5);
const BETWEEN_PRESSES: Duration = Duration::from_millis(330);
const BETWEEN_BEACONS: Duration = Duration::from_millis(130);
/// Two frames.
const SEEN_MS: f64 = 34.0;

/// A lamp that takes commands and never answers, and a clock beside it; in a room, and so before all devices that are in none.
const ANNOUNCED: (&str, &str) = (
    "homeassistant/device/a_lamp/config",
    r#"{"dev":{"ids":["a_lamp"],"name":"A lamp","sa":"A room"},"o":{"name":"bench"},"cmps":{
        "power":{"p":"switch","uniq_id":"a_lamp_power","name":"Power","cmd_t":"home/bench/set"},
        "beacon":{"p":"sensor","uniq_id":"a_lamp_beacon","name":"Beacon","stat_t":"home/bench/beacon"}}}"#,
);
const BEACON: &str = "home/bench/beacon";

/// What came of a page at a pace.
struct Trial {
    who: Who,
    rate: usize,
    notes: Notes,
}

pub(super) fn compare(ground: &Ground) -> Section {
    let mut talk = Talk::begin(&ground.stage.broker).expect("the broker lets devices in");
    for (topic, payload) in mix::announcements(DEVICES) {
        talk.keep(&topic, payload.as_bytes());
    }
    talk.keep(ANNOUNCED.0, ANNOUNCED.1.as_bytes());
    talk.flush().expect("the broker takes announcements");
    let pairs = RATES.into_iter().flat_map(|rate| PAGES.map(|who| (rate, who)));
    let trial = |(rate, who)| Trial { who, rate, notes: once(ground, who, rate, &mut talk) };
    let trials: Vec<_> = pairs.map(trial).collect();
    let head =
        ["page", "messages a second", "press to the next picture", "press to PUBACK", "value on screen", "frames"];
    let how = format!(
        "{DEVICES} devices of {} speak in turn for {} s at each pace, while a switch is \
         pressed three times a second and a device says what time it is. Of each the time that 95 of 100 do not exceed: from \
         the press to the next picture; from the press to the PUBACK, where the socket is; from what a device says to the first \
         frame that has it; from frame to frame. With all topics, all of them are open in their tree, what is said on one is \
         shown, and another one is pressed instead of a switch.",
        mix::conventions(),
        LASTS.as_secs(),
    );
    let table = Table { head: head.to_vec(), rows: trials.iter().map(Trial::told).collect() };
    Section { title: "At a steady pace", how, beside: "", table: Some(table), lines: judged(&trials) }
}

fn once(ground: &Ground, who: Who, rate: usize, talk: &mut Talk) -> Notes {
    let visit = ground.visit(who, &ground.stage.broker.ws_url());
    let announced = visit.wait_for(u64::MAX);
    talk.say(BEACON, beacon().as_bytes());
    for number in 0..DEVICES {
        let (topic, payload) = mix::said(DEVICES, number);
        talk.say(&topic, payload.as_bytes());
    }
    talk.flush().expect("the broker takes what devices say");
    visit.wait_for(announced + DEVICES as u64);
    visit.open_topics();
    visit.begin();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            speak(talk, rate);
            is_over.store(true, Ordering::Relaxed);
        });
        while !is_over.load(Ordering::Relaxed) {
            visit.press(visit.switch());
            thread::sleep(BETWEEN_PRESSES);
        }
    });
    thread::sleep(BETWEEN_PRESSES);
    let notes = visit.notes();
    eprintln!("{rate} a second, {}: {} presses, {} answers", who.name(), notes.inputs.len(), notes.answers.len());
    notes
}

fn speak(talk: &mut Talk, rate: usize) {
    let messages: Vec<_> = (DEVICES..DEVICES * 18).map(|number| mix::said(DEVICES, number)).collect();
    let began = Instant::now();
    let (mut said, mut beacons) = (0, Duration::ZERO);
    while began.elapsed() < LASTS {
        let due = usize::try_from(began.elapsed().as_micros()).expect("some seconds") * rate / 1_000_000;
        for number in said..due {
            let (topic, payload) = &messages[number % messages.len()];
            talk.say(topic, payload.as_bytes());
        }
        said = due;
        if began.elapsed() >= beacons {
            beacons += BETWEEN_BEACONS;
            talk.say(BEACON, beacon().as_bytes());
        }
        talk.flush().expect("the broker takes what devices say");
        thread::sleep(PACE);
    }
}

/// What time it is, as a device says it.
fn beacon() -> String {
    (now() % 1_000_000).to_string()
}

impl Trial {
    fn told(&self) -> Vec<String> {
        let Notes { inputs, answers, lags, gaps, .. } = &self.notes;
        let p95 = |times: &[f64]| late(times).map_or_else(|| "–".to_owned(), |time| format!("{time:.0} ms"));
        vec![
            self.who.name().to_owned(),
            self.rate.to_string(),
            p95(inputs),
            p95(answers),
            p95(lags),
            format!("{} ({:.0} a second)", p95(gaps), 1e3 / mean(gaps)),
        ]
    }
}

/// What 95 of 100 do not exceed.
fn late(times: &[f64]) -> Option<f64> {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    (!times.is_empty()).then(|| part(&times, 95))
}

fn mean(times: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some thousand frames")]
    let count = times.len().max(1) as f64;
    times.iter().sum::<f64>() / count
}

fn judged(trials: &[Trial]) -> Vec<Line> {
    let of = |who: Who, rate: usize| {
        &trials.iter().find(|trial| (trial.who, trial.rate) == (who, rate)).expect("every page had its turn").notes
    };
    let told = |time: Option<f64>| time.map_or_else(|| "–".to_owned(), |time| format!("{time:.0} ms"));
    let within = |time: Option<f64>, most: f64| time.is_some_and(|time| time <= most);
    let ours = of(Who::Ours, 8_000);
    let (ack, their_ack) = (late(&ours.answers), late(&of(Who::LibraryInWorker, 8_000).answers));
    let ratio = ack.zip(their_ack).map(|(here, there)| here / there);
    let input = late(&ours.inputs);
    let lag = late(&ours.lags);
    let topics = of(Who::OursWithTopics, 5_000);
    let frames = 1e3 / mean(&topics.gaps);
    let shared = "Next: see in a trace what the page and its worker did then.";
    let batched = "What a device says waits in the worker for up to a frame, and on the page for the next. That the page asks for \
                   it in the middle of each frame took longer, 44 ms: a busy worker hears of that late. Next: as beside the \
                   PUBACK, and what is in sight is told apart from all else, sooner.";
    let held_up = "Alone, at 5,000 a second, half of all presses have their answer within 3 ms; the slowest wait until the \
                   worker has done something else. In the core alone, of what takes longest, a page of the past's journal with \
                   all that 10,000 devices said takes 25 to 45 ms, and nobody is heard meanwhile. Next: it is written in parts.";
    let redrawn = "The tree is open to its leaves: with another topic all rows in sight, what it says and its messages are drawn \
                   anew. Alone it took 27 to 30 ms, four times of four. Next: as beside the PUBACK.";
    vec![
        Line {
            what: "8,000 a second: press to PUBACK",
            here: told(ack),
            beside: format!("{} (MQTT.js in a worker)", told(their_ack)),
            ratio,
            wanted: Some(Wanted {
                words: "at most 1.2",
                is_met: ratio.is_some_and(|it| it <= 1.2),
                otherwise: held_up,
            }),
        },
        Line {
            what: "8,000 a second: press to the next picture",
            here: told(input),
            wanted: Some(Wanted { words: "under 32 ms", is_met: within(input, 32.0), otherwise: shared }),
            ..Line::default()
        },
        Line {
            what: "8,000 a second: from a device to the screen",
            here: told(lag),
            wanted: Some(Wanted { words: "within two frames", is_met: within(lag, SEEN_MS), otherwise: batched }),
            ..Line::default()
        },
        Line {
            what: "5,000 a second with all topics open: frames a second",
            here: format!("{frames:.0}"),
            wanted: Some(Wanted { words: "at least 58", is_met: frames >= 58.0, otherwise: shared }),
            ..Line::default()
        },
        Line {
            what: "5,000 a second with all topics open: press to the next picture",
            here: told(late(&topics.inputs)),
            wanted: Some(Wanted {
                words: "under 50 ms",
                is_met: within(late(&topics.inputs), 50.0),
                otherwise: redrawn,
            }),
            ..Line::default()
        },
    ]
}
