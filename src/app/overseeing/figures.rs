//! What the broker tells of itself under `$SYS`, while somebody looks.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::device::number_from_text;
use crate::time::Instant;

/// Topics that are kept; more are left out.
pub(super) const FIGURES: usize = 300;
/// Characters of a name and of what is said there.
const NAME: usize = 120;
const TEXT: usize = 200;
/// A chart has so many numbers, which are so far apart: what stays as it is, Mosquitto does not tell again.
const POINTS: usize = 360;
const APART: Duration = Duration::from_secs(5);
/// Whoever has said nothing for so long after the broker granted it keeps silent.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is drawn.
const CHARTED: [&str; 6] = [
    "broker/clients/connected",
    "broker/load/messages/received/1min",
    "broker/load/messages/sent/1min",
    "broker/load/bytes/received/1min",
    "broker/load/bytes/sent/1min",
    "broker/heap/current",
];

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FiguresNews {
    /// By topic, without `$SYS/`, in their order.
    pub all: Vec<(String, String)>,
    /// How those of [`CHARTED`] went that are numbers.
    pub charts: Vec<(String, Vec<f32>)>,
    /// Topics for which there was no room.
    pub discarded: u64,
    /// The broker had time enough, and said nothing.
    pub is_silent: bool,
}

#[derive(Debug, Default)]
pub(super) struct Figures {
    all: BTreeMap<String, String>,
    charts: BTreeMap<&'static str, Course>,
    drawn: Option<Instant>,
    pub(super) discarded: u64,
}

#[derive(Debug)]
struct Course {
    latest: f32,
    points: VecDeque<f32>,
}

impl Figures {
    pub(super) fn hear(&mut self, name: &str, payload: &[u8]) {
        if let Some(charted) = CHARTED.into_iter().find(|charted| *charted == name)
            && let Some(number) = std::str::from_utf8(payload).ok().and_then(number_from_text)
        {
            #[expect(clippy::cast_possible_truncation, reason = "drawn a few pixels high")]
            let latest = number as f32;
            let begun = || Course { latest, points: VecDeque::from([latest]) };
            self.charts.entry(charted).or_insert_with(begun).latest = latest;
        }
        let name: String = name.chars().take(NAME).collect();
        if payload.is_empty() {
            self.all.remove(&name);
        } else if self.all.len() < FIGURES || self.all.contains_key(&name) {
            self.all.insert(name, String::from_utf8_lossy(payload).chars().take(TEXT).collect());
        } else {
            self.discarded += 1;
        }
    }

    pub(super) fn kept(&self) -> usize {
        self.all.len()
    }

    fn draw(&mut self, now: Instant) {
        let drawn = *self.drawn.get_or_insert(now);
        if now.since(drawn) < APART {
            return;
        }
        self.drawn = Some(now);
        for course in self.charts.values_mut() {
            if course.points.len() >= POINTS {
                course.points.pop_front();
            }
            course.points.push_back(course.latest);
        }
    }

    /// Once a second. `since`: when somebody began to look, or the connection did.
    pub(super) fn news(&mut self, since: Option<Instant>, now: Instant) -> FiguresNews {
        self.draw(now);
        FiguresNews {
            all: self.all.iter().map(|(name, said)| (name.clone(), said.clone())).collect(),
            charts: self
                .charts
                .iter()
                .map(|(name, it)| ((*name).to_owned(), it.points.iter().copied().collect()))
                .collect(),
            discarded: self.discarded,
            is_silent: self.all.is_empty() && since.is_some_and(|since| now.since(since) >= PATIENCE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_broker_cannot_fill_the_memory_with_figures() {
        let mut figures = Figures::default();
        for number in 0..1_000 {
            figures.hear(&format!("broker/{number}"), &vec![b'x'; 100_000]);
            figures.hear("broker/heap/current", b"123456");
            figures.news(None, Instant::default() + APART * number);
        }
        let news = figures.news(None, Instant::default());
        assert_eq!((news.all.len(), news.discarded), (FIGURES, 1_000 - 299));
        assert!(news.all.iter().all(|(name, said)| name.len() <= NAME && said.len() <= TEXT));
        assert_eq!(news.charts.iter().map(|(_, points)| points.len()).collect::<Vec<_>>(), [POINTS]);
    }

    #[test]
    fn what_stays_as_it_is_is_drawn_on() {
        let mut figures = Figures::default();
        let course = |figures: &mut Figures, second| {
            let news = figures.news(None, Instant::default() + Duration::from_secs(second));
            news.charts.first().map(|(_, points)| points.clone()).unwrap_or_default()
        };
        figures.hear("broker/clients/connected", b"3");
        assert_eq!(course(&mut figures, 0), [3.0]);
        assert_eq!(course(&mut figures, 4), [3.0]);
        assert_eq!(course(&mut figures, 5), [3.0, 3.0]);
        figures.hear("broker/clients/connected", b"4");
        figures.hear("broker/clients/connected", b"no number");
        assert_eq!(course(&mut figures, 10), [3.0, 3.0, 4.0]);
    }

    #[test]
    fn a_broker_keeps_silent_only_after_it_had_time_to_speak() {
        let mut figures = Figures::default();
        let at = |second| Instant::default() + Duration::from_secs(second);
        assert!(!figures.news(None, at(99)).is_silent, "nobody is connected");
        assert!(!figures.news(Some(at(0)), at(4)).is_silent);
        assert!(figures.news(Some(at(0)), at(5)).is_silent);
        figures.hear("broker/uptime", b"7 seconds");
        assert!(!figures.news(Some(at(0)), at(99)).is_silent);
        assert_eq!(figures.news(None, at(0)).all, [("broker/uptime".to_owned(), "7 seconds".to_owned())]);
    }
}
