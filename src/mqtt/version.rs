//! Which MQTT is spoken.

use serde::{Deserialize, Serialize};

/// A version of the protocol. Only [`frames`](super::frames) knows how they differ on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Version {
    #[default]
    Mqtt5,
    /// Gives no reasons: its PUBACK comes for a message that the broker throws away, too (3.1.1, section 3.3.5).
    Mqtt311,
}

impl Version {
    /// The protocol level in CONNECT (section 3.1.2.2).
    pub(super) const fn level(self) -> u8 {
        match self {
            Self::Mqtt5 => 5,
            Self::Mqtt311 => 4,
        }
    }
}
