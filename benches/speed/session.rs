//! What the session costs more than `mqttbytes` alone, for one message at quality of service 0: at most 2 µs.

use std::hint::black_box;

use alicia_dashboard::time::Now;
use bytes::BytesMut;
use criterion::{Criterion, Throughput};
use mqttbytes::v5::{self, Packet};

use crate::house::{SPEECHES, live_session};

/// What brokers that fill their frames put into one.
const FRAME: usize = 64 * 1024;
const LARGEST: usize = 4 * 1024 * 1024;

/// As Mosquitto sends them: each in a frame of its own.
pub(crate) fn one_message_a_frame(criterion: &mut Criterion) {
    let packets = packets();
    let mut group = criterion.benchmark_group("one message a frame");
    group.throughput(Throughput::Elements(1));
    let mut turn = packets.iter().cycle();
    let mut buffer = BytesMut::new();
    group.bench_function("mqttbytes alone", |bencher| {
        bencher.iter(|| {
            buffer.extend_from_slice(turn.next().expect("it goes round"));
            black_box(publish(&mut buffer))
        });
    });
    let mut session = live_session(Now::default());
    let mut out = Vec::new();
    group.bench_function("session", |bencher| {
        bencher.iter(|| {
            session.handle_frame(turn.next().expect("it goes round"), Now::default().instant, &mut out);
            black_box(&out);
            out.clear();
        });
    });
    group.finish();
}

pub(crate) fn full_frames(criterion: &mut Criterion) {
    let packets = packets();
    let messages = FRAME / packets[0].len();
    let frame: Vec<u8> = packets.iter().cycle().take(messages).flatten().copied().collect();
    let mut group = criterion.benchmark_group("full frames");
    group.throughput(Throughput::Elements(messages as u64));
    let mut buffer = BytesMut::new();
    group.bench_function("mqttbytes alone", |bencher| {
        bencher.iter(|| {
            buffer.extend_from_slice(&frame);
            while !buffer.is_empty() {
                black_box(publish(&mut buffer));
            }
        });
    });
    let mut session = live_session(Now::default());
    let mut out = Vec::new();
    group.bench_function("session", |bencher| {
        bencher.iter(|| {
            session.handle_frame(&frame, Now::default().instant, &mut out);
            black_box(&out);
            out.clear();
        });
    });
    group.finish();
}

/// About 170 bytes of payload each.
fn packets() -> Vec<Vec<u8>> {
    let smarthome = SPEECHES.iter().find(|speech| speech.convention == "smarthome").expect("it is one of them");
    smarthome.packets(100, 1_000)
}

fn publish(buffer: &mut BytesMut) -> v5::Publish {
    match v5::read(buffer, LARGEST) {
        Ok(Packet::Publish(publish)) => publish,
        other => panic!("not a message but {other:?}"),
    }
}
