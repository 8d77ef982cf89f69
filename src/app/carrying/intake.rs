//! Reads a file of the past that comes in parts. Total: each line is taken in, or counted with the reason why not.

use std::collections::HashMap;

use super::names::number;
use super::row::{Row, What};
use super::table::Shape;
use super::{Carried, Taken, tree};
use crate::device::Value;
use crate::dialect;
use crate::history::{Block, Brought, Gap, Merged};
use crate::language::t;
use crate::time::Timestamp;

/// Bytes of a line; a longer one is left out.
const LINE: usize = 65_536;
/// Lines that were left out and are told of one by one.
const REASONS: usize = 5;
/// Letters of such a line.
const QUOTED: usize = 60;
/// What was said at the same moment is taken in together, as long as it is not more than this.
const TOGETHER: usize = 20_000;

#[derive(Debug)]
pub(in crate::app) struct Intake {
    house: (String, String),
    anyway: bool,
    /// What is said earlier or later is not taken in.
    span: (i64, i64),
    /// Letters of a text.
    text: usize,
    shape: Option<Form>,
    line: Vec<u8>,
    /// A cell of a table goes on in the next line.
    is_quoted: bool,
    lines: u64,
    /// The number of the line that is being read.
    first: u64,
    rows: Vec<(u64, What)>,
    gaps: Vec<Gap>,
    /// Until when it tells, as far as it was read.
    until: Option<Timestamp>,
    taken: Taken,
}

#[derive(Debug)]
enum Form {
    Table(Box<Shape>),
    Tree,
}

impl Intake {
    pub(super) fn new(house: (String, String), anyway: bool, span: (i64, i64), text: usize) -> Self {
        Self {
            house,
            anyway,
            span,
            text,
            shape: None,
            line: Vec::new(),
            is_quoted: false,
            lines: 0,
            first: 1,
            rows: Vec::new(),
            gaps: Vec::new(),
            until: None,
            taken: Taken::default(),
        }
    }

