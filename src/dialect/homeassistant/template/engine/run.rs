//! Runs a program, and stops it when it takes too many steps or too much room.

use std::rc::Rc;

use super::natives::{Call, Result};
use super::program::{Callee, Expression, For, Place, Statement};
use super::value::Value;
use super::{MAX_OUTPUT, methods, operate};
use crate::dialect::homeassistant::template::reason::Reason;
use crate::language::word;
use crate::time::Timestamp;

/// Statements and expressions that are evaluated.
const MAX_STEPS: u32 = 50_000;
/// Bytes that all values take that are made on the way, whether they are kept or not.
const MAX_BYTES: usize = 4 * 1_024 * 1_024;

pub(super) struct Run {
    pub(super) now: Timestamp,
    names: Vec<(Rc<str>, Value)>,
    out: String,
    steps: u32,
    bytes: usize,
}

/// How statements end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Continue,
    Break,
}

impl Run {
    pub(super) fn new(names: Vec<(Rc<str>, Value)>, now: Timestamp) -> Self {
        Self { now, names, out: String::new(), steps: 0, bytes: 0 }
    }

    /// What the program prints.
    pub(super) fn print(mut self, program: &[Statement]) -> Result<String> {
        self.all(program)?;
        Ok(self.out)
    }

    fn step(&mut self) -> Result<()> {
        self.steps += 1;
        if self.steps > MAX_STEPS { Err(Reason::of(word!("it takes too many steps"))) } else { Ok(()) }
    }

    /// Counts what a new value takes.
    fn counted(&mut self, value: Value) -> Result {
        self.bytes += value.weight();
        if self.bytes > MAX_BYTES { Err(Reason::of(word!("it takes too much room"))) } else { Ok(value) }
    }

    fn all(&mut self, statements: &[Statement]) -> Result<Flow> {
        for statement in statements {
            let flow = self.one(statement)?;
            if flow != Flow::On {
                return Ok(flow);
            }
        }
        Ok(Flow::On)
    }

    fn one(&mut self, statement: &Statement) -> Result<Flow> {
        self.step()?;
        match statement {
            Statement::Text(text) => self.write(text)?,
            Statement::Print(expression) => {
                let text = self.value(expression)?.text();
                self.write(&text)?;
            }
            Statement::If(branches) => {
                for (condition, body) in branches {
                    let holds = match condition {
                        Some(condition) => self.value(condition)?.is_true(),
                        None => true,
                    };
                    if holds {
                        return self.all(body);
                    }
                }
            }
            Statement::For(repetition) => self.repeat(repetition)?,
            Statement::Set(places, expression) => {
                let value = self.value(expression)?;
                match &places[..] {
                    [place] => self.set(place, value)?,
                    places => self.set_all(places, &value)?,
                }
            }
            Statement::Capture(place, body) => {
                let outer = std::mem::take(&mut self.out);
                self.all(body)?;
                let captured = std::mem::replace(&mut self.out, outer);
                let captured = self.counted(captured.into())?;
                self.set(place, captured)?;
            }
            Statement::Continue => return Ok(Flow::Continue),
            Statement::Break => return Ok(Flow::Break),
        }
        Ok(Flow::On)
    }

    fn write(&mut self, text: &str) -> Result<()> {
        if self.out.len() + text.len() > MAX_OUTPUT {
            return Err(Reason::of(word!("it prints more than {count} bytes")).with("count", MAX_OUTPUT.to_string()));
        }
        self.out.push_str(text);
        Ok(())
    }

    fn set(&mut self, place: &Place, value: Value) -> Result<()> {
        let Some(part) = &place.part else {
            self.names.push((place.name.clone(), value));
            return Ok(());
        };
        let Value::Namespace(names) = self.named(&place.name) else {
            return Err(Reason::of(word!("“{name}” is no namespace")).with("name", &*place.name));
        };
        let mut names = names.borrow_mut();
        match names.iter_mut().find(|(name, _)| name == part) {
            Some((_, known)) => *known = value,
            None => names.push((part.clone(), value)),
        }
        Ok(())
    }

    fn set_all(&mut self, places: &[Place], value: &Value) -> Result<()> {
        let values = self.items(value)?;
        if values.len() != places.len() {
            let reason = Reason::of(word!("it takes {count} things for {places}"));
            return Err(reason.with("count", values.len().to_string()).with("places", places.len().to_string()));
        }
        places.iter().zip(values.iter()).try_for_each(|(place, value)| self.set(place, value.clone()))
    }

