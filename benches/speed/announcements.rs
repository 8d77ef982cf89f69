//! How long it takes to hear of everything that was announced.

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
fn announcement(index: usize) -> Message {
    let (device, key) = (index / ENTITIES, index % ENTITIES);
    let payload = format!(
        r#"{{"name":"Temperature {key}","stat_t":"home/dev{device}/state","val_tpl":"{{{{ value_json.t{key} }}}}","unit_of_meas":"°C","dev_cla":"temperature","uniq_id":"dev{device}_t{key}","avty_t":"home/dev{device}/there","dev":{{"ids":["dev{device}"],"name":"Device {device}","mf":"Bench","mdl":"B1"}}}}"#
    );
    let topic = format!("homeassistant/sensor/dev{device}/t{key}/config");
    Message { retain: true, ..Message::new(topic, payload.into_bytes()) }
}
