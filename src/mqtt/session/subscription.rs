//! Which filters the user wants, which of them the broker has, and what is asked of it next. One question at a time: what
//! the user wishes meanwhile is asked for when the answer is there, or on the next connection.

use super::STEP;
use super::outbox::Outbox;
use super::outgoing::Outgoing;
use crate::language::word;
use crate::mqtt::frames::{self, Violation};
use crate::mqtt::{Encoded, Mark, Output, QoS, ServerLimits, Version, topic};
use crate::time::Instant;

const FILTER_INVALID: u8 = 0x8F;
const PACKET_TOO_LARGE: u8 = 0x95;
const NO_SHARED_SUBSCRIPTIONS: u8 = 0x9E;
const NO_WILDCARDS: u8 = 0xA2;

#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    wanted: Vec<String>,
    known: Vec<(String, Standing)>,
    asked: Option<Asked>,
    /// One filter a question, until all that is wanted is answered.
    one_by_one: bool,
    /// What comes by these filters shall say so.
    marked: Vec<(String, Mark)>,
}

/// Where a filter stands that the broker was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The broker may have it, and is to be asked for it anew.
    Stale,
    Granted,
    Refused,
}

/// A question that the broker has not answered.
#[derive(Debug)]
struct Asked {
    id: u16,
    question: Question,
    filters: Vec<String>,
    until: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Subscribe,
    Unsubscribe,
}

impl Subscriptions {
    pub(super) fn want(&mut self, filters: Vec<String>) {
        self.wanted.clear();
        for filter in filters {
            if !self.wanted.contains(&filter) {
                self.wanted.push(filter);
            }
        }
    }

    /// What the broker has with another mark, or without one, is asked for once more.
    pub(super) fn mark(&mut self, marked: Vec<(String, Mark)>) {
        let before = std::mem::replace(&mut self.marked, marked);
        for (filter, _) in self.known.clone() {
            if mark_in(&before, &filter) != mark_in(&self.marked, &filter) {
                self.ask_again_for(&filter);
            }
        }
    }

    pub(super) fn wanted(&self) -> &[String] {
        &self.wanted
    }