    /// What is set within a loop is forgotten with each turn, except in namespaces.
    fn repeat(&mut self, repetition: &For) -> Result<()> {
        let list = self.value(&repetition.list)?;
        let mut items = self.items(&list)?.to_vec();
        let outside = self.names.len();
        if let Some(condition) = &repetition.condition {
            let mut chosen = Vec::new();
            for item in items {
                self.name_item(repetition, &item)?;
                if self.value(condition)?.is_true() {
                    chosen.push(item);
                }
                self.names.truncate(outside);
            }
            items = chosen;
        }
        let length = items.len();
        for (at, item) in items.iter().enumerate() {
            self.step()?;
            self.name_item(repetition, item)?;
            let facts = [
                ("index", Value::from(at + 1)),
                ("index0", at.into()),
                ("revindex", (length - at).into()),
                ("first", (at == 0).into()),
                ("last", (at + 1 == length).into()),
                ("length", length.into()),
            ];
            let facts = facts.map(|(name, fact)| (name.into(), fact)).to_vec();
            self.names.push(("loop".into(), facts.into()));
            let flow = self.all(&repetition.body)?;
            self.names.truncate(outside);
            if flow == Flow::Break {
                break;
            }
        }
        if length == 0 {
            self.all(&repetition.otherwise)?;
        }
        Ok(())
    }

    fn name_item(&mut self, repetition: &For, item: &Value) -> Result<()> {
        let places = |name: &Rc<str>| Place { name: name.clone(), part: None };
        match &repetition.names[..] {
            [name] => self.set(&places(name), item.clone()),
            names => self.set_all(&names.iter().map(places).collect::<Vec<_>>(), item),
        }
    }

    /// The elements of a list, the letters of a text, the keys of an object.
    pub(super) fn items(&mut self, value: &Value) -> Result<Rc<[Value]>> {
        let items: Vec<Value> = match value {
            Value::List(items) => return Ok(items.clone()),
            Value::Object(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
            Value::Text(text) => text.chars().map(|letter| letter.to_string().into()).collect(),
            Value::Undefined => Vec::new(),
            _ => return Err(operate::of_kind(word!("it goes through {kind}"), value)),
        };
        let list = self.counted(items.into())?;
        if let Value::List(items) = list { Ok(items) } else { Ok(Rc::default()) }
    }

    pub(super) fn named(&self, name: &str) -> Value {
        let known = self.names.iter().rev().find(|(known, _)| &**known == name);
        known.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn value(&mut self, expression: &Expression) -> Result {
        self.step()?;
        let made = match expression {
            Expression::Constant(value) => return Ok(value.clone()),
            Expression::Name(name) => return Ok(self.named(name)),
            Expression::Attribute(of, name) => return operate::at(&self.value(of)?, &Value::Text(name.clone())),
            Expression::Subscript(parts) => {
                let [of, key] = &**parts;
                return operate::at(&self.value(of)?, &self.value(key)?);
            }
            Expression::Not(of) => return Ok((!self.value(of)?.is_true()).into()),
            Expression::And(sides) => {
                let [left, right] = &**sides;
                let left = self.value(left)?;
                return if left.is_true() { self.value(right) } else { Ok(left) };
            }
            Expression::Or(sides) => {
                let [left, right] = &**sides;
                let left = self.value(left)?;
                return if left.is_true() { Ok(left) } else { self.value(right) };
            }
            Expression::Choose(parts) => {
                let [then, condition, otherwise] = &**parts;
                let chosen = if self.value(condition)?.is_true() { then } else { otherwise };
                return self.value(chosen);
            }
            Expression::Negative(of) => match self.value(of)? {
                Value::Whole(number) => number.checked_neg().ok_or(operate::TOO_LARGE)?.into(),
                value => {
                    let no_number = || operate::of_kind(word!("it negates {kind}"), &value);
                    (-value.number().ok_or_else(no_number)?).into()
                }
            },
            Expression::List(items) => items.iter().map(|item| self.value(item)).collect::<Result<Vec<_>>>()?.into(),
            Expression::Object(entries) => {
                let entry = |(key, value): &(Expression, Expression)| Ok((self.value(key)?, self.value(value)?));
                entries.iter().map(entry).collect::<Result<Vec<_>>>()?.into()
            }
            Expression::Slice(parts) => {
                let [of, from, to, step] = &**parts;
                operate::slice(&self.value(of)?, &self.value(from)?, &self.value(to)?, &self.value(step)?)?
            }
            Expression::Binary(operator, sides) => {
                let [left, right] = &**sides;
                operate::binary(*operator, &self.value(left)?, &self.value(right)?)?
            }
            Expression::Call(callee, arguments, named) => self.call(callee, arguments, named)?,
        };
        self.counted(made)
    }

    fn call(&mut self, callee: &Callee, arguments: &[Expression], named: &[(Rc<str>, Expression)]) -> Result {
        let arguments = arguments.iter().map(|argument| self.value(argument)).collect::<Result<Vec<_>>>()?;
        let named = named.iter().map(|(name, value)| Ok((name.clone(), self.value(value)?))).collect::<Result<_>>()?;
        match callee {
            Callee::Native(native) => native(&mut Call { run: self, arguments, named }),
            Callee::Method(name) => {
                let (subject, arguments) = arguments.split_first().ok_or(word!("a method of nothing"))?;
                methods::call(self, subject, name, arguments)
            }
        }
    }
}
