//! Which version to speak: 5, until a broker does not want it.

use crate::mqtt::Version;

/// What is known of the versions that the broker speaks, since the user asked for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Negotiation {
    /// 5 is asked for; so often in a row the broker has hung up on it without a word.
    Asking { hung_up: u8 },
    /// 5 was refused, in words or by hanging up; 3.1.1 is asked for.
    FallingBack,
    /// The broker has let us in with it.
    Settled(Version),
}

impl Negotiation {
    /// Once is bad luck: a broker that is starting or a proxy hangs up as well.
    const HANG_UPS: u8 = 2;

    pub(super) const fn new() -> Self {
        Self::Asking { hung_up: 0 }
    }

    pub(super) const fn version(self) -> Version {
        match self {
            Self::Asking { .. } => Version::Mqtt5,
            Self::FallingBack => Version::Mqtt311,
            Self::Settled(version) => version,
        }
    }

    pub(super) const fn welcomed(&mut self) {
        *self = Self::Settled(self.version());
    }

    /// The broker does not speak this version. Whether there is another to try.
    pub(super) fn refused(&mut self) -> bool {
        let is_first = self.version() == Version::Mqtt5;
        *self = Self::FallingBack;
        is_first
    }

    /// The broker said something to our CONNECT.
    pub(super) fn answered(&mut self) {
        if matches!(self, Self::Asking { .. }) {
            *self = Self::new();
        }
    }

    /// The broker hung up on our CONNECT without a word. Whether to try the other version at once. If that is hung up on,
    /// too, the version was not the cause, and the next try is 5 again.
    pub(super) fn hung_up(&mut self) -> bool {
        *self = match *self {
            Self::Asking { hung_up } if hung_up + 1 >= Self::HANG_UPS => Self::FallingBack,
            Self::Asking { hung_up } => Self::Asking { hung_up: hung_up + 1 },
            Self::FallingBack => Self::new(),
            settled @ Self::Settled(_) => settled,
        };
        *self == Self::FallingBack
    }
}
