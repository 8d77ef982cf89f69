//! How many messages a second go into the registry: of each convention from the frame on, of all together, and in houses that
//! grow.

use std::hint::black_box;

use alicia_dashboard::mqtt::Message;
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};

use crate::house::{House, SPEECHES};

/// At least one of each device.
const MESSAGES: usize = 10_000;
/// Of which each device of the growing house has as many.
const PROPERTIES: usize = 10;

/// Session, convention and registry.
pub(crate) fn of_every_convention(criterion: &mut Criterion) {
    for speech in &SPEECHES {
        let mut group = criterion.benchmark_group(speech.convention);
        group.throughput(Throughput::Elements(MESSAGES as u64)).sampling_mode(SamplingMode::Flat);
        for devices in [10, 1_000, 10_000] {
            let packets = speech.packets(devices, MESSAGES);
            let mut house = House::live();
            for packet in speech.announcements(devices) {
                house.hear(&packet);
            }
            let mut hear_all = || {
                for packet in &packets {
                    house.hear(black_box(packet));
                }
            };
            // New devices are made once; what counts is what they say all day.
            hear_all();
            group.bench_function(BenchmarkId::new("devices", devices), |bencher| {
                bencher.iter(&mut hear_all);
            });
            assert_eq!(house.devices(), devices);
        }
        group.finish();
    }
}

/// Convention and registry alone, with messages of all conventions in turn.
pub(crate) fn of_all_together(criterion: &mut Criterion) {
    let devices = MESSAGES / SPEECHES.len();
    let mut house = House::live();
    for packet in SPEECHES.iter().flat_map(|speech| speech.announcements(devices)) {
        house.hear(&packet);
    }
    let by_convention = SPEECHES.each_ref().map(|speech| speech.packets(devices, devices));
    let in_turn = (0..devices).flat_map(|at| by_convention.iter().map(move |packets| &packets[at]));
    let messages: Vec<_> = in_turn.map(|packet| house.decode(packet)).collect();
    let mut read_all = || {
        for message in &messages {
            house.read(black_box(message));
        }
    };
    read_all();
    let mut group = criterion.benchmark_group("together");
    group.throughput(Throughput::Elements(messages.len() as u64)).sampling_mode(SamplingMode::Flat);
    group.bench_function(BenchmarkId::new("devices", MESSAGES), |bencher| bencher.iter(&mut read_all));
    group.finish();
    assert_eq!(house.devices(), MESSAGES);
}

/// Convention and registry alone, a number a message: what one costs does not depend on how many are known.
pub(crate) fn in_a_growing_house(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one number among");
    group.throughput(Throughput::Elements(MESSAGES as u64)).sampling_mode(SamplingMode::Flat);
    for properties in [100, 1_000, 10_000, 100_000] {
        let topic = |index: usize| format!("home/dev{}/p{}", index / PROPERTIES, index % PROPERTIES);
        let say = |index: usize| Message::new(topic(index), index.to_string());
        let mut house = House::live();
        (0..properties).for_each(|index| house.read(&say(index)));
        // Spread over the whole house, each one far from the one before.
        let messages: Vec<_> = (0..MESSAGES).map(|number| say(number * 7_919 % properties)).collect();
        group.bench_function(BenchmarkId::new("properties", properties), |bencher| {
            bencher.iter(|| messages.iter().for_each(|message| house.read(black_box(message))));
        });
        assert_eq!(house.devices(), properties / PROPERTIES);
    }
    group.finish();
}
