//! The engine, for templates that are programs. Whatever a template does, it ends soon, and takes little room.

mod guard;
mod json;
mod lists;
mod methods;
mod natives;
mod numbers;
mod texts;
mod times;
mod value;

use std::cell::RefCell;
use std::io;

use minijinja::{Environment, Error, ErrorKind, Value};

use super::datum::Datum;
use crate::dialect::homeassistant::tree;
use crate::time::Timestamp;

/// Templates that are kept compiled.
const MAX_PROGRAMS: usize = 2_000;
/// Steps that a template may take for a short message; fewer for a long one.
const MAX_STEPS: usize = 10_000;
const SHORT_MESSAGE: usize = 4 * 1_024;
const MIN_STEPS: usize = 1_000;
const MAX_MESSAGE: usize = 256 * 1_024;
/// Bytes that a template may print.
const MAX_OUTPUT: usize = 32 * 1_024;

/// The name under which functions find the time.
const NOW: &str = "_now";

/// Evaluates templates, and keeps what it has compiled.
pub(in crate::dialect) struct Engine {
    environment: RefCell<Environment<'static>>,
    /// How many templates it keeps, and those that are broken with what is wrong with them.
    programs: RefCell<(usize, Vec<(String, String)>)>,
    /// The message before, as JSON: many templates read the same message.
    message: RefCell<Option<(String, Value)>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Default for Engine {
    fn default() -> Self {
        let mut environment = Environment::empty();
        natives::install(&mut environment);
        Self { environment: RefCell::new(environment), programs: RefCell::default(), message: RefCell::default() }
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
    ) -> Result<String, String> {
        let length = message.map_or(0, str::len);
        if length > MAX_MESSAGE {
            return Err(format!("the message is longer than {MAX_MESSAGE} bytes"));
        }
        self.compile(source)?;
        let mut scope: Vec<_> =
            variables.iter().map(|(name, datum)| (Value::from(*name), value::from_datum(datum))).collect();
        if let Some(message) = message {
            scope.extend(self.json(message).map(|json| (Value::from("value_json"), json)));
        }
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact for 280,000 years")]
        scope.push((Value::from(NOW), Value::from(now.millis() as f64 / 1_000.0)));
        let steps = if length > SHORT_MESSAGE { MAX_STEPS * SHORT_MESSAGE / length } else { MAX_STEPS };
        let mut environment = self.environment.borrow_mut();
        environment.set_fuel(u64::try_from(steps.max(MIN_STEPS)).ok());
        let template = environment.get_template(source).map_err(|error| reason(&error))?;
        let mut out = Output(Vec::new());
        template
            .render_captured_to(Value::from_object(value::Entries(scope)), &mut out)
            .map_err(|error| reason(&error))?;
        String::from_utf8(out.0).map_err(|_| "it prints what is no text".to_owned())
    }

    fn compile(&self, source: &str) -> Result<(), String> {
        let mut environment = self.environment.borrow_mut();
        if environment.get_template(source).is_ok() {
            return Ok(());
        }
        let mut programs = self.programs.borrow_mut();
        if let Some((_, reason)) = programs.1.iter().find(|(broken, _)| broken == source) {
            return Err(reason.clone());
        }
        if programs.0 >= MAX_PROGRAMS {
            environment.clear_templates();
            *programs = Default::default();
        }
        programs.0 += 1;
        let compiled = guard::guarded(source).and_then(|guarded| {
            environment.add_template_owned(source.to_owned(), guarded).map_err(|error| reason(&error))
        });
        if let Err(reason) = &compiled
            && source.len() < MAX_OUTPUT
        {
            programs.1.push((source.to_owned(), reason.clone()));
        }
        compiled
    }

    fn json(&self, message: &str) -> Option<Value> {
        let mut last = self.message.borrow_mut();
        if let Some((known, json)) = &*last
            && known == message
        {
            return Some(json.clone());
        }
        // A part of a message would give wrong values.
        let json =
            tree::read(message).ok().filter(|(_, left_out)| *left_out == 0).map(|(tree, _)| value::from_tree(tree))?;
        *last = Some((message.to_owned(), json.clone()));
        Some(json)
    }
}

/// What is wrong with a template, for a person.
fn reason(error: &Error) -> String {
    let what = match error.kind() {
        ErrorKind::OutOfFuel => return "it takes too many steps".to_owned(),
        ErrorKind::WriteFailure => return format!("it prints more than {MAX_OUTPUT} bytes"),
        ErrorKind::UndefinedError => return "it looks into something that the message does not have".to_owned(),
        ErrorKind::SyntaxError => "its syntax: ",
        _ => "",
    };
    format!("{what}{}", error.detail().unwrap_or("it does what cannot be done"))
}

/// Takes only so much.
struct Output(Vec<u8>);

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_OUTPUT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
