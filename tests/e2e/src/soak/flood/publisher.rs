//! Devices that talk as fast as they are told to, over one connection. Written by hand, because a client for people takes
//! longer for a message than the flood has time for.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use home::{mosquitto::Mosquitto, user::User};

use super::Plan;

/// Devices of a house of its own, `smarthome/2/dev001` and on. Each says in its turn how many turns there were.
pub(super) const DEVICES: u64 = 200;
/// The reading that counts the turns.
pub(super) const COUNT: &str = "temperature";

const PACE: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(10);
/// MQTT 3.1.1, with name and password, a clean session, and no keep alive: it is never silent.
const CONNECT: &[u8] = b"\0\x04MQTT\x04\xc2\0\0";
const ACCEPTED: [u8; 4] = [0x20, 2, 0, 0];
/// Of a PUBLISH.
const RETAIN: u8 = 1;

/// Which MQTT is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Mqtt311,
    Mqtt5,
}

/// The devices talk.
#[derive(Debug)]
pub(super) struct Flood {
    sent: Arc<AtomicU64>,
    work: JoinHandle<io::Result<TcpStream>>,
}

/// A connection, and how many messages went over it.
#[derive(Debug)]
pub(super) struct Voice {
    stream: TcpStream,
    said: u64,
}

/// Somebody who says what it is told to say.
#[derive(Debug)]
pub(crate) struct Talk {
    stream: TcpStream,
    packets: Vec<u8>,
}

impl Talk {
    pub(crate) fn begin(broker: &Mosquitto) -> io::Result<Self> {
        Ok(Self { stream: log_in(broker, User::Alicia)?, packets: Vec::new() })
    }

    /// At quality of service 0, with the next flush.
    pub(crate) fn say(&mut self, topic: &str, payload: &[u8]) {
        write_publish(&mut self.packets, Level::Mqtt311, topic, payload);
    }

    /// The same, to be kept by the broker.
    pub(crate) fn keep(&mut self, topic: &str, payload: &[u8]) {
        let start = self.packets.len();
        self.say(topic, payload);
        self.packets[start] |= RETAIN;
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.stream.write_all(&self.packets)?;
        self.packets.clear();
        Ok(())
    }
}

impl Flood {
    /// So many messages a second for so long, as far as the broker takes them.
    pub(super) fn begin(broker: &Mosquitto, plan: Plan) -> io::Result<Self> {
        let Plan { rate, lasts } = plan;
        let mut stream = log_in(broker, User::Esp32Device)?;
        let sent = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&sent);
        let work = thread::spawn(move || {
            let began = Instant::now();
            let (mut count, mut packets) = (0, Vec::new());
            while began.elapsed() < lasts {
                let due =
                    u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX).saturating_mul(rate) / 1_000_000;
                packets.clear();
                for number in count..due.max(count) {
                    write_packet(&mut packets, number);
                }
                stream.write_all(&packets)?;
                count = due.max(count);
                counter.store(count, Ordering::Relaxed);
                thread::sleep(PACE);
            }
            Ok(stream)
        });
        Ok(Self { sent, work })
    }

    /// Messages that the broker's machine has taken.
    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Waits until its time is over.
    pub(super) fn finish(self) -> io::Result<Voice> {
        let stream = self.work.join().map_err(|_| io::Error::other("the devices panicked"))??;
        Ok(Voice { stream, said: self.sent.load(Ordering::Relaxed) })
    }
}

impl Voice {
    /// Each device has one more turn, and says this count, which is returned.
    pub(super) fn last_words(&mut self) -> io::Result<u64> {
        let turn = self.said / DEVICES + 1;
        let mut packets = Vec::new();
        for number in turn * DEVICES..(turn + 1) * DEVICES {
            write_packet(&mut packets, number);
        }
        self.stream.write_all(&packets)?;
        Ok(turn)
    }
}

pub(super) fn device(index: u64) -> String {
    format!("smarthome:2/dev{index:03}")
}

fn log_in(broker: &Mosquitto, user: User) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, broker.mqtt_port()))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut body = CONNECT.to_vec();
    for word in ["flood", user.name(), broker.password(user)] {
        write_word(&mut body, word.as_bytes());
    }
    let mut packet = Vec::new();
    write_head(&mut packet, 0x10, body.len());
    packet.extend(body);
    stream.write_all(&packet)?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer)?;
    if answer == ACCEPTED { Ok(stream) } else { Err(io::Error::other(format!("the broker answered {answer:?}"))) }
}

/// A telemetry message at quality of service 0.
fn write_packet(out: &mut Vec<u8>, number: u64) {
    let (device, turn) = (number % DEVICES, number / DEVICES);
    let topic = format!("smarthome/2/dev{device:03}/telemetry");
    let payload = format!(
        r#"{{"deviceId":"dev{device:03}","sensors":{{"{COUNT}":{turn},"humidity":{},"gasPpm":{},"powerW":{}.5}}}}"#,
        30 + turn % 40,
        300 + turn % 100,
        number % 2_000,
    );
    write_publish(out, Level::Mqtt311, &topic, payload.as_bytes());
}

/// PUBLISH at quality of service 0, without properties.
pub(crate) fn write_publish(out: &mut Vec<u8>, level: Level, topic: &str, payload: &[u8]) {
    let properties: &[u8] = if level == Level::Mqtt5 { &[0] } else { &[] };
    write_head(out, 0x30, 2 + topic.len() + properties.len() + payload.len());
    write_word(out, topic.as_bytes());
    out.extend(properties);
    out.extend(payload);
}

fn write_head(out: &mut Vec<u8>, kind: u8, mut length: usize) {
    out.push(kind);
    loop {
        let low = u8::try_from(length % 128).expect("less than 128");
        length /= 128;
        out.push(if length > 0 { low | 0x80 } else { low });
        if length == 0 {
            return;
        }
    }
}

fn write_word(out: &mut Vec<u8>, word: &[u8]) {
    out.extend(u16::try_from(word.len()).expect("a short word").to_be_bytes());
    out.extend(word);
}
