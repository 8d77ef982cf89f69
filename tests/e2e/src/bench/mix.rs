//! Messages of all four conventions, mixed, made before anything is measured.

#[path = "../../../../benches/house/sensor.rs"]
mod sensor;
#[path = "../../../../benches/house/speech.rs"]
mod speech;

pub(super) use sensor::announced as sensor;
use speech::{SPEECHES, Speech};

/// Those that a house may have any number of.
const MIXED: usize = 4;

/// A topic and a payload.
pub(super) type Said = (String, String);

/// What the devices of so many announce before they speak.
pub(super) fn announcements(devices: usize) -> Vec<Said> {
    let announced = (0..devices).filter_map(|device| {
        let (speech, number) = speaker(device);
        speech.announces.map(|announces| announces(number))
    });
    announced.collect()
}

/// What the so-manieth message is, of so many devices that speak in turn.
pub(super) fn said(devices: usize, number: usize) -> Said {
    let (speech, device) = speaker(number % devices);
    (speech.says)(device, number / devices)
}

/// Their names, for people.
pub(super) fn conventions() -> String {
    SPEECHES.iter().take(MIXED).map(|speech| speech.convention).collect::<Vec<_>>().join(", ")
}

fn speaker(device: usize) -> (&'static Speech, usize) {
    (&SPEECHES[device % MIXED], device / MIXED)
}
