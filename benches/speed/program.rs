//! What a message costs the whole program that the worker runs – session, conventions, devices, alarms, the past, what was last
//! known, and the news of the devices in sight –, in a house of all conventions where time passes.

use std::hint::black_box;
use std::time::Duration;

use alicia_dashboard::app::{
    App, Connection, Credentials, Effect, Event, Intent, Limits, News, Stay, Surroundings, Topics,
};
use alicia_dashboard::history::Shelf;
use alicia_dashboard::time::{Instant, Now, Timestamp};
use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput};

use crate::announcements::announcement;
use crate::house::{SPEECHES, publish};

/// What brokers that fill their frames put into one.
const FRAME: usize = 64 * 1024;
const MESSAGES: usize = 40_000;
/// When it begins.
const START: i64 = 1_770_984_030_000;
/// Some 16,000 messages a second.
const BETWEEN_FRAMES: Duration = Duration::from_millis(24);
const BETWEEN_MESSAGES: Duration = Duration::from_micros(62);
/// Devices whose cards are in sight.
const IN_SIGHT: usize = 30;
/// Those of which a house may have any number, without bare topics.
const CONVENTIONS: usize = 4;

pub(crate) fn of_all_conventions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole program");
    group.throughput(Throughput::Elements(MESSAGES as u64)).sampling_mode(SamplingMode::Flat).sample_size(10);
    for devices in [100, 1_000, 10_000] {
        let frames = frames(devices);
        let mut house = House::live();
        for packet in SPEECHES.iter().take(CONVENTIONS).flat_map(|speech| speech.announcements(devices / CONVENTIONS)) {
            house.happen(Event::Frame(&packet));
        }
        house.hear_all(&frames, BETWEEN_FRAMES);
        house.look();
        group.bench_function(BenchmarkId::new("devices", devices), |bencher| {
            bencher.iter(|| house.hear_all(black_box(&frames), BETWEEN_FRAMES));
        });
        let alone = alone(devices);
        group.bench_function(BenchmarkId::new("devices, each message alone", devices), |bencher| {
            bencher.iter(|| house.hear_all(black_box(&alone), BETWEEN_MESSAGES));
        });
        assert_eq!(house.devices.len(), devices);
        assert!(matches!(house.connection, Connection::Live { .. }), "it listened to the end: {:?}", house.connection);
    }
    group.finish();
}

/// What it costs the whole program that sensors are announced one by one, of which nothing was known.
pub(crate) fn of_announcements(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole program, announced");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for entities in [1_000, 10_000, 100_000] {
        let announced = full((0..entities).map(stored));
        group.throughput(Throughput::Elements(entities as u64));
        group.bench_function(BenchmarkId::new("entities", entities), |bencher| {
            let hear_all = |mut house: House| {
                for frame in &announced {
                    house.pass(BETWEEN_FRAMES);
                    house.happen(Event::Frame(black_box(frame)));
                }
                house
            };
            bencher.iter_batched(House::live, hear_all, BatchSize::PerIteration);
        });
    }
    group.finish();
}

/// The packet of an announcement that the broker had stored.
fn stored(number: usize) -> Vec<u8> {
    let announced = announcement(number);
    let mut packet = publish(&announced.topic, &announced.payload);
    packet[0] |= 1;
    packet
}

/// Messages of all conventions in turn, as many in a frame as it holds.
fn frames(devices: usize) -> Vec<Vec<u8>> {
    full(alone(devices))
}

/// Frames of whole packets, so that what a broker answers in between is in no other's way.
fn full(packets: impl IntoIterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
    let mut frames = vec![Vec::new()];
    for packet in packets {
        if frames.last().is_some_and(|frame: &Vec<u8>| frame.len() + packet.len() > FRAME) {
            frames.push(Vec::new());
        }
        frames.last_mut().expect("there is one").extend(packet);
    }
    frames
}

/// The same, each in a frame of its own, as Mosquitto sends them.
fn alone(devices: usize) -> Vec<Vec<u8>> {
    let each = MESSAGES / CONVENTIONS;
    let by_convention: Vec<_> =
        SPEECHES.iter().take(CONVENTIONS).map(|speech| speech.packets(devices / CONVENTIONS, each)).collect();
    (0..each).flat_map(|at| by_convention.iter().map(move |packets| packets[at].clone())).collect()
}

