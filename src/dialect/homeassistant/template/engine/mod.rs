//! The engine, for templates that are programs. Whatever a template does, it ends soon, and takes little room.

mod expression;
mod json;
mod lists;
mod methods;
mod natives;
mod numbers;
mod operate;
mod parse;
mod program;
mod run;
mod texts;
mod times;
mod token;
mod value;

use std::cell::RefCell;
use std::rc::Rc;

use super::datum::Datum;
use super::reason::Reason;
use crate::dialect::tree;
use crate::language::word;
use crate::time::Timestamp;
use program::Statement;
use run::Run;
use value::Value;

/// Templates that are kept read.
const MAX_PROGRAMS: usize = 2_000;
const MAX_MESSAGE: usize = 256 * 1_024;
/// Bytes that a template may print.
const MAX_OUTPUT: usize = 32 * 1_024;
/// What went wrong where Jinja speaks of something undefined.
const LOST: &str = word!("it looks into something that the message does not have");

/// What a template is, or what is wrong with it.
type Program = Result<Rc<[Statement]>, Reason>;

/// Evaluates templates, and keeps what it has read.
#[derive(Default)]
pub(in crate::dialect) struct Engine {
    /// In the order of their sources.
    programs: RefCell<Vec<(String, Program)>>,
    /// The message before, as JSON: many templates read the same message.
    message: RefCell<Option<(String, Value)>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// What a template makes of a message and of these variables, or why it makes nothing.
    pub(super) fn print(
        &self,
        source: &str,
        message: Option<&str>,
        variables: &[(&str, Datum<'_>)],
        now: Timestamp,
    ) -> Result<String, Reason> {
        if message.is_some_and(|message| message.len() > MAX_MESSAGE) {
            return Err(
                Reason::of(word!("the message is longer than {count} bytes")).with("count", MAX_MESSAGE.to_string())
            );
        }
        let program = self.program(source)?;
        let constants = [("pi", std::f64::consts::PI), ("e", std::f64::consts::E)];
        let mut names: Vec<(Rc<str>, Value)> =
            constants.iter().map(|(name, number)| ((*name).into(), (*number).into())).collect();
        // Of names that are given twice the first counts.
        names.extend(variables.iter().rev().map(|(name, datum)| ((*name).into(), datum.into())));
        names.extend(message.and_then(|message| self.json(message)).map(|json| ("value_json".into(), json)));
        Run::new(names, now).print(&program)
    }

    fn program(&self, source: &str) -> Program {
        let mut programs = self.programs.borrow_mut();
        match programs.binary_search_by(|(known, _)| known.as_str().cmp(source)) {
            Ok(at) => programs[at].1.clone(),
            Err(at) => {
                let program: Program = parse::program(source).map(Into::into);
                if programs.len() >= MAX_PROGRAMS {
                    programs.clear();
                    return program;
                }
                programs.insert(at, (source.to_owned(), program.clone()));
                program
            }
        }
    }

    fn json(&self, message: &str) -> Option<Value> {
        let mut last = self.message.borrow_mut();
        if let Some((known, json)) = &*last
            && known == message
        {
            return Some(json.clone());
        }
        // A part of a message would give wrong values.
        let (tree, _) = tree::read(message).ok().filter(|(_, left_out)| *left_out == 0)?;
        let json = Value::from(tree);
        *last = Some((message.to_owned(), json.clone()));
        Some(json)
    }
}