    /// Takes in the next bytes; says why it does not go on.
    pub(super) fn take(&mut self, bytes: &[u8], is_last: bool) -> Result<(), Carried> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            // One byte more than a line may have tells that it has too many.
            let room = (LINE + 1).saturating_sub(self.line.len());
            self.line.extend_from_slice(&part[..part.len().min(room)]);
            let is_odd = part.iter().fold(false, |is_odd, byte| is_odd ^ (*byte == b'"'));
            self.is_quoted ^= matches!(self.shape, Some(Form::Table(_))) && is_odd;
            if part.ends_with(b"\n") {
                self.lines += 1;
                if !self.is_quoted || self.line.len() > LINE {
                    self.end_line()?;
                }
            }
        }
        if is_last {
            self.lines += 1;
            self.end_line()?;
            if self.shape.is_none() {
                return Err(Carried::Failed(t!("the file is empty").to_owned()));
            }
        }
        Ok(())
    }

    /// What has come, but for what was said at the moment of the last of it: more of that may follow.
    pub(super) fn take_brought(&mut self, is_last: bool) -> Brought {
        let last = self.rows.last().map(|(series, what)| (*series, what.at()));
        let is_open = |(series, what): &&(u64, What)| Some((*series, what.at())) == last;
        let open = if is_last { 0 } else { self.rows.iter().rev().take_while(is_open).count() };
        let whole = if open > TOGETHER { self.rows.len() } else { self.rows.len() - open };
        let mut all: HashMap<u64, [Block; 3]> = HashMap::new();
        for (series, what) in self.rows.drain(..whole) {
            let blocks = all
                .entry(series)
                .or_insert_with(|| [Block::Points(Vec::new()), Block::Rows(Vec::new()), Block::Words(Vec::new())]);
            match (blocks, what) {
                ([Block::Points(points), ..], What::Number(point)) => points.push(point),
                ([_, Block::Rows(rows), _], What::Numbers(row)) => rows.push(row),
                ([.., Block::Words(words)], What::Word(word)) => words.push(word),
                _ => {}
            }
        }
        let blocks = all.into_iter().flat_map(|(series, blocks)| blocks.map(|block| (series, block)));
        let until = self.until.filter(|_| is_last);
        Brought { blocks: blocks.collect(), gaps: std::mem::take(&mut self.gaps), until }
    }

    pub(super) fn note(&mut self, merged: Merged) {
        self.taken.added += merged.added;
        self.taken.known += merged.known;
        if merged.crowded > 0 {
            self.taken.left_out += merged.crowded;
            self.explain(t!("more was said of a property at once than can be kept").to_owned());
        }
    }

    pub(super) fn taken(&self, is_all: bool) -> Taken {
        Taken { is_all, ..self.taken.clone() }
    }

    fn end_line(&mut self) -> Result<(), Carried> {
        let line = std::mem::take(&mut self.line);
        let number = std::mem::replace(&mut self.first, self.lines + 1);
        self.is_quoted = false;
        let text = str::from_utf8(&line).map(|text| text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']));
        let read = match (text, &self.shape) {
            (Ok(text), _) if text.trim().is_empty() => return Ok(()),
            _ if line.len() > LINE => Err(t!("it is too long").to_owned()),
            (Err(_), _) => Err(t!("it is no text").to_owned()),
            (Ok(text), None) => return self.begin(text, number),
            (Ok(text), Some(Form::Tree)) => tree::read(text),
            (Ok(text), Some(Form::Table(shape))) => shape.row(text),
        };
        if self.shape.is_none() {
            return Err(of_line(number, &read.err().unwrap_or_default()));
        }
        if let Err(reason) = read.and_then(|row| self.keep(row)) {
            self.taken.left_out += 1;
            let start: String = String::from_utf8_lossy(&line).trim_end().chars().take(QUOTED).collect();
            let (number, start) = (number.to_string(), dialect::mask(&start));
            self.explain(t!("line {number}, “{start}”: {reason}", number, start, reason));
        }
        Ok(())
    }

    fn begin(&mut self, line: &str, number: u64) -> Result<(), Carried> {
        let (broker, user) = (&self.house.0, &self.house.1);
        let asks = if line.trim_start().starts_with(['{', '[']) {
            let of = tree::read_head(line).map_err(|reason| of_line(number, &reason))?;
            self.shape = Some(Form::Tree);
            let (other, whose) = (&of.0, &of.1);
            (of != self.house).then(|| {
                t!(
                    "This file is of {whose} at {other}. What is in it would become part of the history of {user} at {broker}.",
                    whose,
                    other,
                    user,
                    broker
                )
            })
        } else {
            self.shape = Some(Form::Table(Box::new(Shape::read(line).map_err(|reason| of_line(number, &reason))?)));
            Some(t!(
                "A table does not say of which home it is. What is in it becomes part of the history of {user} at {broker}.",
                user,
                broker
            ))
        };
        match asks.filter(|_| !self.anyway) {
            Some(words) => Err(Carried::Asks(words)),
            None => Ok(()),
        }
    }

    fn keep(&mut self, row: Row) -> Result<(), String> {
        let (from, until) = self.span;
        let check = |at: Timestamp| match at.millis() {
            at if at < from => Err(t!("it is older than what is kept here")),
            at if at > until => Err(t!("it has not happened yet")),
            _ => Ok(()),
        };
        match row {
            Row::Gap(gap) => {
                check(gap.until)?;
                self.until = self.until.max(Some(gap.until));
                self.gaps.push(gap);
            }
            Row::End(at) => {
                check(at)?;
                self.until = self.until.max(Some(at));
            }
            Row::Said { device, property, mut what, .. } => {
                check(what.at())?;
                if dialect::is_secret(&property) {
                    return Err(t!("it is a secret, and secrets are not kept").to_owned());
                }
                if let What::Word(word) = &mut what
                    && let Value::Text(text) = &mut word.value
                {
                    *text = as_kept(text, self.text);
                }
                self.until = self.until.max(Some(what.until()));
                self.rows.push((number(&device, &property), what));
            }
        }
        Ok(())
    }

    fn explain(&mut self, reason: String) {
        if self.taken.reasons.len() < REASONS && !self.taken.reasons.contains(&reason) {
            self.taken.reasons.push(reason);
        }
    }
}

/// A text of so many letters at the most, and nothing of a secret in it. What is cut may end in something that looks like one, so it
/// is looked at again: what is given out later is the same then when it comes back.
fn as_kept(text: &str, letters: usize) -> String {
    let cut = |text: &str| dialect::mask(text).chars().take(letters).collect::<String>();
    cut(&cut(text))
}

fn of_line(number: u64, reason: &str) -> Carried {
    let number = number.to_string();
    Carried::Failed(t!("line {number}: {reason}", number, reason))
}
