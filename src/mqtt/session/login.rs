//! Names, passwords, and what a broker's refusal means.

use super::network::End;
use crate::mqtt::reconnect::Dice;
use crate::mqtt::{Failure, Login, reason};

const MAXIMUM_BYTES: usize = 65_535;

/// At most 23 letters and digits, which every broker must take (MQTT 5, section 3.1.3.1).
pub(super) fn client_id(dice: &mut Dice) -> String {
    format!("alicia-dashboard-{:06x}", dice.roll() >> 40)
}

/// Whether MQTT has no way to say it.
pub(super) fn is_unspeakable(login: &Login) -> bool {
    login.username.len() > MAXIMUM_BYTES || login.password.len() > MAXIMUM_BYTES || login.username.contains('\0')
}

/// What becomes of a login that was answered with `code` (section 3.2.2.2).
pub(super) fn rejected(code: u8, said: Option<&str>) -> End {
    let words = || reason::explain(code, said);
    match code {
        0x84 => End::OtherVersion,
        0x85 => End::Renamed(Failure::NameRefused(words())),
        0x86 => End::Refused(Failure::WrongLogin),
        0x87 => End::Refused(Failure::NotAuthorised),
        0x8A | 0x8C => End::Refused(Failure::NotWelcome(words())),
        0x88 | 0x89 | 0x97 | 0x9F => End::Failed(Failure::Full(words())),
        _ => End::Failed(Failure::NotNow(words())),
    }
}

/// What becomes of a connection that the broker ends. Whether it still wants us, the next login will tell; but a name
/// that somebody else has taken is theirs, or the two of us would go on for ever.
pub(super) fn disconnected(code: u8, said: Option<&str>) -> End {
    if code == 0x8E {
        End::Renamed(Failure::TakenOver)
    } else {
        End::Failed(Failure::Disconnected(reason::explain(code, said)))
    }
}
