//! How fast messages go from the frame into the registry, from there into the past, and from the past onto a chart.
#![cfg_attr(target_arch = "wasm32", no_main)]
#![cfg(not(target_arch = "wasm32"))]

mod announcements;
mod charts;
mod history;
#[path = "../house/mod.rs"]
mod house;
mod messages;
mod program;
mod session;

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};

criterion_group! {
    name = speed;
    config = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    targets = messages::of_every_convention, messages::of_all_together, messages::in_a_growing_house, announcements::of_whole_houses, program::of_all_conventions, program::of_announcements, session::one_message_a_frame, session::full_frames, history::blocks, history::recording, history::pictures, charts::of_a_million_readings
}
criterion_main!(speed);
