//! A person who goes to and fro between the page's pages, which must cost no memory.

use std::{thread, time::Duration};

use super::{LAST_DEVICE, memory::Gauge, room::Room};
use crate::{Stage, marks};

const SAMPLES: u32 = 6;
const ROUNDS: u32 = 20;
/// Long enough for a page to be shown.
const PAUSE: Duration = Duration::from_millis(60);

/// What has grown by more than it may, and has grown so again after that: memory is taken in steps, and a busy machine shows what
/// came together late in another half.
#[must_use]
pub fn run() -> Vec<String> {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    stage.browser.wait_for("the devices", || stage.browser.text(&marks::device(LAST_DEVICE)));
    let room = Room::enter(&stage);
    let grown = walk(&room);
    if grown.is_empty() { grown } else { walk(&room) }
}

/// What has grown on the way.
fn walk(room: &Room) -> Vec<String> {
    let mut gauge = Gauge::start();
    for _ in 0..SAMPLES {
        for _ in 0..ROUNDS {
            for route in ["#/", &marks::device_route(LAST_DEVICE), "#/activity"] {
                room.go(route);
                thread::sleep(PAUSE);
            }
        }
        gauge.sample(room);
    }
    gauge.level().grown()
}
