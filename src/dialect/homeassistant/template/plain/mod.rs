//! The templates that nearly all announcements have – a path, perhaps a filter, a condition, a sum – evaluated without the
//! engine and in one pass over the message. What is said here means the same to the engine; what is not said here is left
//! to it.

mod parse;

use std::cmp::Ordering;

use super::datum::Datum;
use super::number;
use super::pick::{MAX_PATHS, Path, pick};
use super::reason::Reason;
use crate::language::word;

/// A template without statements.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plain {
    pieces: Vec<Piece>,
    paths: Vec<Path>,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Expression(Expression),
}

#[derive(Clone, Debug, PartialEq)]
enum Expression {
    Constant(Datum<'static>),
    Variable(String),
    /// What the message holds at one of the paths.
    Json(usize),
    Filter(Box<Expression>, Filter, Vec<Datum<'static>>),
    Is(Box<Expression>, Test),
    Not(Box<Expression>),
    Binary(Box<[Expression; 2]>, Operator),
    /// What is taken, on which condition, and what otherwise.
    Choose(Box<[Expression; 3]>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    Float,
    Int,
    Round,
    Default,
    Lower,
    Upper,
    Abs,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    Defined,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Equal,
    Compare(Ordering),
}

/// Why there is no value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Halt {
    /// The engine may know better.
    Engine,
    Failed(Reason),
}

/// What an evaluation sees.
pub(super) struct Scope<'v, 'a> {
    variables: &'v [(&'v str, Datum<'a>)],
    found: [Datum<'a>; MAX_PATHS],
    is_json: bool,
}

impl Scope<'_, '_> {
    /// Whether the message was asked for what it holds as JSON, and is.
    pub(super) fn is_json(&self) -> bool {
        self.is_json
    }
}

impl Plain {
    /// `None` for what only the engine understands.
    pub(super) fn parse(source: &str) -> Option<Self> {
        parse::template(source)
    }

    /// What the template looks at: these variables, and a message of which it may be asked what is JSON.
    pub(super) fn scope<'v, 'a>(
        &self,
        message: Option<&'a str>,
        variables: &'v [(&'v str, Datum<'a>)],
    ) -> Scope<'v, 'a> {
        let json = message.filter(|_| !self.paths.is_empty()).and_then(|text| pick(text, &self.paths).ok());
        let is_json = json.is_some();
        let found = json.unwrap_or([const { Datum::Lost }; MAX_PATHS]);
        Scope { variables, found, is_json }
    }

    /// The value of a template that is one expression and nothing else.
    pub(super) fn value<'s>(&'s self, scope: &'s Scope<'_, '_>) -> Option<Result<Datum<'s>, Halt>> {
        match &self.pieces[..] {
            [Piece::Expression(expression)] => Some(expression.value(scope)),
            _ => None,
        }
    }

    pub(super) fn print(&self, scope: &Scope<'_, '_>) -> Result<String, Halt> {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Expression(expression) => match expression.value(scope)? {
                    Datum::Nested => return Err(Halt::Engine),
                    Datum::Lost => return Err(lost()),
                    datum => datum.print(&mut out),
                },
            }
        }
        Ok(out)
    }
}

impl Expression {
    fn value<'s>(&'s self, scope: &'s Scope<'_, '_>) -> Result<Datum<'s>, Halt> {
        Ok(match self {
            Self::Constant(constant) => borrowed(constant),
            Self::Variable(name) => {
                let known = scope.variables.iter().find(|(known, _)| known == name);
                known.map_or(Datum::Undefined, |(_, datum)| borrowed(datum))
            }
            Self::Json(at) => borrowed(&scope.found[*at]),
            Self::Filter(of, filter, arguments) => return filtered(of.firm(scope)?, *filter, arguments),
            Self::Is(what, Test::Defined) => Datum::Flag(what.firm(scope)? != Datum::Undefined),
            Self::Is(what, Test::None) => Datum::Flag(what.firm(scope)? == Datum::Null),
            Self::Not(what) => Datum::Flag(!what.firm(scope)?.is_true()),
            Self::Binary(sides, operator) => {
                let [left, right] = &**sides;
                return binary(&left.firm(scope)?, *operator, &right.firm(scope)?);
            }
            Self::Choose(parts) => {
                let [then, condition, otherwise] = &**parts;
                let chosen = if condition.firm(scope)?.is_true() { then } else { otherwise };
                return chosen.value(scope);
            }
        })
    }

