//! How long it takes to hear of everything that was announced.

#[path = "../house/sensor.rs"]
mod sensor;

use std::hint::black_box;

use alicia_dashboard::mqtt::Message;
use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput};

use crate::house::House;

/// Entities of each device, announced one by one.
const ENTITIES: usize = 10;

/// Convention and registry, from nothing to all that is announced: what one announcement costs does not depend on how many
/// there are.
pub(crate) fn of_whole_houses(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("announced");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for entities in [1_000, 10_000, 100_000] {
        group.throughput(Throughput::Elements(entities as u64));
        let messages: Vec<_> = (0..entities).map(announcement).collect();
        group.bench_function(BenchmarkId::new("entities", entities), |bencher| {
            let hear_all = |mut house: House| {
                for message in &messages {
                    house.read(black_box(message));
                }
                assert_eq!(house.devices(), entities / ENTITIES);
                house
            };
            bencher.iter_batched(House::live, hear_all, BatchSize::PerIteration);
        });
    }
    group.finish();
}

/// What announces the sensor of this number.
pub(crate) fn announcement(index: usize) -> Message {
    let (topic, payload) = sensor::announced(index);
    Message { retain: true, ..Message::new(topic, payload.into_bytes()) }
}
