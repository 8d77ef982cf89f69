//! The filters, tests and functions that templates may use: those of Jinja and of Home Assistant that make sense of one
//! message. All have one shape, so that each costs the page no more than what it does.

use minijinja::value::{Rest, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::value::datum;
use super::{json, lists, methods, numbers, texts, times};
use crate::dialect::homeassistant::template::datum::Datum;

pub(super) type Result = std::result::Result<Value, Error>;

/// A filter, test or function of the engine.
pub(super) type Native = fn(&mut Call<'_, '_, '_>) -> Result;

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
pub(super) struct Call<'c, 's, 't> {
    pub(super) state: &'c mut State<'s, 't>,
    pub(super) arguments: Vec<Value>,
    named: Option<Value>,
}

impl Call<'_, '_, '_> {
    /// What it is applied to.
    pub(super) fn subject(&self) -> Value {
        self.arguments.first().cloned().unwrap_or_default()
    }

    /// An argument by its place or by its name.
    pub(super) fn argument(&self, place: usize, name: &str) -> Option<Value> {
        self.arguments.get(place).cloned().or_else(|| self.named(name))
    }

    pub(super) fn named(&self, name: &str) -> Option<Value> {
        self.named.as_ref()?.get_attr(name).ok().filter(|value| !value.is_undefined())
    }

    /// The text that it is applied to.
    pub(super) fn text(&self) -> String {
        self.subject().to_string()
    }
}

/// Why there is no result.
pub(super) fn refused(reason: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidOperation, reason)
}

pub(super) fn install(environment: &mut Environment<'_>) {
    for table in [numbers::NATIVES, texts::NATIVES, lists::NATIVES, json::NATIVES, times::NATIVES, TESTS, ELSEWHERE] {
        for (names, usage, native) in table {
            for name in names.split(' ') {
                add(environment, name, *usage, *native);
            }
        }
    }
    environment.add_function("namespace", minijinja::functions::namespace);
    environment.add_function("range", minijinja::functions::range);
    environment.add_test("defined", minijinja::tests::is_defined);
    environment.add_global("pi", std::f64::consts::PI);
    environment.add_global("e", std::f64::consts::E);
    environment.set_unknown_method_callback(methods::call);
}

fn add(environment: &mut Environment<'_>, name: &'static str, usage: Use, native: Native) {
    let function = move |state: &mut State<'_, '_>, arguments: Rest<ValueOrKwargs>| {
        let mut arguments = arguments.into_values();
        let named = arguments.pop_if(|last| last.is_kwargs());
        native(&mut Call { state, arguments, named })
    };
    if matches!(usage, Use::Filter | Use::FilterAndFunction | Use::Everywhere) {
        environment.add_filter(name, function);
    }
    if matches!(usage, Use::Test | Use::Everywhere) {
        environment.add_test(name, function);
    }
    if matches!(usage, Use::Function | Use::FilterAndFunction | Use::Everywhere) {
        environment.add_function(name, function);
    }
}

const TESTS: &[(&str, Use, Native)] = &[
    ("undefined", Use::Test, |call| Ok(call.subject().is_undefined().into())),
    ("none", Use::Test, |call| Ok(call.subject().is_none().into())),
    ("number", Use::Test, |call| Ok(call.subject().is_number().into())),
    ("integer int", Use::Test, |call| Ok(matches!(datum(&call.subject()), Datum::Whole(_)).into())),
    ("float", Use::Test, |call| Ok(matches!(datum(&call.subject()), Datum::Real(_)).into())),
    ("boolean", Use::Test, |call| Ok(matches!(datum(&call.subject()), Datum::Flag(_)).into())),
    ("string", Use::Test, |call| Ok(call.subject().as_str().is_some().into())),
    ("true", Use::Test, |call| Ok((datum(&call.subject()) == Datum::Flag(true)).into())),
    ("false", Use::Test, |call| Ok((datum(&call.subject()) == Datum::Flag(false)).into())),
    ("odd", Use::Test, |call| Ok(datum(&call.subject()).as_whole().is_some_and(|number| number % 2 != 0).into())),
    ("even", Use::Test, |call| Ok(datum(&call.subject()).as_whole().is_some_and(|number| number % 2 == 0).into())),
    ("eq equalto == sameas", Use::Test, |call| Ok((call.subject() == other(call)).into())),
    ("ne !=", Use::Test, |call| Ok((call.subject() != other(call)).into())),
    ("lt lessthan <", Use::Test, |call| numbers::ordered(&call.subject(), "<", &other(call))),
    ("le <=", Use::Test, |call| numbers::ordered(&call.subject(), "<=", &other(call))),
    ("gt greaterthan >", Use::Test, |call| numbers::ordered(&call.subject(), ">", &other(call))),
    ("ge >=", Use::Test, |call| numbers::ordered(&call.subject(), ">=", &other(call))),
    ("in", Use::Test, |call| lists::contains(&other(call), &call.subject())),
];

fn other(call: &Call<'_, '_, '_>) -> Value {
    call.arguments.get(1).cloned().unwrap_or_default()
}

/// What a template can only be told in Home Assistant, and what would cost too much here.
const ELSEWHERE: &[(&str, Use, Native)] = &[
    (
        "states state_attr is_state is_state_attr has_value device_attr device_id area_name area_id expand",
        Use::FilterAndFunction,
        |_| Err(refused("it asks Home Assistant about something else than this message")),
    ),
    ("timestamp_local as_local today_at timedelta relative_time time_since", Use::FilterAndFunction, |_| {
        Err(refused("it needs the time zone of the house"))
    }),
    ("sin cos tan asin acos atan atan2", Use::FilterAndFunction, |_| {
        Err(refused("it needs trigonometry, which would make this page slower to load"))
    }),
    ("regex_match regex_search regex_replace regex_findall regex_findall_index match search", Use::Everywhere, |_| {
        Err(refused("it needs regular expressions, which would make this page slower to load"))
    }),
];
