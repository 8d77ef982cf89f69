//! A person who goes to and fro between the page's pages, which must cost no memory.

use std::{thread, time::Duration};

use super::{LAST_DEVICE, memory::Gauge, room::Room};
use crate::{Stage, marks};

const WALKS: u32 = 4;
const SAMPLES: u32 = 6;
const ROUNDS: u32 = 20;
/// Long enough for a page to be shown.
const PAUSE: Duration = Duration::from_millis(60);

/// What has grown by more than it may, each time that somebody walked: memory is taken in steps, and what comes with the first
/// minutes of a home takes some of them, but a leak has no end.
#[must_use]
pub fn run() -> Vec<String> {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    stage.browser.wait_for("the devices", || stage.browser.text(&marks::device(LAST_DEVICE)));
    let room = Room::enter(&stage);
    let mut grown = Vec::new();
    for _ in 0..WALKS {
        grown = walk(&room);
        if grown.is_empty() {
            break;
        }
    }
    grown
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
