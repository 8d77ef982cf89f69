//! The filters, tests and functions that templates may use: those of Jinja and of Home Assistant that make sense of one
//! message. All have one shape, so that each costs the page no more than what it does.

use std::rc::Rc;

use super::run::Run;
use super::value::Value;
use super::{json, lists, numbers, operate, texts, times};
use crate::dialect::homeassistant::template::datum::Datum;
use crate::dialect::homeassistant::template::reason::Reason;
use crate::language::word;

pub(super) type Result<T = Value> = std::result::Result<T, Reason>;

/// A filter, test or function.
pub(super) type Native = fn(&mut Call<'_>) -> Result;

/// Where a name can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Filter,
    Test,
    Function,
    FilterAndFunction,
    Everywhere,
}

/// What a native is given.
pub(super) struct Call<'r> {
    pub(super) run: &'r mut Run,
    pub(super) arguments: Vec<Value>,
    pub(super) named: Vec<(Rc<str>, Value)>,
}

impl Call<'_> {
    /// What it is applied to.
    pub(super) fn subject(&self) -> Value {
        self.arguments.first().cloned().unwrap_or_default()
    }

    /// An argument by its place or by its name.
    pub(super) fn argument(&self, place: usize, name: &str) -> Option<Value> {
        self.arguments.get(place).cloned().or_else(|| self.named(name))
    }

    pub(super) fn named(&self, name: &str) -> Option<Value> {
        self.named.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.clone())
    }

    /// The text that it is applied to.
    pub(super) fn text(&self) -> String {
        self.subject().text()
    }

    /// Applies another filter or test.
    pub(super) fn apply(&mut self, name: &str, usage: Use, arguments: Vec<Value>) -> Result {
        let native = find(name, usage).ok_or_else(|| unknown(word!("“{name}” is unknown here"), name))?;
        native(&mut Call { run: self.run, arguments, named: Vec::new() })
    }
}

/// Why there is no native of this name.
pub(super) fn unknown(text: &'static str, name: &str) -> Reason {
    Reason::of(text).with("name", name)
}

/// What is known under a name.
pub(super) fn find(name: &str, wanted: Use) -> Option<Native> {
    let fits = |usage: Use| {
        usage == wanted || usage == Use::Everywhere || (usage == Use::FilterAndFunction && wanted != Use::Test)
    };
    [numbers::NATIVES, texts::NATIVES, lists::NATIVES, json::NATIVES, times::NATIVES, TESTS, ELSEWHERE]
        .into_iter()
        .flatten()
        .find(|(names, usage, _)| fits(*usage) && names.split(' ').any(|known| known == name))
        .map(|(_, _, native)| *native)
}

const TESTS: &[(&str, Use, Native)] = &[
    ("defined", Use::Test, |call| Ok((call.subject() != Value::Undefined).into())),
    ("undefined", Use::Test, |call| Ok((call.subject() == Value::Undefined).into())),
    ("none", Use::Test, |call| Ok((call.subject() == Value::None).into())),
    ("number", Use::Test, |call| Ok(matches!(call.subject(), Value::Whole(_) | Value::Real(_)).into())),
    ("integer int", Use::Test, |call| Ok(matches!(call.subject().datum(), Datum::Whole(_)).into())),
    ("float", Use::Test, |call| Ok(matches!(call.subject().datum(), Datum::Real(_)).into())),
    ("boolean", Use::Test, |call| Ok(matches!(call.subject().datum(), Datum::Flag(_)).into())),
    ("string", Use::Test, |call| Ok(call.subject().as_str().is_some().into())),
    ("true", Use::Test, |call| Ok((call.subject().datum() == Datum::Flag(true)).into())),
    ("false", Use::Test, |call| Ok((call.subject().datum() == Datum::Flag(false)).into())),
    ("odd", Use::Test, |call| Ok(call.subject().datum().as_whole().is_some_and(|number| number % 2 != 0).into())),
    ("even", Use::Test, |call| Ok(call.subject().datum().as_whole().is_some_and(|number| number % 2 == 0).into())),
    ("divisibleby", Use::Test, |call| {
        let [number, by] = [call.subject().whole(), other(call).whole()];
        let rest = number.zip(by).and_then(|(number, by)| number.checked_rem(by));
        rest.map(|rest| (rest == 0).into()).ok_or_else(|| Reason::of(word!("only whole numbers are divisible")))
    }),
    ("eq equalto == sameas", Use::Test, |call| Ok((call.subject() == other(call)).into())),
    ("ne !=", Use::Test, |call| Ok((call.subject() != other(call)).into())),
    ("lt lessthan <", Use::Test, |call| compared(call, std::cmp::Ordering::is_lt)),
    ("le <=", Use::Test, |call| compared(call, std::cmp::Ordering::is_le)),
    ("gt greaterthan >", Use::Test, |call| compared(call, std::cmp::Ordering::is_gt)),
    ("ge >=", Use::Test, |call| compared(call, std::cmp::Ordering::is_ge)),
    ("in", Use::Test, |call| Ok(operate::contains(&other(call), &call.subject())?.into())),
];

fn compared(call: &Call<'_>, is: fn(std::cmp::Ordering) -> bool) -> Result {
    Ok(operate::order(&call.subject(), &other(call))?.is_some_and(is).into())
}

fn other(call: &Call<'_>) -> Value {
    call.arguments.get(1).cloned().unwrap_or_default()
}

/// What a template can only be told in Home Assistant, and what would cost too much here.
const ELSEWHERE: &[(&str, Use, Native)] = &[
    (
        "states state_attr is_state is_state_attr has_value device_attr device_id area_name area_id expand",
        Use::FilterAndFunction,
        |_| Err(Reason::of(word!("it asks Home Assistant about something else than this message"))),
    ),
    ("timestamp_local as_local today_at timedelta relative_time time_since", Use::FilterAndFunction, |_| {
        Err(Reason::of(word!("it needs the time zone of the house")))
    }),
    ("sin cos tan asin acos atan atan2", Use::FilterAndFunction, |_| {
        Err(Reason::of(word!("it needs trigonometry, which would make this page slower to load")))
    }),
    ("regex_match regex_search regex_replace regex_findall regex_findall_index match search", Use::Everywhere, |_| {
        Err(Reason::of(word!("it needs regular expressions, which would make this page slower to load")))
    }),
];
