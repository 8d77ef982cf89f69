//! Whether a device is there, where several topics say so and the broker keeps a copy of each.
//!
//! - What is said while we listen decides, and the last word wins.
//! - A stored copy counts only while the device has not been heard since we began to listen: after that it is no news.
//! - Stored copies that contradict each other say nothing, whichever comes first: their order is the broker's.

/// What has been said of a device since we began to listen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Claims {
    #[default]
    Nothing,
    Stored(bool),
    Contradicting,
    Live,
}

impl Claims {
    /// What follows from a claim: whether the device is there, or that nobody knows; `None` if nothing does.
    #[expect(clippy::option_option, reason = "nothing follows, it follows that nobody knows: two things")]
    pub(super) fn take(&mut self, present: bool, retained: bool) -> Option<Option<bool>> {
        *self = match *self {
            _ if !retained => Self::Live,
            Self::Nothing => Self::Stored(present),
            Self::Stored(other) if other != present => Self::Contradicting,
            Self::Live => return None,
            unchanged => unchanged,
        };
        Some((*self != Self::Contradicting).then_some(present))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(claims: &[(bool, bool)]) -> Option<bool> {
        let (mut heard, mut believed) = (Claims::default(), None);
        for (present, retained) in claims {
            believed = heard.take(*present, *retained).unwrap_or(believed);
        }
        believed
    }

    const STORED: bool = true;
    const SAID: bool = false;

    #[test]
    fn a_stored_copy_is_believed_until_another_contradicts_it() {
        assert_eq!(heard(&[(false, STORED)]), Some(false));
        assert_eq!(heard(&[(true, STORED), (true, STORED)]), Some(true));
        for copies in [[(true, STORED), (false, STORED)], [(false, STORED), (true, STORED)]] {
            assert_eq!(heard(&copies), None);
        }
        assert_eq!(heard(&[(false, STORED), (true, STORED), (false, STORED)]), None);
    }

    #[test]
    fn the_last_word_said_wins_over_every_copy() {
        assert_eq!(heard(&[(true, STORED), (false, STORED), (false, SAID)]), Some(false));
        assert_eq!(heard(&[(true, SAID), (false, STORED)]), Some(true));
        assert_eq!(heard(&[(true, SAID), (false, SAID)]), Some(false));
    }
}