    /// By when the broker must have answered.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.asked.as_ref().map(|asked| asked.until)
    }

    /// Whether the broker has said its word on all that is wanted.
    pub(super) fn are_answered(&self) -> bool {
        self.wanted.iter().all(|filter| !self.is_open(filter))
    }

    /// All that is wanted shall be asked for once more, one filter after the other. What is on its way is asked for already.
    pub(super) fn ask_again(&mut self) {
        self.one_by_one = true;
        self.doubt();
    }

    /// This one shall be asked for, also if the broker has it already.
    pub(super) fn ask_again_for(&mut self, filter: &str) {
        self.known.retain(|(known, standing)| known != filter || *standing != Standing::Refused);
        if let Some((_, standing)) = self.known.iter_mut().find(|(known, _)| known == filter) {
            *standing = Standing::Stale;
        }
    }

    fn doubt(&mut self) {
        self.known.retain(|(_, standing)| *standing != Standing::Refused);
        for (_, standing) in &mut self.known {
            *standing = Standing::Stale;
        }
    }

    /// The connection is lost: nobody will answer, but what the broker was asked for, it may have.
    pub(super) fn suspend(&mut self) {
        (self.asked, self.one_by_one) = (None, false);
        self.doubt();
    }

    /// The broker has forgotten everything.
    pub(super) fn forget(&mut self) {
        (self.asked, self.one_by_one) = (None, false);
        self.known.clear();
    }

    /// The next question, if it is time for one: for all that is wanted, then against all that is not.
    pub(super) fn ask(
        &mut self,
        outgoing: &mut Outgoing,
        version: Version,
        server: &ServerLimits,
        outbox: &mut Outbox,
    ) -> Option<Encoded> {
        if self.asked.is_some() {
            return None;
        }
        self.leave_out(version, server, outbox);
        let open = self.wanted.iter().filter(|filter| self.is_open(filter));
        let mut filters: Vec<_> = open.cloned().collect();
        let question = if filters.is_empty() { Question::Unsubscribe } else { Question::Subscribe };
        if question == Question::Unsubscribe {
            let Self { wanted, known, .. } = self;
            known.retain(|(filter, standing)| *standing != Standing::Refused || wanted.contains(filter));
            filters.extend(known.iter().map(|(filter, _)| filter).filter(|filter| !wanted.contains(filter)).cloned());
        }
        match question {
            Question::Subscribe if self.one_by_one => filters.truncate(1),
            // What is marked is asked for alone: the mark is that of all filters of a question.
            Question::Subscribe if filters.len() > 1 => {
                let first = filters[0].clone();
                filters.retain(|filter| mark_in(&self.marked, filter).is_none());
                if filters.is_empty() {
                    filters.push(first);
                }
            }
            Question::Subscribe => {}
            Question::Unsubscribe => self.one_by_one = false,
        }
        let mark = filters.first().and_then(|filter| mark_in(&self.marked, filter));
        let mark = mark.filter(|_| server.subscription_ids_available);
        let write = |id, filters: &[String]| match question {
            Question::Subscribe => frames::subscribe(version, id, filters, mark),
            Question::Unsubscribe => frames::unsubscribe(version, id, filters),
        };
        // What does not fit into one packet has its turn after the answer.
        while !filters.is_empty() && write(0, &filters).len() > server.largest_packet() {
            filters.pop();
        }
        if filters.is_empty() {
            return None;
        }
        let id = outgoing.reserve()?;
        let packet = write(id, &filters);
        if question == Question::Subscribe {
            for filter in &filters {
                self.stand(filter, Standing::Stale);
            }
        }
        self.asked = Some(Asked { id, question, filters, until: outbox.now + STEP });
        Some(packet)
    }

    /// SUBACK.
    pub(super) fn subscribed(
        &mut self,
        id: u16,
        codes: &[u8],
        outgoing: &mut Outgoing,
        outbox: &mut Outbox,
    ) -> Result<(), Violation> {
        let Some(filters) = self.answered(id, Question::Subscribe, outgoing, outbox) else { return Ok(()) };
        if filters.len() != codes.len() {
            return Err(Violation::Protocol(word!("an answer to more or fewer subscriptions than we asked for")));
        }
        for (filter, code) in filters.into_iter().zip(codes) {
            let granted = granted(*code);
            self.stand(&filter, if granted.is_ok() { Standing::Granted } else { Standing::Refused });
            outbox.push(Output::Subscribed { filter, granted });
        }
        Ok(())
    }

    /// UNSUBACK. Whatever the reasons say, asking again would not help.
    pub(super) fn unsubscribed(
        &mut self,
        id: u16,
        codes: Option<&[u8]>,
        outgoing: &mut Outgoing,
        outbox: &mut Outbox,
    ) -> Result<(), Violation> {
        let Some(filters) = self.answered(id, Question::Unsubscribe, outgoing, outbox) else { return Ok(()) };
        if codes.is_some_and(|codes| codes.len() != filters.len()) {
            return Err(Violation::Protocol(word!("an answer to more or fewer subscriptions than we gave up")));
        }
        self.known.retain(|(filter, _)| !filters.contains(filter));
        for filter in filters {
            outbox.push(Output::Unsubscribed(filter));
        }
        Ok(())
    }

    /// The filters that this is an answer to.
    fn answered(
        &mut self,
        id: u16,
        question: Question,
        outgoing: &mut Outgoing,
        outbox: &mut Outbox,
    ) -> Option<Vec<String>> {
        let asked = self.asked.take_if(|asked| (asked.id, asked.question) == (id, question));
        if asked.is_some() {
            outgoing.release();
        } else {
            outbox.log.counters.ignored_acknowledgements += 1;
        }
        asked.map(|asked| asked.filters)
    }

    /// Marks what the broker would answer by ending the connection as refused, with the reason code it would give.
    fn leave_out(&mut self, version: Version, server: &ServerLimits, outbox: &mut Outbox) {
        for index in 0..self.wanted.len() {
            let filter = &self.wanted[index];
            if self.is_open(filter)
                && let Some(code) = no_use_asking(filter, version, server)
            {
                let filter = filter.clone();
                self.stand(&filter, Standing::Refused);
                outbox.push(Output::Subscribed { filter, granted: Err(code) });
            }
        }
    }

    fn is_open(&self, filter: &str) -> bool {
        !self.known.iter().any(|(known, standing)| known == filter && *standing != Standing::Stale)
    }

    fn stand(&mut self, filter: &str, standing: Standing) {
        match self.known.iter_mut().find(|(known, _)| known == filter) {
            Some((_, old)) => *old = standing,
            None => self.known.push((filter.to_owned(), standing)),
        }
    }
}

fn mark_in(marked: &[(String, Mark)], filter: &str) -> Option<Mark> {
    marked.iter().find(|(known, _)| known == filter).map(|(_, mark)| *mark)
}

/// What SUBACK says to one filter (MQTT 5, section 3.9.3).
const fn granted(code: u8) -> Result<QoS, u8> {
    match code {
        0 => Ok(QoS::AtMostOnce),
        1 => Ok(QoS::AtLeastOnce),
        2 => Ok(QoS::ExactlyOnce),
        code => Err(code),
    }
}

fn no_use_asking(filter: &str, version: Version, server: &ServerLimits) -> Option<u8> {
    if topic::check_filter(filter).is_err() {
        Some(FILTER_INVALID)
    } else if topic::is_shared(filter) && !server.shared_subscriptions_available {
        Some(NO_SHARED_SUBSCRIPTIONS)
    } else if topic::has_wildcards(filter) && !server.wildcards_available {
        Some(NO_WILDCARDS)
    } else if frames::subscribe(version, 0, &[filter.to_owned()], Some(Mark::First)).len() > server.largest_packet() {
        Some(PACKET_TOO_LARGE)
    } else {
        None
    }
}