    /// The value, which something is done with.
    fn firm<'s>(&'s self, scope: &'s Scope<'_, '_>) -> Result<Datum<'s>, Halt> {
        match self.value(scope)? {
            Datum::Lost => Err(lost()),
            datum => Ok(datum),
        }
    }
}

fn lost() -> Halt {
    Halt::Failed(Reason::of(word!("the message does not have what the template looks into")))
}

fn borrowed<'s>(datum: &'s Datum<'_>) -> Datum<'s> {
    match datum {
        Datum::Undefined => Datum::Undefined,
        Datum::Lost => Datum::Lost,
        Datum::Null => Datum::Null,
        Datum::Nested => Datum::Nested,
        Datum::Flag(flag) => Datum::Flag(*flag),
        Datum::Whole(number) => Datum::Whole(*number),
        Datum::Real(number) => Datum::Real(*number),
        Datum::Text(text) => Datum::text(text),
    }
}

fn filtered<'s>(of: Datum<'s>, filter: Filter, arguments: &'s [Datum<'static>]) -> Result<Datum<'s>, Halt> {
    let fallback = || arguments.first().map(borrowed);
    Ok(match filter {
        Filter::Float => match of.as_real() {
            Some(number) => Datum::Real(number),
            None => fallback().ok_or_else(|| no_number("float", &of))?,
        },
        Filter::Int => match of.as_whole() {
            Some(number) => Datum::Whole(number),
            None => fallback().ok_or_else(|| no_number("int", &of))?,
        },
        Filter::Round => {
            let digits = fallback().unwrap_or(Datum::Whole(0)).as_whole().ok_or(Halt::Engine)?;
            let number = of.as_real().ok_or_else(|| no_number("round", &of))?;
            number::rounded(number, digits).ok_or(Halt::Engine)?
        }
        Filter::Default => {
            let also_false = arguments.get(1).is_some_and(Datum::is_true);
            let is_missing = of == Datum::Undefined || (also_false && !of.is_true());
            if is_missing { fallback().unwrap_or(Datum::text("")) } else { of }
        }
        Filter::Abs => match of {
            Datum::Whole(number) => Datum::Whole(number.checked_abs().ok_or(Halt::Engine)?),
            Datum::Real(number) => Datum::Real(number.abs()),
            _ => return Err(Halt::Engine),
        },
        Filter::Json => Datum::Text(json(&of)?.into()),
        // Letters beyond ASCII keep their case: the tables for theirs weigh more than this file.
        Filter::Lower => changed(&of, str::to_ascii_lowercase)?,
        Filter::Upper => changed(&of, str::to_ascii_uppercase)?,
    })
}

fn no_number(filter: &str, datum: &Datum<'_>) -> Halt {
    let mut text = String::new();
    datum.print(&mut text);
    Halt::Failed(number::no_number(filter, &text))
}

fn changed(datum: &Datum<'_>, change: fn(&str) -> String) -> Result<Datum<'static>, Halt> {
    let mut text = String::new();
    match datum {
        Datum::Nested => return Err(Halt::Engine),
        _ => datum.print(&mut text),
    }
    Ok(Datum::Text(change(&text).into()))
}

fn json(datum: &Datum<'_>) -> Result<String, Halt> {
    let mut text = String::new();
    match datum {
        Datum::Undefined | Datum::Lost | Datum::Nested => return Err(Halt::Engine),
        Datum::Null => text.push_str("null"),
        Datum::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Datum::Text(written) => text.push_str(&serde_json::to_string(written).unwrap_or_default()),
        Datum::Whole(_) | Datum::Real(_) => datum.print(&mut text),
    }
    Ok(text)
}

fn binary(left: &Datum<'_>, operator: Operator, right: &Datum<'_>) -> Result<Datum<'static>, Halt> {
    if *left == Datum::Nested || *right == Datum::Nested {
        return Err(Halt::Engine);
    }
    let numbers = number_of(left).zip(number_of(right));
    if operator == Operator::Equal {
        return Ok(Datum::Flag(numbers.map_or_else(|| left == right, |(left, right)| same(left, right))));
    }
    let (a, b) = numbers.ok_or(Halt::Engine)?;
    if let Operator::Compare(wanted) = operator {
        return Ok(Datum::Flag(a.partial_cmp(&b) == Some(wanted)));
    }
    if operator == Operator::Divide {
        return if b == 0.0 {
            Err(Halt::Failed(Reason::of(word!("division by zero"))))
        } else {
            Ok(Datum::Real(a / b))
        };
    }
    if let (Datum::Whole(a), Datum::Whole(b)) = (left, right) {
        let whole = match operator {
            Operator::Add => a.checked_add(*b),
            Operator::Subtract => a.checked_sub(*b),
            _ => a.checked_mul(*b),
        };
        return whole.map(Datum::Whole).ok_or(Halt::Engine);
    }
    Ok(Datum::Real(match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        _ => a * b,
    }))
}

