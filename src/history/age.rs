//! When something was measured, beside when it was heard: kept as how much earlier that was, and only where it can be true.

use super::bytes::{Reader, put, signed, unsigned};

/// A clock that is no further ahead has measured just now.
const AHEAD: i64 = 60_000;
/// Nothing is on its way for longer: a clock that says so is wrong.
pub(super) const LATE: i64 = 86_400_000;

/// How many milliseconds before it was heard something was measured; `None` where nobody said so, or by a clock that is wrong:
/// more than a minute ahead, or more than a day behind. One that jumped back within that day is taken at its word.
#[must_use]
pub fn age(measured: Option<i64>, heard: i64) -> Option<i32> {
    let age = heard.saturating_sub(measured?);
    i32::try_from(age.max(0)).ok().filter(|_| (-AHEAD..=LATE).contains(&age))
}

/// When it was measured, as far as that is known, or else heard.
pub(crate) fn measured(heard: i64, age: Option<i32>) -> i64 {
    heard.saturating_sub(age.map_or(0, i64::from)).max(0)
}

/// Appends what is new about each; how many follow each other that say nothing is said once.
pub(super) fn put_all(out: &mut Vec<u8>, ages: impl Iterator<Item = Option<i32>>) {
    let (mut before, mut silent) = (0, 0);
    let end = |out: &mut Vec<u8>, silent: u64| {
        if silent > 0 {
            put(out, 0);
            put(out, silent);
        }
    };
    for age in ages {
        let Some(age) = age.map(i64::from) else {
            silent += 1;
            continue;
        };
        end(out, std::mem::take(&mut silent));
        put(out, unsigned(age - before) + 1);
        before = age;
    }
    end(out, silent);
}

/// Reads what [`put_all`] has written.
#[derive(Debug, Default)]
pub(super) struct Ages {
    before: i64,
    silent: u64,
}

impl Ages {
    /// The next one; the outer `None` if there is none.
    #[expect(clippy::option_option, reason = "what is not there is another thing than what says nothing")]
    pub(super) fn take(&mut self, from: &mut Reader<'_>) -> Option<Option<i32>> {
        if self.silent == 0 {
            match from.number()? {
                0 => self.silent = from.number().filter(|silent| *silent > 0)?,
                more => {
                    self.before = self.before.wrapping_add(signed(more - 1));
                    let age = i32::try_from(self.before).ok();
                    return age.filter(|age| (0..=LATE).contains(&i64::from(*age))).map(Some);
                }
            }
        }
        self.silent -= 1;
        Some(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_cannot_be_true_is_not_believed() {
        const NOW: i64 = 1_790_035_200_000;
        let said = |measured: i64| age(Some(measured), NOW);
        assert_eq!((age(None, NOW), said(NOW), said(NOW - 1_500)), (None, Some(0), Some(1_500)));
        assert_eq!((said(NOW + 60_000), said(NOW + 60_001)), (Some(0), None), "a clock may be a little ahead");
        assert_eq!((said(NOW - LATE), said(NOW - LATE - 1)), (Some(86_400_000), None));
        assert_eq!((said(0), said(i64::MIN), said(i64::MAX)), (None, None, None));
        assert_eq!((age(Some(i64::MIN), i64::MAX), age(Some(i64::MAX), i64::MIN)), (None, None));
    }

    #[test]
    fn what_was_written_is_read_and_silence_takes_two_bytes() {
        let ages = [None, Some(0), Some(250), Some(86_400_000), None, None, None, Some(1)];
        let mut out = Vec::new();
        put_all(&mut out, ages.into_iter());
        let (mut all, mut from) = (Ages::default(), Reader(&out));
        assert!(ages.iter().all(|age| all.take(&mut from) == Some(*age)));
        assert_eq!((all.take(&mut from), from.0.len()), (None, 0));
        out.clear();
        put_all(&mut out, std::iter::repeat_n(None, 100));
        assert_eq!(out.len(), 2);
    }
}