/// The program, a store that answers at once, and a page that takes in what it is told.
struct House {
    app: App,
    now: Now,
    store: Shelf,
    kept: Shelf,
    devices: Vec<alicia_dashboard::device::DeviceKey>,
    connection: Connection,
}

impl House {
    fn live() -> Self {
        let now = Now { timestamp: Timestamp::from_millis(START), ..Now::default() };
        let app = App::new(Limits::default(), 7);
        let mut house = Self {
            app,
            now,
            store: Shelf::default(),
            kept: Shelf::default(),
            devices: Vec::new(),
            connection: Connection::Offline,
        };
        let credentials = Credentials {
            url: "ws://broker:9001/".to_owned(),
            username: "mobile_app".to_owned(),
            password: "secret".to_owned(),
            topics: Topics::default(),
            surroundings: Surroundings::default(),
        };
        house.happen(Event::Intent(Intent::Connect(credentials, Stay::Begins)));
        house.happen(Event::Opened);
        house.happen(Event::Frame(&[0x20, 3, 0, 0, 0]));
        house
    }

    /// Looks at the cards of the first devices.
    fn look(&mut self) {
        let devices = self.devices.iter().copied().take(IN_SIGHT).collect();
        self.happen(Event::Intent(Intent::Watch(devices)));
    }

    fn hear_all(&mut self, frames: &[Vec<u8>], between: Duration) {
        for frame in frames {
            self.pass(between);
            if self.app.deadline().is_some_and(|due| due <= self.now.instant) {
                self.happen(Event::Timeout);
            }
            self.happen(Event::Frame(frame));
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now.instant = self.now.instant + time;
        let gone = self.now.instant.since(Instant::default()).as_millis();
        self.now.timestamp = Timestamp::from_millis(START + i64::try_from(gone).expect("some hours"));
    }

    fn happen(&mut self, event: Event<'_>) {
        let mut effects = Vec::new();
        self.app.handle(event, self.now, &mut effects);
        let (mut packets, mut answers, mut is_told) = (Vec::new(), Vec::new(), false);
        for effect in effects {
            match effect {
                Effect::Send(bytes) => packets.extend(answer(&bytes)),
                Effect::Tell(news) => {
                    is_told = true;
                    self.take_in(black_box(news));
                }
                Effect::Store(transaction) => answers.push(Event::Stored(self.store.perform(transaction))),
                Effect::Keep(transaction) => answers.push(Event::Kept(self.kept.perform(transaction))),
                Effect::OpenSocket { .. } | Effect::CloseSocket => {}
            }
        }
        for answer in answers {
            self.happen(answer);
        }
        for packet in packets {
            self.happen(Event::Frame(&packet));
        }
        if is_told {
            self.happen(Event::Intent(Intent::Taken));
        }
    }

    fn take_in(&mut self, news: Vec<News>) {
        for news in news {
            match news {
                News::Devices(devices) => {
                    self.devices.extend(devices.into_iter().map(|device| device.key));
                    self.devices.sort_unstable();
                    self.devices.dedup();
                }
                News::Connection(connection) => self.connection = connection,
                _ => {}
            }
        }
    }
}

/// What a broker says to this packet.
fn answer(packet: &[u8]) -> Option<Vec<u8>> {
    match packet.first()? {
        0x82 => Some(granted(packet)),
        0xC0 => Some(vec![0xD0, 0]),
        _ => None,
    }
}

/// SUBACK for each filter of this SUBSCRIBE.
fn granted(subscribe: &[u8]) -> Vec<u8> {
    let start = 2 + subscribe[1..].iter().take_while(|byte| **byte > 127).count();
    let (id, mut filters) = (&subscribe[start..start + 2], &subscribe[start + 3..]);
    let mut codes = Vec::new();
    while let [high, low, rest @ ..] = filters {
        filters = &rest[usize::from(u16::from_be_bytes([*high, *low])) + 1..];
        codes.push(1);
    }
    let length = 3 + codes.len();
    // A variable byte integer (MQTT 5, section 1.5.5).
    let low = u8::try_from(length % 128).expect("less than 128");
    let high = u8::try_from(length / 128).expect("few filters");
    let length: &[u8] = if high == 0 { &[low] } else { &[low | 0x80, high] };
    [&[0x90], length, id, &[0], codes.as_slice()].concat()
}
