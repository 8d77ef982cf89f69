//! What a session holds at most, what the broker allows it, and what it has counted.

use std::time::Duration;

use super::QoS;

/// No larger packet is taken.
pub const PACKET_BYTES: u32 = 4 * 1024 * 1024;

/// Everything that could grow without end, and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest packet we accept; announced to the broker, which silently drops what is larger.
    pub packet_bytes: u32,
    /// Messages at quality of service 1 and 2 that the broker may send us without an acknowledgement; announced.
    pub receive_maximum: u16,
    /// Publishes at quality of service 1 and 2 that the broker has not answered yet; fewer if it asks for fewer.
    pub in_flight: u16,
    /// Payload bytes of publishes without an answer, which are kept to be sent again; a larger one goes alone.
    pub in_flight_bytes: usize,
    /// Publishes that wait for one in flight to be answered.
    pub queued: usize,
    /// Payload bytes that wait for it.
    pub queued_bytes: usize,
    /// How long a publish may wait for it: a command sent late is worse than one not sent.
    pub queue_time: Duration,
    /// How long the broker keeps what is in flight after a lost connection, and how long we do.
    pub session_expiry: Duration,
    /// Publishes of ours that are told apart from what others say where the broker sends them back to us.
    pub echoes: usize,
    /// Packets on record, in each direction.
    pub recorded_packets: usize,
    /// Leading bytes of each.
    pub recorded_bytes: usize,
    /// Failures on record.
    pub recorded_failures: usize,
    /// Signs of life on record, with how long each took.
    pub recorded_pings: usize,
    /// Leading bytes of a packet that was a failure's cause.
    pub recorded_violation_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            packet_bytes: PACKET_BYTES,
            receive_maximum: 1_000,
            in_flight: 100,
            in_flight_bytes: 1024 * 1024,
            queued: 1_000,
            queued_bytes: 1024 * 1024,
            queue_time: Duration::from_secs(10),
            session_expiry: Duration::from_mins(1),
            echoes: 100,
            recorded_packets: 40,
            recorded_bytes: 64,
            recorded_failures: 10,
            recorded_pings: 120,
            recorded_violation_bytes: 256,
        }
    }
}

/// What the broker allows in this connection (MQTT 5, section 3.2.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "what a broker can, each of it by itself")]
pub struct ServerLimits {
    /// Publishes at quality of service 1 and 2 without an answer.
    pub receive_maximum: u16,
    pub maximum_qos: QoS,
    pub retain_available: bool,
    pub wildcards_available: bool,
    pub shared_subscriptions_available: bool,
    pub subscription_ids_available: bool,
    /// The largest packet the broker accepts, if it says so.
    pub packet_bytes: Option<u32>,
    /// How long the broker keeps our session without a connection, if not as long as we asked for.
    pub session_expiry: Option<Duration>,
    /// How often the broker wants to hear from us; `None` leaves it to us, zero means it does not care.
    pub keep_alive: Option<Duration>,
}

impl ServerLimits {
    /// In bytes; four of them can say no larger length (MQTT 5, section 1.5.5).
    pub(super) fn largest_packet(&self) -> usize {
        const LARGEST: usize = 268_435_455;
        self.packet_bytes.map_or(LARGEST, |bytes| LARGEST.min(bytes as usize))
    }

    /// A broker of 3.1.1 cannot say what it allows. Of messages in flight, Mosquitto and others take 20 unless told otherwise,
    /// and end the connection over one more.
    pub(super) const fn of_311() -> Self {
        Self {
            receive_maximum: 20,
            maximum_qos: QoS::ExactlyOnce,
            retain_available: true,
            wildcards_available: true,
            shared_subscriptions_available: true,
            subscription_ids_available: false,
            packet_bytes: None,
            session_expiry: None,
            keep_alive: None,
        }
    }
}

/// Totals since the session was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub packets_received: u64,
    pub packets_sent: u64,
    pub bytes_received: u64,
    pub bytes_sent: u64,
    pub messages_received: u64,
    pub messages_sent: u64,
    /// Failed or lost connections.
    pub failures: u64,
    /// Publishes that a limit kept from being sent.
    pub held_back: u64,
    /// Packets larger than we take, each of which ended its connection. A broker of MQTT 5 drops them without a word.
    pub too_large: u64,
    /// Acknowledgements of something we never sent, or that was settled before.
    pub ignored_acknowledgements: u64,
    /// Messages at quality of service 2 that came again before they were released, and were not delivered again.
    pub duplicates: u64,
    /// Messages of our own that the broker sent back, and that were not delivered.
    pub echoes: u64,
    /// Records, and publishes to be told apart, that made room for newer ones.
    pub forgotten: u64,
}

/// How much of its limits a session needs right now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Messages from the broker at quality of service 2 that it has not released.
    pub unreleased: usize,
    /// Publishes without an answer, and those to be sent again.
    pub in_flight: usize,
    pub queued: usize,
    pub queued_bytes: usize,
}
