//! How many messages a second go from the frame through session and convention into the registry, for each convention and
//! in houses of three sizes.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};

use crate::house::{House, SPEECHES};

/// At least one of each device.
const MESSAGES: usize = 10_000;

pub(crate) fn of_every_convention(criterion: &mut Criterion) {
    for speech in &SPEECHES {
        let mut group = criterion.benchmark_group(speech.convention);
        group.throughput(Throughput::Elements(MESSAGES as u64)).sampling_mode(SamplingMode::Flat);
        for devices in [10, 1_000, 10_000] {
            let packets = speech.packets(devices, MESSAGES);
            let mut house = House::live();
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
