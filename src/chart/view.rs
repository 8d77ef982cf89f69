//! Which time is looked at: the last while, everything, or from then until then; and how one moves from one to another.

use crate::language::word;
use crate::time::Timestamp;

/// No shorter time is looked at.
const LEAST: i64 = 2_000;
/// Nor a longer one: a hundred years.
const MOST: i64 = 100 * 366 * 86_400_000;

/// Which time a person looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// So many milliseconds until now, whenever that is.
    Last(i64),
    /// From the oldest there is until now.
    All,
    Between(Reach),
}

/// From then until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    pub from: Timestamp,
    pub until: Timestamp,
}

impl View {
    /// Each with its name, as it is in the table of a language.
    pub const USUAL: [(&'static str, Self); 5] = [
        (word!("1 h"), Self::Last(3_600_000)),
        (word!("24 h"), Self::Last(86_400_000)),
        (word!("7 d"), Self::Last(7 * 86_400_000)),
        (word!("30 d"), Self::Last(30 * 86_400_000)),
        (word!("All"), Self::All),
    ];

    /// The time that is looked at now. `oldest` is what the past begins with, as far as that is known.
    #[must_use]
    pub fn reach(self, now: Timestamp, oldest: Option<Timestamp>) -> Reach {
        match self {
            Self::Last(length) => Reach { from: earlier(now, length.clamp(LEAST, MOST)), until: now },
            Self::All => {
                let from = oldest.unwrap_or(earlier(now, 86_400_000));
                Reach { from: from.min(earlier(now, LEAST)).max(earlier(now, MOST)), until: now }
            }
            Self::Between(reach) => reach,
        }
    }

    /// Whether it moves along with the time.
    #[must_use]
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Between(_))
    }
}

impl Reach {
    #[must_use]
    pub fn length(self) -> i64 {
        self.until.millis().saturating_sub(self.from.millis()).max(1)
    }

    /// `factor` times as long, with `still` where it was.
    #[must_use]
    pub fn zoomed(self, factor: f64, still: Timestamp, now: Timestamp) -> View {
        let factor = if factor.is_finite() && factor > 0.0 { factor } else { 1.0 };
        let length = times(self.length(), factor).clamp(LEAST, MOST);
        let before = still.millis().clamp(self.from.millis(), self.until.millis()) - self.from.millis();
        let share = super::scale::real(before) / super::scale::real(self.length());
        let from = still.millis().saturating_sub(times(length, share));
        between(from, length, now)
    }

    /// Moved by this share of its length; a positive one leads to later times.
    #[must_use]
    pub fn moved(self, share: f64, now: Timestamp) -> View {
        let share = if share.is_finite() { share } else { 0.0 };
        between(self.from.millis().saturating_add(times(self.length(), share)), self.length(), now)
    }
}

/// What touches the present goes along with it; there is nothing later.
fn between(from: i64, length: i64, now: Timestamp) -> View {
    let until = from.saturating_add(length);
    if until >= now.millis() {
        return View::Last(length);
    }
    let until = until.max(LEAST);
    View::Between(Reach { from: Timestamp::from_millis(until - length), until: Timestamp::from_millis(until) })
}

fn earlier(time: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(time.millis().saturating_sub(millis))
}

fn times(length: i64, factor: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "float casts saturate")]
    let product = (super::scale::real(length) * factor) as i64;
    product
}
