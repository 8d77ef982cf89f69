//! What a million messages leave in memory.

use super::{
    mix,
    peer::{Ground, Who},
    report::{Line, Section, Wanted},
};
use crate::soak::{flood::publisher::Talk, memory, room::Room};

const DEVICES: usize = 10_000;
const MESSAGES: usize = 1_000_000;
/// Messages between two looks.
const PART: usize = 100_000;
const MOST: u64 = 64_000_000;
/// By so much the last half may differ: a page of WebAssembly, and what a collection of garbage leaves over.
const LEVEL: u64 = 2_000_000;

pub(super) fn fill(ground: &Ground) -> Section {
    let visit = ground.visit(Who::Ours, &ground.stage.broker.ws_url());
    let mut talk = Talk::begin(&ground.stage.broker).expect("the broker lets devices in");
    for (topic, payload) in mix::announcements(DEVICES) {
        talk.keep(&topic, payload.as_bytes());
    }
    let room = Room::enter(&ground.stage);
    let start = memory::taken(&room);
    talk.flush().expect("the broker takes announcements");
    let mut counted = visit.wait_for(u64::MAX);
    let (mut taken, before) = (Vec::new(), counted);
    for from in (0..MESSAGES).step_by(PART) {
        for number in from..from + PART {
            let (topic, payload) = mix::said(DEVICES, number);
            talk.say(&topic, payload.as_bytes());
        }
        talk.flush().expect("the broker takes what devices say");
        counted = visit.wait_for(counted + PART as u64);
        taken.push(memory::taken(&room).saturating_sub(start));
        eprintln!("{} messages, {}", counted - before, megabytes(taken[taken.len() - 1]));
    }
    let (middle, last) = (taken[taken.len() / 2 - 1], taken[taken.len() - 1]);
    let most = taken.iter().copied().max().unwrap_or_default();
    let heard = counted - before;
    let lines = vec![
        Line {
            what: "Messages counted",
            here: format!("{heard} of {MESSAGES}"),
            wanted: Some(Wanted {
                words: "none lost",
                is_met: heard >= MESSAGES as u64,
                otherwise: "The broker drops what does not fit its queue; next, see which.",
            }),
            ..Line::default()
        },
        Line {
            what: "Page and worker together, more than before the first",
            here: format!("at most {} ({} at last)", megabytes(most), megabytes(last)),
            wanted: Some(Wanted {
                words: "at most 64 MB",
                is_met: most <= MOST,
                otherwise: "In the core alone, at its most: values in no block yet 18 %, properties 11 %, the table of what \
                            is recorded 9 %, a page of the journal with all of them 7 %, devices 5 %, what was last known and \
                            what topics began with 3 % each. Next: values of a property in columns, which take two thirds.",
            }),
            ..Line::default()
        },
        Line {
            what: "The last half",
            here: format!("{} after {} messages, {} at last", megabytes(middle), MESSAGES / 2, megabytes(last)),
            wanted: Some(Wanted {
                words: "level",
                is_met: last <= middle + LEVEL,
                otherwise: "Values are held until there are enough of a property for a block; next, see what else grows.",
            }),
            ..Line::default()
        },
    ];
    let how = format!(
        "{MESSAGES} messages of {DEVICES} devices of {}, as fast as Mosquitto gives them, with the past recorded; WebAssembly \
         memory and JavaScript heap of page and worker after each {PART}, garbage collected.",
        mix::conventions(),
    );
    Section { title: "Memory", how, beside: "", table: None, lines }
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}
