//! What is kept of a house beside its past: who writes it, until when it was heard, and what it takes.

use super::bytes::{Reader, put};
use super::keys::Level;

/// Of everything that is kept: since 2, blocks may say when things were measured, and a head when it began. What an older
/// program has written is read as it is, and becomes of this format with the next transaction.
const FORMAT: u64 = 2;
const OLDEST: u64 = 1;

/// Written with every transaction, and only if it is still as it was read: so of two tabs one writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Which tab writes; 0 is none.
    pub(super) writer: u64,
    /// Until when it does, unless it says so again.
    pub(super) lease: i64,
    /// Until when everything that was heard is kept.
    pub(super) heard: i64,
    /// The next number of a block or a page of the journal.
    pub(super) number: u64,
    pub(super) usage: Usage,
    /// Of which the journal is a part.
    pub(super) journal: Usage,
    /// The first stretch of each level in which there may be anything.
    pub(super) oldest: [u32; 3],
    /// Since when this browser has heard the house itself; 0 if it has not yet.
    pub(super) began: i64,
    /// Until when somebody else had, whose past was brought here.
    pub(super) brought: i64,
}

/// What is taken, and for how many values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) bytes: u64,
    pub(super) values: u64,
}

impl Usage {
    pub(super) fn of(key: &[u8], value: &[u8], values: usize) -> Self {
        Self { bytes: (key.len() + value.len()) as u64, values: values as u64 }
    }

    #[must_use]
    pub(super) fn and(self, other: Self) -> Self {
        Self { bytes: self.bytes.saturating_add(other.bytes), values: self.values.saturating_add(other.values) }
    }

    #[must_use]
    pub(super) fn without(self, other: Self) -> Self {
        Self { bytes: self.bytes.saturating_sub(other.bytes), values: self.values.saturating_sub(other.values) }
    }
}

impl Default for Head {
    fn default() -> Self {
        let usage = Usage::default();
        Self {
            writer: 0,
            lease: 0,
            heard: 0,
            number: 0,
            usage,
            journal: usage,
            oldest: [u32::MAX; 3],
            began: 0,
            brought: 0,
        }
    }
}

/// What was found in the place of a head.
pub(super) enum Found {
    Head(Head),
    /// It was written by a newer version of this program.
    Newer,
    /// It is no head.
    Nonsense,
}

impl Head {
    pub(super) fn written(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for number in [
            FORMAT,
            self.writer,
            self.lease.max(0).cast_unsigned(),
            self.heard.max(0).cast_unsigned(),
            self.number,
            self.usage.bytes,
            self.usage.values,
            self.journal.bytes,
            self.journal.values,
        ] {
            put(&mut out, number);
        }
        self.oldest.iter().for_each(|oldest| put(&mut out, u64::from(*oldest)));
        for time in [self.began, self.brought] {
            put(&mut out, time.max(0).cast_unsigned());
        }
        out
    }

    pub(super) fn read(bytes: &[u8]) -> Found {
        let mut from = Reader(bytes);
        match from.number() {
            Some(format @ OLDEST..=FORMAT) => Self::body(from, format).map_or(Found::Nonsense, Found::Head),
            Some(newer) if newer > FORMAT => Found::Newer,
            _ => Found::Nonsense,
        }
    }

    fn body(mut from: Reader<'_>, format: u64) -> Option<Self> {
        let mut next = || from.number();
        let time = |number: u64| i64::try_from(number).ok();
        let mut head = Self {
            writer: next()?,
            lease: time(next()?)?,
            heard: time(next()?)?,
            number: next()?,
            usage: Usage { bytes: next()?, values: next()? },
            journal: Usage { bytes: next()?, values: next()? },
            ..Self::default()
        };
        for oldest in &mut head.oldest {
            *oldest = u32::try_from(next()?).ok()?;
        }
        if format == FORMAT {
            (head.began, head.brought) = (time(next()?)?, time(next()?)?);
        } else {
            // Nobody has written it down; it was no earlier than what is oldest.
            head.began = head.begin().unwrap_or(head.heard).min(head.heard);
        }
        Some(head)
    }

    /// Nothing that is kept is older.
    pub(super) fn begin(&self) -> Option<i64> {
        let begin = |level: Level| {
            let stretch = Some(self.oldest[level as usize]).filter(|stretch| *stretch != u32::MAX)?;
            Some(i64::from(stretch).saturating_mul(level.stretch()))
        };
        Level::ALL.into_iter().filter_map(begin).min()
    }

    /// The stretches of a level that may have anything between these times.
    pub(super) fn stretches(&self, level: Level, from: i64, until: i64) -> std::ops::RangeInclusive<u32> {
        self.oldest[level as usize].max(level.stretch_of(from))..=level.stretch_of(until)
    }

    /// Something is kept in this stretch from now on.
    pub(super) fn note(&mut self, level: Level, stretch: u32) {
        let oldest = &mut self.oldest[level as usize];
        *oldest = stretch.min(*oldest);
    }

    pub(super) fn next_number(&mut self) -> u64 {
        self.number = self.number.wrapping_add(1);
        self.number
    }
}
