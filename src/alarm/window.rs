//! The lowest and the highest number of the last while, in as little memory as there are parts of it.

use std::collections::VecDeque;
use std::time::Duration;

use crate::time::Instant;

/// Parts that a while is told in: numbers that came within one of them grow old together.
const PARTS: u32 = 60;

#[derive(Debug, Default)]
pub(super) struct Window {
    parts: VecDeque<Part>,
}

#[derive(Debug)]
struct Part {
    begun: Instant,
    ended: Instant,
    min: f64,
    max: f64,
}

impl Window {
    /// Adds a number, and returns how far those of the last `while_` are apart.
    pub(super) fn add(&mut self, number: f64, while_: Duration, now: Instant) -> f64 {
        while self.parts.front().is_some_and(|part| now.since(part.ended) > while_) {
            self.parts.pop_front();
        }
        match self.parts.back_mut().filter(|part| now.since(part.begun) < while_ / PARTS) {
            Some(part) => {
                part.ended = now;
                (part.min, part.max) = (part.min.min(number), part.max.max(number));
            }
            None => self.parts.push_back(Part { begun: now, ended: now, min: number, max: number }),
        }
        let min = self.parts.iter().fold(number, |min, part| min.min(part.min));
        let max = self.parts.iter().fold(number, |max, part| max.max(part.max));
        max - min
    }

    /// When the last number came.
    pub(super) fn latest(&self) -> Option<Instant> {
        self.parts.back().map(|part| part.ended)
    }

    pub(super) fn clear(&mut self) {
        self.parts.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn second(second: u64) -> Instant {
        Instant::default() + Duration::from_secs(second)
    }

    #[test]
    fn what_is_older_than_the_while_counts_no_more() {
        let mut window = Window::default();
        let apart = [(0, 20.0), (30, 24.0), (59, 21.0), (70, 22.0), (200, 5.0)]
            .map(|(at, number)| crate::device::digits(window.add(number, MINUTE, second(at))));
        assert_eq!(apart, ["0", "4", "4", "3", "0"]);
    }

    #[test]
    fn a_flood_takes_no_more_memory_than_a_trickle() {
        let mut window = Window::default();
        for milli in 0..120_000_u64 {
            let now = Instant::default() + Duration::from_millis(milli);
            window.add(f64::from(u32::try_from(milli % 7).expect("less than seven")), MINUTE, now);
        }
        assert!(window.parts.len() <= PARTS as usize + 2, "{}", window.parts.len());
    }
}
