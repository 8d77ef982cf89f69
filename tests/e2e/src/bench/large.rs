//! Many packets in one frame, as other brokers and proxies send them: there the browser takes little for a message, and what the
//! page does with it is what counts.

use std::{thread, time::Duration};

use super::{
    eye::median,
    mix,
    peer::{Ground, Who},
    replay::Replay,
    report::{Line, Section, Table, Wanted},
};
use crate::soak::flood::publisher::{Level, write_publish};

const DEVICES: usize = 1_000;
const MESSAGES: usize = 400_000;
const FRAME: usize = 65_536;
const ROUNDS: usize = 3;
const PAGES: [Who; 4] = [Who::Library, Who::LibraryInWorker, Who::HandInWorker, Who::Ours];
const SETTLING: Duration = Duration::from_secs(1);
const WANTED: f64 = 1.7;

pub(super) fn compare(ground: &Ground) -> Section {
    let broker = Replay::start();
    let mut trials = PAGES.map(|who| (who, Vec::new()));
    for _ in 0..ROUNDS {
        for (who, rates) in &mut trials {
            rates.push(once(ground, &broker, *who));
        }
    }
    let trials = trials.map(|(who, rates)| (who, median(rates)));
    let rate = |who: Who| trials.iter().find(|trial| trial.0 == who).map_or(0.0, |trial| trial.1);
    let beside = |who: Who| {
        let ratio = rate(Who::Ours) / rate(who);
        Line {
            what: "Messages a second",
            here: format!("{:.0}", rate(Who::Ours)),
            beside: format!("{:.0} ({})", rate(who), who.name()),
            ratio: Some(ratio),
            // What is written by hand for these topics alone is there to show how far one could go.
            wanted: (who == Who::LibraryInWorker).then_some(Wanted {
                words: "at least 1.7",
                is_met: ratio >= WANTED,
                otherwise: "In a profile no function takes more than 8 % of a message: texts are compared, tables looked into, \
                            memory given and taken back. Next: a topic is looked up once for all who ask.",
            }),
        }
    };
    let lines = vec![beside(Who::LibraryInWorker), beside(Who::HandInWorker)];
    let rows = trials.iter().map(|(who, rate)| vec![who.name().to_owned(), format!("{rate:.0}")]).collect();
    let how = format!(
        "{MESSAGES} messages of {DEVICES} devices of {} in frames of 64 kB, from a server that has them ready. The median of \
         {ROUNDS} rounds, the pages taking turns.",
        mix::conventions(),
    );
    Section {
        title: "Many packets in a frame",
        how,
        beside: "",
        table: Some(Table { head: vec!["page", "messages a second"], rows }),
        lines,
    }
}

fn once(ground: &Ground, broker: &Replay, who: Who) -> f64 {
    let visit = ground.visit(who, &broker.url());
    let announced = mix::announcements(DEVICES);
    let known = announced.len() + DEVICES;
    thread::sleep(SETTLING);
    visit.begin();
    let said = (0..DEVICES + MESSAGES).map(|number| mix::said(DEVICES, number));
    broker.say(frames(announced.into_iter().chain(said), who.level()));
    let counted = visit.wait_for((known + MESSAGES) as u64);
    let notes = visit.notes();
    eprintln!("64 kB, {}: {counted} of {} at {:.0} a second", who.name(), known + MESSAGES, notes.rate());
    assert!(counted >= (known + MESSAGES) as u64, "every message is counted");
    notes.rate()
}

/// Packets one after the other, cut into frames wherever these are full.
fn frames(said: impl Iterator<Item = mix::Said>, level: Level) -> Vec<Vec<u8>> {
    let mut bytes = Vec::new();
    for (topic, payload) in said {
        write_publish(&mut bytes, level, &topic, payload.as_bytes());
    }
    bytes.chunks(FRAME).map(<[u8]>::to_vec).collect()
}
