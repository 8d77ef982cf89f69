//! Judges one rule by what its property reports, and by the time that passes while somebody listens. Time is the monotonic
//! one: a wall clock that jumps changes nothing.
//!
//! A copy that the broker kept tells how things are, as far as anybody knows; it tells nothing about when, so that what is
//! judged by time waits for live reports. Whoever does not listen calls nobody silent: what had begun begins anew.

use super::window::Window;
use super::{Condition, Rule};
use crate::device::Value;
use crate::time::Instant;

#[derive(Debug)]
pub struct Judge {
    pub rule: Rule,
    state: State,
    /// What was last reported live, where that is asked for.
    last: Option<Value>,
    window: Window,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Quiet,
    /// It is so since then.
    Holds(Instant),
    Raised,
}

/// What a judgement comes to, if anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    Raised,
    Over,
}

impl Judge {
    /// `is_raised`: there is an alarm already.
    #[must_use]
    pub fn new(rule: Rule, is_raised: bool) -> Self {
        let state = if is_raised { State::Raised } else { State::Quiet };
        Self { rule, state, last: None, window: Window::default() }
    }

    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.state == State::Raised
    }

    /// Somebody listens from now on.
    pub fn listen(&mut self, now: Instant) {
        if self.rule.condition == Condition::Silent && self.state == State::Quiet {
            self.state = State::Holds(now);
        }
    }

    /// Nobody listens from now on: whatever happens meanwhile is not heard.
    pub fn interrupt(&mut self) {
        self.window.clear();
        if let State::Holds(_) = self.state {
            self.state = State::Quiet;
        }
    }

    /// The property is said to be this; `is_live` unless it is but a copy, or what was known before.
    pub fn hear(&mut self, value: &Value, is_live: bool, now: Instant) -> Option<Turn> {
        if !is_live && !self.rule.condition.is_of_state() {
            return None;
        }
        match self.holds(value, now) {
            None => {
                // Whoever does not know has not gone on being so.
                self.interrupt();
                None
            }
            Some(true) => {
                if self.state == State::Quiet {
                    self.state = State::Holds(now);
                }
                self.handle_timeout(now)
            }
            Some(false) => {
                let was_raised = self.is_raised();
                self.state = match self.rule.condition {
                    Condition::Silent | Condition::Stuck => State::Holds(now),
                    _ => State::Quiet,
                };
                was_raised.then_some(Turn::Over)
            }
        }
    }

    /// When the time alone changes the judgement, if nothing is heard before.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Quiet => None,
            State::Holds(since) => self.fades().into_iter().chain([since + self.rule.lasting]).min(),
            State::Raised => self.fades(),
        }
    }

    pub fn handle_timeout(&mut self, now: Instant) -> Option<Turn> {
        let was_raised = self.is_raised();
        if self.state != State::Quiet && self.fades().is_some_and(|fades| fades <= now) {
            self.window.clear();
            self.state = State::Quiet;
            return was_raised.then_some(Turn::Over);
        }
        match self.state {
            State::Holds(since) if since + self.rule.lasting <= now => {
                self.state = State::Raised;
                Some(Turn::Raised)
            }
            _ => None,
        }
    }

    /// When nothing is known to change any more.
    fn fades(&self) -> Option<Instant> {
        match self.rule.condition {
            Condition::Changes { within, .. } => self.window.latest().map(|latest| latest + within),
            _ => None,
        }
    }

    /// Whether it is so now; `None` if the device does not know, or says something else than numbers.
    fn holds(&mut self, value: &Value, now: Instant) -> Option<bool> {
        let has_begun = self.state != State::Quiet;
        match &self.rule.condition {
            Condition::Above { limit, slack } => {
                let limit = if has_begun { limit - slack } else { *limit };
                value.as_number().map(|number| number > limit)
            }
            Condition::Below { limit, slack } => {
                let limit = if has_begun { limit + slack } else { *limit };
                value.as_number().map(|number| number < limit)
            }
            Condition::Changes { by, within } => {
                let apart = self.window.add(value.as_number()?, *within, now);
                Some(apart > *by)
            }
            Condition::Silent => Some(false),
            Condition::Stuck => match self.last.replace(value.clone()) {
                Some(before) => Some(before == *value),
                // Of what an alarm from before the page was loaded is about, nothing is known but that it was the same.
                None => Some(self.is_raised()),
            },
            Condition::Says(_) if *value == Value::Unknown => None,
            Condition::Says(wanted) => Some(value.satisfies(wanted, 0.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn judge(condition: Condition, lasting: Duration) -> Judge {
        let text = || "x".to_owned();
        let rule = Rule {
            name: text(),
            device: text(),
            property: text(),
            device_name: text(),
            label: text(),
            unit: String::new(),
            condition,
            lasting,
            is_on: true,
        };
        assert_eq!(rule.check(), Ok(()));
        Judge::new(rule, false)
    }

    fn second(second: u64) -> Instant {
        Instant::default() + Duration::from_secs(second)
    }

    fn number(judge: &mut Judge, number: f64, at: u64) -> Option<Turn> {
        judge.hear(&Value::Number(number), true, second(at))
    }

    #[test]
    fn a_value_that_wavers_at_its_limit_is_one_alarm() {
        let mut judge = judge(Condition::Above { limit: 30.0, slack: 1.0 }, Duration::ZERO);
        let said = [29.0, 30.0, 30.1, 29.9, 30.2, 29.1, 29.0, 30.0, 30.1];
        let turns = (0..).zip(said).map(|(at, said)| number(&mut judge, said, at));
        let (none, raised, over) = (None, Some(Turn::Raised), Some(Turn::Over));
        assert_eq!(turns.collect::<Vec<_>>(), [none, none, raised, none, none, none, over, none, raised]);
    }

    #[test]
    fn below_is_above_upside_down() {
        let mut judge = judge(Condition::Below { limit: 5.0, slack: 0.5 }, Duration::ZERO);
        let turns = (0..).zip([5.0, 4.9, 5.4, 5.5]).map(|(at, said)| number(&mut judge, said, at));
        assert_eq!(turns.collect::<Vec<_>>(), [None, Some(Turn::Raised), None, Some(Turn::Over)]);
    }

    #[test]
    fn what_has_to_last_is_no_alarm_before_it_has() {
        let mut judge = judge(Condition::Above { limit: 30.0, slack: 0.0 }, MINUTE);
        assert_eq!(number(&mut judge, 31.0, 0), None);
        assert_eq!(number(&mut judge, 29.0, 30), None);
        assert_eq!((judge.deadline(), number(&mut judge, 31.0, 40)), (None, None));
        assert_eq!(judge.deadline(), Some(second(100)));
        assert_eq!(judge.handle_timeout(second(99)), None);
        assert_eq!(judge.handle_timeout(second(100)), Some(Turn::Raised));
        assert_eq!((judge.deadline(), number(&mut judge, 30.0, 101)), (None, Some(Turn::Over)));
    }

    #[test]
    fn what_began_before_the_connection_was_lost_begins_anew() {
        let mut judge = judge(Condition::Above { limit: 30.0, slack: 0.0 }, MINUTE);
        number(&mut judge, 31.0, 0);
        judge.interrupt();
        assert_eq!(judge.deadline(), None);
        judge.listen(second(300));
        assert_eq!((judge.deadline(), number(&mut judge, 31.0, 310)), (None, None));
        assert_eq!(judge.handle_timeout(second(370)), Some(Turn::Raised));
        judge.interrupt();
        assert!(judge.is_raised(), "an alarm is not over because nobody listens");
    }

    #[test]
    fn nobody_is_silent_while_nobody_listens() {
        let mut judge = judge(Condition::Silent, MINUTE);
        assert_eq!(judge.deadline(), None);
        judge.listen(second(0));
        assert_eq!((number(&mut judge, 1.0, 50), judge.deadline()), (None, Some(second(110))));
        judge.interrupt();
        assert_eq!(judge.deadline(), None);
        judge.listen(second(1_000));
        assert_eq!(judge.hear(&Value::Number(1.0), false, second(1_010)), None, "a copy is no sign of life");
        assert_eq!(judge.deadline(), Some(second(1_060)));
        assert_eq!(judge.handle_timeout(second(1_060)), Some(Turn::Raised));
        assert_eq!(judge.hear(&Value::Unknown, true, second(1_070)), Some(Turn::Over), "it speaks, whatever it says");
        assert_eq!(judge.deadline(), Some(second(1_130)));
    }

    #[test]
    fn what_says_the_same_for_too_long_is_stuck_however_often_it_says_so() {
        let mut judge = judge(Condition::Stuck, MINUTE);
        assert_eq!(number(&mut judge, 21.0, 0), None);
        assert_eq!(number(&mut judge, 21.0, 59), None);
        assert_eq!(number(&mut judge, 21.0, 60), Some(Turn::Raised));
        assert_eq!(number(&mut judge, 21.0, 61), None);
        assert_eq!(number(&mut judge, 21.1, 62), Some(Turn::Over));
        judge.interrupt();
        assert_eq!(number(&mut judge, 21.1, 1_000), None, "nobody knows what it said meanwhile");
        assert_eq!(judge.deadline(), Some(second(1_060)));
    }

    #[test]
    fn a_change_within_the_while_is_an_alarm_until_it_is_longer_ago() {
        let mut judge = judge(Condition::Changes { by: 2.0, within: MINUTE }, Duration::ZERO);
        assert_eq!(number(&mut judge, 20.0, 0), None);
        assert_eq!(number(&mut judge, 22.0, 59), None);
        assert_eq!(number(&mut judge, 22.1, 60), Some(Turn::Raised));
        assert_eq!(number(&mut judge, 22.1, 100), Some(Turn::Over));
        assert_eq!(number(&mut judge, 25.0, 110), Some(Turn::Raised));
        assert_eq!(judge.deadline(), Some(second(170)));
        assert_eq!(judge.handle_timeout(second(170)), Some(Turn::Over), "then nothing is known to change");
        judge.interrupt();
        assert_eq!(number(&mut judge, 99.0, 171), None, "the jump was somewhere in the gap");
    }

    #[test]
    fn a_change_that_is_over_before_it_lasted_is_no_alarm() {
        let mut judge = judge(Condition::Changes { by: 2.0, within: MINUTE }, MINUTE);
        assert_eq!([number(&mut judge, 20.0, 0), number(&mut judge, 25.0, 1)], [None, None]);
        assert_eq!(judge.handle_timeout(second(61)), None);
        assert_eq!(judge.deadline(), None);
    }

    #[test]
    fn a_word_is_the_same_in_whatever_letters_and_on_in_whatever_words() {
        let mut on = judge(Condition::Says(Value::Flag(true)), Duration::ZERO);
        let text = |text: &str| Value::Text(text.to_owned());
        let turns =
            [text("off"), text("ON"), Value::Unknown, Value::Flag(false)].map(|it| on.hear(&it, true, second(0)));
        assert_eq!(turns, [None, Some(Turn::Raised), None, Some(Turn::Over)]);
        let mut word = judge(Condition::Says(text("Fault")), Duration::ZERO);
        assert_eq!(word.hear(&text("fault"), true, second(0)), Some(Turn::Raised));
        assert_eq!(word.hear(&text("ok"), true, second(0)), Some(Turn::Over));
    }

    #[test]
    fn a_copy_tells_how_things_are_and_nothing_about_the_course_of_time() {
        let mut above = judge(Condition::Above { limit: 1.0, slack: 0.0 }, Duration::ZERO);
        assert_eq!(above.hear(&Value::Number(2.0), false, second(0)), Some(Turn::Raised));
        for condition in [Condition::Stuck, Condition::Changes { by: 1.0, within: MINUTE }] {
            let mut judge = judge(condition, MINUTE);
            assert_eq!(judge.hear(&Value::Number(2.0), false, second(0)), None);
            assert_eq!(judge.deadline(), None);
        }
    }

    #[test]
    fn an_alarm_of_before_ends_as_any_other() {
        let rule = judge(Condition::Above { limit: 1.0, slack: 0.0 }, Duration::ZERO).rule;
        let mut recalled = Judge::new(rule, true);
        assert_eq!(number(&mut recalled, 2.0, 0), None);
        assert_eq!(number(&mut recalled, 0.0, 1), Some(Turn::Over));
    }
}
