//! How numbers and times that follow each other are written: as what is new about each. Numbers with few decimals are whole
//! numbers of the last of them, and written as differences; of others, the bits that differ.

use super::bytes::{Reader, put, put_signed};

const POWERS: [f64; 8] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];
/// Decimals that readings may have and still be written as whole numbers.
const DECIMALS: u8 = 5;
/// So many more has a mean.
const FINER: u8 = 2;
/// Whole numbers up to here are exact.
const EXACT: f64 = 9e15;
/// Stands for the bits of numbers, in the place of a count of decimals.
const BITS: u8 = 0xff;

/// Writes or reads one number after another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    decimals: u8,
    /// Whole, or bits.
    before: i64,
}

impl Pen {
    /// For these numbers.
    pub(super) fn of(numbers: impl Iterator<Item = f64> + Clone) -> Self {
        let mut decimals = 0;
        for number in numbers.clone() {
            while !fits(number, decimals) {
                decimals += 1;
                if decimals > DECIMALS {
                    return Self { decimals: BITS, before: 0 };
                }
            }
        }
        let all_fit = numbers.into_iter().all(|number| fits(number, decimals));
        Self { decimals: if all_fit { decimals } else { BITS }, before: 0 }
    }

    pub(super) fn name(self) -> u8 {
        self.decimals
    }

    pub(super) fn named(name: u8) -> Option<Self> {
        (name <= DECIMALS || name == BITS).then_some(Self { decimals: name, before: 0 })
    }

    /// For a mean of the number that came last and others.
    pub(super) fn finer(self) -> Self {
        match self.decimals {
            BITS => self,
            decimals => Self { decimals: decimals + FINER, before: self.before.wrapping_mul(100) },
        }
    }

    pub(super) fn put(&mut self, out: &mut Vec<u8>, number: f64) {
        let this = match self.decimals {
            BITS => number.to_bits().cast_signed(),
            decimals => whole(number, decimals),
        };
        match self.decimals {
            BITS => put_bits(out, (this ^ self.before).cast_unsigned()),
            _ => put_signed(out, this.wrapping_sub(self.before)),
        }
        self.before = this;
    }

    /// Finite.
    pub(super) fn take(&mut self, from: &mut Reader<'_>) -> Option<f64> {
        let number = if self.decimals == BITS {
            self.before ^= take_bits(from)?.cast_signed();
            f64::from_bits(self.before.cast_unsigned())
        } else {
            self.before = self.before.wrapping_add(from.signed()?);
            #[expect(clippy::cast_precision_loss, reason = "what was written is exact, and what was not is but a mean")]
            let whole = self.before as f64;
            whole / POWERS[usize::from(self.decimals)]
        };
        number.is_finite().then_some(number)
    }
}

fn fits(number: f64, decimals: u8) -> bool {
    let power = POWERS[usize::from(decimals)];
    let whole = (number * power).round_ties_even();
    #[expect(clippy::float_cmp, reason = "it is to be the same number")]
    let is_same = whole / power == number;
    is_same && whole.abs() < EXACT
}

#[expect(clippy::cast_possible_truncation, reason = "float casts saturate")]
fn whole(number: f64, decimals: u8) -> i64 {
    (number * POWERS[usize::from(decimals)]).round_ties_even() as i64
}

/// The bytes between the zeros on both sides, after how many these and those are.
fn put_bits(out: &mut Vec<u8>, bits: u64) {
    if bits == 0 {
        return out.push(0);
    }
    let after = bits.trailing_zeros() / 8;
    let bytes = (bits >> (8 * after)).to_le_bytes();
    let length = 8 - after - bits.leading_zeros() / 8;
    out.push(u8::try_from(after << 4 | length).unwrap_or(0));
    out.extend_from_slice(&bytes[..length as usize]);
}

fn take_bits(from: &mut Reader<'_>) -> Option<u64> {
    let head = from.byte()?;
    let (after, length) = (head >> 4, head & 0xf);
    if after + length > 8 {
        return None;
    }
    let mut bytes = [0; 8];
    bytes[..usize::from(length)].copy_from_slice(from.bytes(u64::from(length))?);
    Some(u64::from_le_bytes(bytes).checked_shl(8 * u32::from(after)).unwrap_or(0))
}

/// Writes or reads one time after another: how much longer the pause was than the one before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    before: i64,
    pause: i64,
}

/// Times are kept between 1970 and the year 9999.
pub(super) const LATEST: i64 = 253_402_300_799_999;

impl Clock {
    /// The first time is written whole, and the pause before the second counts as the first one.
    pub(super) fn starting_with(first: i64, out: &mut Vec<u8>) -> Self {
        put(out, first.cast_unsigned());
        Self { before: first, pause: 0 }
    }

    pub(super) fn started(from: &mut Reader<'_>) -> Option<Self> {
        let before = i64::try_from(from.number()?).ok().filter(|first| *first <= LATEST)?;
        Some(Self { before, pause: 0 })
    }

    pub(super) fn put(&mut self, out: &mut Vec<u8>, at: i64) {
        let pause = at.wrapping_sub(self.before);
        put_signed(out, pause.wrapping_sub(self.pause));
        *self = Self { before: at, pause };
    }

    pub(super) fn take(&mut self, from: &mut Reader<'_>) -> Option<i64> {
        self.pause = self.pause.wrapping_add(from.signed()?);
        self.before = self.before.wrapping_add(self.pause);
        (0..=LATEST).contains(&self.before).then_some(self.before)
    }
}