/// As what Python calculates with it without being asked to.
fn number_of(datum: &Datum<'_>) -> Option<f64> {
    match datum {
        Datum::Whole(_) | Datum::Real(_) | Datum::Flag(_) => datum.as_real(),
        _ => None,
    }
}

fn same(left: f64, right: f64) -> bool {
    left.partial_cmp(&right) == Some(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluated(source: &str, message: &str) -> Result<String, Halt> {
        let plain = Plain::parse(source).unwrap_or_else(|| panic!("{source} is not plain"));
        let variables = [("value", Datum::text(message))];
        plain.print(&plain.scope(Some(message), &variables))
    }

    #[test]
    fn what_announcements_have_most_of_needs_no_engine() {
        let message =
            r#"{"a":{"b":[1,{"c d":"é"}]},"t":21.456,"n":null,"s":"12","on":true,"big":123,"w":"ON","k":"-1.5"}"#;
        for (source, printed) in [
            ("{{ value_json.t }}", "21.456"),
            ("{{value_json.a.b[0]}}", "1"),
            ("{{ value_json['a'][\"b\"][1]['c d'] }}", "é"),
            ("  {{- value_json.w -}}  ", "ON"),
            ("{{ value_json.missing }}", ""),
            ("{{ value_json.n }}", "None"),
            ("{{ value_json.on }}", "True"),
            ("{{ value_json.t | round(1) }}", "21.5"),
            ("{{ value_json.t | round }}", "21"),
            ("{{ value_json.s|int }}", "12"),
            ("{{ value_json.s|float }}", "12.0"),
            ("{{ value_json.missing|float(0) }}", "0"),
            ("{{ value_json.missing | default('None') }}", "None"),
            ("{{ value_json.n | default(1, true) }}", "1"),
            ("{{ value_json.big / 10 }}", "12.3"),
            ("{{ value_json.big * 2 - 6 }}", "240"),
            ("{{ (value_json.big | float * 0.1) | round(2) }}", "12.3"),
            ("{{ 'yes' if value_json.w == 'ON' else 'no' }}", "yes"),
            ("{{ 'yes' if value_json.t > 22 else 'no' }}", "no"),
            ("{{ value_json['x'] if value_json['x'] is defined else 0 }}", "0"),
            ("{{ value_json.t if value_json.t is not none }}", "21.456"),
            ("{{ value_json.k | float | abs }}", "1.5"),
            ("{{ value_json.w|lower }}", "on"),
            ("{{ value_json.a.b[0] }},{{ value_json.s }}", "1,12"),
            ("{{ not value_json.on }}", "False"),
        ] {
            assert_eq!(evaluated(source, message), Ok(printed.to_owned()), "{source}");
        }
        assert_eq!(evaluated("{{ value | int(0) }}", "x"), Ok("0".to_owned()));
        assert_eq!(evaluated("{ \"position\": {{ value }} }", "50"), Ok("{ \"position\": 50 }".to_owned()));
    }

    #[test]
    fn what_would_be_a_wrong_number_is_none() {
        for (source, message) in [
            ("{{ value_json.a.b|float(0) }}", "{}"),
            ("{{ value_json.a|float }}", r#"{"a":"warm"}"#),
            ("{{ value_json.a|int }}", "{}"),
            ("{{ value_json.a / 0 }}", r#"{"a":1}"#),
            ("{{ value_json.a }}{{ value_json.b }}", "ON"),
        ] {
            assert!(matches!(evaluated(source, message), Err(Halt::Failed(_))), "{source}");
        }
    }

    #[test]
    fn the_rest_is_left_to_the_engine() {
        for source in [
            "{% if value %}a{% endif %}",
            "{# a #}{{ value }}",
            "{{ value.x }}",
            "{{ value_json.keys() }}",
            "{{ value ~ 'a' }}",
            "{{ value_json.a and value_json.b }}",
            "{{ value[0:2] }}",
            "{{ value|int(base=16) }}",
            "{{ value|round(1, 'floor') }}",
            "{{ 'it\\'s' }}",
            "{{ value",
            "{{ }}",
            "{{ value_json.a // 2 }}",
            "{{ value_json.a ** 2 }}",
            "{{ value_json[-1] }}",
            "{{ 'a' if }}",
            "{{ é }}",
        ] {
            assert_eq!(Plain::parse(source), None, "{source}");
        }
        assert_eq!(Plain::parse(&format!("{{{{ {}value }}}}", "(".repeat(10_000))), None);
        assert_eq!(evaluated("{{ value_json.a }}", r#"{"a":[1]}"#), Err(Halt::Engine));
        assert_eq!(evaluated("{{ value_json.a + 'x' }}", r#"{"a":"y"}"#), Err(Halt::Engine));
    }
}
