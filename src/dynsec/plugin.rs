//! A conversation with the plugin: one question at a time, each answered, given up, or failed.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::order::{Command, Step};
use super::reply::Reply;
use super::{Invalid, Known, NAME, Order, PAGE, WAITING};
use crate::time::Instant;

/// What takes longer is not answered any more.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a person is told of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// As it came with the order.
    pub ticket: u32,
    pub outcome: Result<(), Complaint>,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Complaint {
    /// The plugin says so, in its own words.
    Said {
        command: String,
        said: String,
    },
    /// It has not answered.
    Silent,
    /// The broker has refused the question.
    NotAllowed,
    /// It could not be asked.
    NotSent(String),
    Invalid(Invalid),
    /// Others have to be answered before.
    TooMany,
}

/// How many users, groups and roles come before those that are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offsets {
    pub users: u64,
    pub groups: u64,
    pub roles: u64,
}

#[derive(Debug)]
pub struct Plugin {
    /// Who asks.
    own: String,
    /// What all marks of this conversation begin with.
    mark: String,
    count: u64,
    waiting: VecDeque<(u32, Order)>,
    /// Everything is looked at as soon as nothing else waits.
    wants_look: bool,
    offsets: Offsets,
    /// Who is looked for by name; empty for nobody.
    sought: String,
    asked: Option<Asked>,
    /// The rest of an order that is under way.
    rest: VecDeque<String>,
    undo: Vec<String>,
    /// What the first of an order that failed has said, while it is taken back.
    failed: Option<Complaint>,
    known: Option<Known>,
    /// What went wrong with the last look.
    trouble: Option<Complaint>,
    answers: Vec<Answer>,
}

#[derive(Debug)]
struct Asked {
    mark: String,
    until: Instant,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Look,
    /// A step of the order with this ticket.
    Step(u32),
    Undo(u32),
}

impl Plugin {
    /// `mark` tells the questions of this conversation from those of others.
    #[must_use]
    pub fn new(own: String, mark: String) -> Self {
        Self {
            own,
            mark,
            count: 0,
            waiting: VecDeque::new(),
            wants_look: false,
            offsets: Offsets::default(),
            sought: String::new(),
            asked: None,
            rest: VecDeque::new(),
            undo: Vec::new(),
            failed: None,
            known: None,
            trouble: None,
            answers: Vec::new(),
        }
    }

    /// Looks at everything, from these on.
    pub fn look(&mut self, offsets: Offsets) {
        (self.wants_look, self.offsets) = (true, offsets);
    }

    /// Looks for the user of this name as well, wherever in the list they are.
    pub fn seek(&mut self, name: String) {
        (self.wants_look, self.sought) = (true, if name.len() > NAME { String::new() } else { name });
    }

    /// The same once more.
    pub fn look_again(&mut self) {
        self.wants_look = true;
    }

    pub fn order(&mut self, ticket: u32, order: Order) {
        let checked =
            order.check().and_then(|()| self.known.as_ref().map_or(Ok(()), |known| order.check_against(known)));
        if let Err(invalid) = checked {
            self.answer(ticket, Err(Complaint::Invalid(invalid)));
        } else if self.waiting.len() >= WAITING {
            self.answer(ticket, Err(Complaint::TooMany));
        } else {
            self.waiting.push_back((ticket, order));
        }
    }

    /// What is to be published now, if anything is. It is being asked from then on.
    pub fn next(&mut self, now: Instant) -> Option<String> {
        if self.asked.is_some() {
            return None;
        }
        let (what, commands) = if let Some((ticket, order)) = self.waiting.pop_front() {
            let mut steps = order.steps();
            let first = if steps.is_empty() { return None } else { steps.remove(0) };
            self.undo = first.undo.into_iter().collect();
            self.rest = steps.into_iter().map(|Step { command, .. }| command).collect();
            (What::Step(ticket), vec![first.command])
        } else if std::mem::take(&mut self.wants_look) {
            (What::Look, self.everything())
        } else {
            return None;
        };
        Some(self.ask(what, &commands, now))
    }

