//! What happens to the broker, the network and the tab, and for how long. The same seed gives the same; knows nobody to whom it
//! happens.

use std::{ops::Range, time::Duration};

use fastrand::Rng;

/// What is wrong with the way to the broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    Nothing,
    BrokerKilled,
    Cut,
    Stalled,
    Slow,
    Split,
}

/// Where the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    InSight,
    /// Behind another tab.
    Hidden,
    Frozen,
}

/// So long all is well, then so long this is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spell {
    pub(super) calm: Duration,
    pub(super) trouble: Trouble,
    pub(super) tab: Tab,
    pub(super) lasts: Duration,
}

/// Everything that can happen, each once before any comes again.
const KINDS: [(Trouble, Tab); 14] = [
    (Trouble::BrokerKilled, Tab::InSight),
    (Trouble::Cut, Tab::InSight),
    (Trouble::Stalled, Tab::InSight),
    (Trouble::Slow, Tab::InSight),
    (Trouble::Split, Tab::InSight),
    (Trouble::Nothing, Tab::Hidden),
    (Trouble::BrokerKilled, Tab::Hidden),
    (Trouble::Cut, Tab::Hidden),
    (Trouble::Stalled, Tab::Hidden),
    (Trouble::Split, Tab::Hidden),
    (Trouble::Nothing, Tab::Frozen),
    (Trouble::BrokerKilled, Tab::Frozen),
    (Trouble::Cut, Tab::Frozen),
    (Trouble::Stalled, Tab::Frozen),
];
const CALM_MS: Range<u64> = 3_000..9_000;
/// After half a minute the page takes a connection for a good one, and begins anew to wait ever longer.
const LONG_CALM_MS: Range<u64> = 31_000..36_000;
const LONG_CALM_IN: u8 = 5;
const TROUBLE_MS: Range<u64> = 1_000..11_000;

/// The weather to come, without end.
#[derive(Debug)]
pub(super) struct Sky {
    rng: Rng,
    to_come: Vec<(Trouble, Tab)>,
}

impl Sky {
    pub(super) fn of(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed), to_come: Vec::new() }
    }
}

impl Iterator for Sky {
    type Item = Spell;

    fn next(&mut self) -> Option<Spell> {
        if self.to_come.is_empty() {
            self.to_come.extend(KINDS);
            self.rng.shuffle(&mut self.to_come);
        }
        let (trouble, tab) = self.to_come.pop()?;
        let is_long = self.rng.u8(..LONG_CALM_IN) == 0;
        let calm = Duration::from_millis(self.rng.u64(if is_long { LONG_CALM_MS } else { CALM_MS }));
        let lasts = Duration::from_millis(self.rng.u64(TROUBLE_MS));
        Some(Spell { calm, trouble, tab, lasts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_weather_and_another_gives_another() {
        let weather = |seed| Sky::of(seed).take(50).collect::<Vec<_>>();
        assert_eq!(weather(7), weather(7));
        assert_ne!(weather(7), weather(8));
    }

    #[test]
    fn everything_happens_before_anything_comes_again() {
        let first: Vec<_> = Sky::of(1).take(KINDS.len()).map(|spell| (spell.trouble, spell.tab)).collect();
        assert!(KINDS.iter().all(|kind| first.contains(kind)));
    }
}
