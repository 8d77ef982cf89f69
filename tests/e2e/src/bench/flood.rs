//! A hundred thousand messages as fast as a broker gives them: how many a second each page takes, and whether it moves meanwhile.

use std::{thread, time::Duration};

use super::{
    eye::{median, part},
    mix,
    peer::{Ground, Notes, Who},
    report::{Line, Section, Table, Wanted},
};
use crate::soak::flood::publisher::Talk;

const MESSAGES: usize = 100_000;
const HOUSES: [usize; 2] = [100, 10_000];
const ROUNDS: usize = 3;
const PAGES: [Who; 5] = [Who::Counting, Who::Library, Who::LibraryInWorker, Who::HandInWorker, Who::Ours];
const SETTLING: Duration = Duration::from_secs(2);
/// Of what a page that only counts takes, and of what a page with MQTT.js takes.
const WANTED: [f64; 2] = [0.95, 1.35];

/// What came of a page in a house of some size.
struct Trial {
    who: Who,
    rates: Vec<f64>,
    notes: Notes,
    counted: u64,
    sent: u64,
}

pub(super) fn compare(ground: &Ground) -> Section {
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    for devices in HOUSES {
        let trials = in_house(ground, devices);
        rows.extend(trials.iter().map(|trial| trial.told(devices)));
        lines.extend(judged(devices, &trials));
    }
    let head = ["page", "devices", "messages a second", "frames apart, 95 of 100", "longest", "counted"];
    let how = format!(
        "{MESSAGES} messages at quality of service 0 of {} in turn, made before, published to Mosquitto at once, which gives \
         them to one page as fast as that takes them; each device has spoken once before. Pages take turns; the median of \
         {ROUNDS} rounds, and the frames of all of them. Here with the whole model of devices and the past, and the cards of \
         all devices on the page; the others keep a map of values for each topic and paint the first 40 rows once a frame.",
        mix::conventions(),
    );
    let table = Some(Table { head: head.to_vec(), rows });
    Section { title: "A flood", how, beside: "", table, lines }
}

fn in_house(ground: &Ground, devices: usize) -> Vec<Trial> {
    let mut talk = Talk::begin(&ground.stage.broker).expect("the broker lets devices in");
    for (topic, payload) in mix::announcements(devices) {
        talk.keep(&topic, payload.as_bytes());
    }
    talk.flush().expect("the broker takes announcements");
    let mut trials: Vec<_> =
        PAGES.map(|who| Trial { who, rates: vec![], notes: Notes::default(), counted: 0, sent: 0 }).into();
    for _ in 0..ROUNDS {
        for trial in &mut trials {
            once(ground, devices, trial, &mut talk);
        }
    }
    trials
}

fn once(ground: &Ground, devices: usize, trial: &mut Trial, talk: &mut Talk) {
    let visit = ground.visit(trial.who, &ground.stage.broker.ws_url());
    let mut say = |from: usize, count: usize| {
        for number in from..from + count {
            let (topic, payload) = mix::said(devices, number);
            talk.say(&topic, payload.as_bytes());
        }
        talk.flush().expect("the broker takes what devices say");
    };
    let announced = visit.wait_for(u64::MAX);
    say(0, devices);
    let before = visit.wait_for(announced + devices as u64);
    thread::sleep(SETTLING);
    visit.begin();
    say(devices, MESSAGES);
    let counted = visit.wait_for(before + MESSAGES as u64) - before;
    let notes = visit.notes();
    eprintln!("{} devices, {}: {counted} at {:.0} a second", devices, trial.who.name(), notes.rate());
    trial.rates.push(notes.rate());
    trial.notes = std::mem::take(&mut trial.notes).and(notes);
    trial.counted += counted;
    trial.sent += MESSAGES as u64;
}

impl Trial {
    fn rate(&self) -> f64 {
        median(self.rates.clone())
    }

    fn gaps(&self) -> (f64, f64) {
        let mut gaps = self.notes.gaps.clone();
        gaps.sort_by(f64::total_cmp);
        (part(&gaps, 95), part(&gaps, 100))
    }

    fn told(&self, devices: usize) -> Vec<String> {
        let (p95, longest) = self.gaps();
        vec![
            self.who.name().to_owned(),
            devices.to_string(),
            format!("{:.0}", self.rate()),
            format!("{p95:.0} ms"),
            format!("{longest:.0} ms"),
            format!("{} of {}", self.counted, self.sent),
        ]
    }
}

fn judged(devices: usize, trials: &[Trial]) -> Vec<Line> {
    let of = |who: Who| trials.iter().find(|trial| trial.who == who).expect("every page had its turn");
    let ours = of(Who::Ours);
    let beside = |who: Who, words: [&'static str; 2], wanted: f64, otherwise: &'static str| {
        let (here, there) = (ours.rate(), of(who).rate());
        Line {
            what: if devices == HOUSES[0] {
                "Messages a second, 100 devices"
            } else {
                "Messages a second, 10,000 devices"
            },
            here: format!("{here:.0}"),
            beside: format!("{there:.0} ({})", words[0]),
            ratio: Some(here / there),
            wanted: Some(Wanted { words: words[1], is_met: here / there >= wanted, otherwise }),
        }
    };
    let (p95, longest) = ours.gaps();
    vec![
        beside(
            Who::Counting,
            ["counts frames", "at least 0.95"],
            WANTED[0],
            "Broker, browser, worker and page share two cores, and what ours takes to read a message, to lay out cards and to \
             paint them is not there for the broker and the browser. The page that only counts does nothing of it. Next: cards \
             that are laid out in one pass (as plain blocks a change takes 59 µs of layout for 108); the way of a message \
             compiled to be quick, for which the whole worker would be 107 kB larger.",
        ),
        beside(
            Who::Library,
            ["MQTT.js", "at least 1.35"],
            WANTED[1],
            "The same; and no page here takes so many, not even the one that only counts.",
        ),
        Line {
            what: "Frames apart meanwhile, 95 of 100",
            here: format!("{p95:.0} ms (longest {longest:.0} ms)"),
            wanted: Some(Wanted {
                words: "17 ms, never over 50 ms",
                is_met: p95 < 17.5 && longest <= 50.0,
                otherwise: "A batch tells of as many devices as the page takes in within half a frame, but where broker, browser \
                            and worker want both cores, the page's thread waits for its turn besides. Next: cards that are \
                            laid out in one pass.",
            }),
            ..Line::default()
        },
        Line {
            what: "Messages counted",
            here: format!("{} of {}", ours.counted, ours.sent),
            wanted: Some(Wanted {
                words: "none lost",
                is_met: ours.counted == ours.sent,
                otherwise: "The broker drops what does not fit its queue; next, see which.",
            }),
            ..Line::default()
        },
    ]
}