    /// Takes in what was said where the plugin answers. Returns what is to be published next.
    pub fn hear(&mut self, payload: &[u8], now: Instant) -> Option<String> {
        let reply = Reply::read(payload, &self.asked.as_ref()?.mark)?;
        let what = self.asked.take()?.what;
        let outcome = match &reply.error {
            Some((command, said)) => Err(Complaint::Said { command: command.clone(), said: said.clone() }),
            None => Ok(()),
        };
        if what == What::Look {
            let Offsets { users, groups, roles } = self.offsets;
            self.known = Some(reply.known(&self.own, &self.sought, [users, groups, roles]));
            // Whoever is let in without the plugin knows no such user.
            self.trouble =
                outcome.err().filter(|it| !matches!(it, Complaint::Said { command, .. } if command == "getClient"));
            return None;
        }
        self.go_on(what, outcome, now)
    }

    /// What is being asked cannot be, or is not answered.
    pub fn fail(&mut self, complaint: Complaint) {
        let Some(asked) = self.asked.take() else { return };
        self.end(asked.what, Err(complaint));
    }

    /// The connection is lost: nothing is answered any more, and nothing that waits is asked.
    pub fn lose(&mut self, why: &str) {
        self.fail(Complaint::NotSent(why.to_owned()));
        for (ticket, _) in std::mem::take(&mut self.waiting) {
            self.answer(ticket, Err(Complaint::NotSent(why.to_owned())));
        }
    }

    pub fn handle_timeout(&mut self, now: Instant) {
        if self.deadline().is_some_and(|due| due <= now) {
            self.fail(Complaint::Silent);
        }
    }

    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.asked.as_ref().map(|asked| asked.until)
    }

    #[must_use]
    pub fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    /// What went wrong with the last look at everything.
    #[must_use]
    pub fn trouble(&self) -> Option<&Complaint> {
        self.trouble.as_ref()
    }

    /// Whether something is being asked.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.asked.is_some()
    }

    pub fn take_answers(&mut self) -> Vec<Answer> {
        std::mem::take(&mut self.answers)
    }

    fn go_on(&mut self, what: What, outcome: Result<(), Complaint>, now: Instant) -> Option<String> {
        if let (What::Step(ticket), Ok(())) = (what, &outcome)
            && let Some(command) = self.rest.pop_front()
        {
            return Some(self.ask(What::Step(ticket), &[command], now));
        }
        if let (What::Step(ticket), Err(complaint)) = (what, &outcome)
            && self.rest.is_empty()
            && !self.undo.is_empty()
        {
            // The first was done, the last was not.
            self.failed = Some(complaint.clone());
            let commands = std::mem::take(&mut self.undo);
            return Some(self.ask(What::Undo(ticket), &commands, now));
        }
        self.end(what, outcome);
        None
    }

    fn end(&mut self, what: What, outcome: Result<(), Complaint>) {
        self.rest.clear();
        self.undo.clear();
        let first = self.failed.take();
        match what {
            What::Look => self.trouble = outcome.err(),
            What::Step(ticket) => self.answer(ticket, outcome),
            What::Undo(ticket) => self.answer(ticket, Err(first.unwrap_or(Complaint::Silent))),
        }
        self.wants_look |= what != What::Look;
    }

    fn answer(&mut self, ticket: u32, outcome: Result<(), Complaint>) {
        self.answers.push(Answer { ticket, outcome });
    }

    fn ask(&mut self, what: What, commands: &[String], now: Instant) -> String {
        self.count += 1;
        let mark = format!("{}-{}", self.mark, self.count);
        let marked = |command: &String| format!("{{{}}}", Command(command.clone()).text("correlationData", &mark).0);
        let commands: Vec<_> = commands.iter().map(marked).collect();
        self.asked = Some(Asked { mark, until: now + PATIENCE, what });
        format!("{{\"commands\":[{}]}}", commands.join(","))
    }

    fn everything(&self) -> Vec<String> {
        let Offsets { users, groups, roles } = self.offsets;
        let list = |command: &str, offset: u64| {
            let command = Command::new(command).put("verbose", "true").put("count", &PAGE.to_string());
            command.put("offset", &offset.to_string()).0
        };
        let named = [&self.own, &self.sought].into_iter().filter(|name| !name.is_empty());
        let named = named.map(|name| Command::new("getClient").text("username", name).0);
        let lists = [list("listClients", users), list("listGroups", groups), list("listRoles", roles)];
        let others = ["getDefaultACLAccess", "getAnonymousGroup"].map(|command| Command::new(command).0);
        named.chain(lists).chain(others).collect()
    }
}
