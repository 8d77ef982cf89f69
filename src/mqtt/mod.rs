//! An MQTT client session, 5 and 3.1.1, without I/O and without a clock. Knows no device.

mod besides;
mod evidence;
mod failure;
mod frames;
mod keepalive;
mod limits;
mod message;
mod output;
mod properties;
mod reason;
mod reconnect;
mod session;
pub mod topic;
mod version;

pub use besides::Unfit;
pub use evidence::{Evidence, FailureRecord, PacketRecord, PingRecord};
pub use failure::Failure;
pub use frames::Violation;
pub use limits::{Counters, Limits, PACKET_BYTES, ServerLimits, Usage};
pub use message::{Mark, Marks, Message, Publication, QoS};
pub use output::{Bound, Encoded, Login, NotSent, Output, PublishKey, PublishOutcome, State};
pub use properties::Properties;
pub use reason::reason_in_words;
pub use session::Session;
pub use version::Version;
