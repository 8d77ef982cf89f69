//! Values of templates, told apart as Python tells them apart.

use std::cell::RefCell;
use std::rc::Rc;

use crate::dialect::homeassistant::template::datum::{Datum, print_real};
use crate::dialect::tree::Tree;
use crate::language::word;
use crate::time::Timestamp;

/// What is called how.
pub(super) type Names = Vec<(Rc<str>, Value)>;

#[derive(Clone, Debug, Default)]
pub(super) enum Value {
    #[default]
    Undefined,
    None,
    Flag(bool),
    Whole(i64),
    Real(f64),
    Text(Rc<str>),
    /// Of a list or a tuple.
    List(Rc<[Value]>),
    /// In the order of the message.
    Object(Rc<[(Value, Value)]>),
    /// The one thing that a statement changes.
    Namespace(Rc<RefCell<Names>>),
    /// A moment; a local one is in the time of the house.
    Moment(Timestamp, bool),
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Whole(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::List(items.into())
    }
}

impl From<Vec<(Value, Value)>> for Value {
    fn from(entries: Vec<(Value, Value)>) -> Self {
        Self::Object(entries.into())
    }
}

impl From<Tree> for Value {
    fn from(tree: Tree) -> Self {
        match tree {
            Tree::Null => Self::None,
            Tree::Flag(flag) => Self::Flag(flag),
            Tree::Whole(number) => Self::Whole(number),
            Tree::Real(number) => Self::Real(number),
            Tree::Text(text) => text.into(),
            Tree::List(items) => items.into_iter().map(Self::from).collect::<Vec<_>>().into(),
            Tree::Object(entries) => {
                entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect::<Vec<_>>().into()
            }
        }
    }
}

impl From<&Datum<'_>> for Value {
    fn from(datum: &Datum<'_>) -> Self {
        match datum {
            Datum::Undefined | Datum::Lost | Datum::Nested => Self::Undefined,
            Datum::Null => Self::None,
            Datum::Flag(flag) => Self::Flag(*flag),
            Datum::Whole(number) => Self::Whole(*number),
            Datum::Real(number) => Self::Real(*number),
            Datum::Text(text) => Self::Text((&**text).into()),
        }
    }
}

impl PartialEq for Value {
    /// As Python compares: numbers by what they count, and nothing else across kinds.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Undefined, Self::Undefined) | (Self::None, Self::None) => true,
            (Self::Whole(a), Self::Whole(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => {
                a.len() == b.len() && a.iter().all(|(key, value)| other.entry(key) == Some(value))
            }
            (Self::Moment(a, _), Self::Moment(b, _)) => a == b,
            _ => match (self.number(), other.number()) {
                (Some(a), Some(b)) => a.partial_cmp(&b) == Some(std::cmp::Ordering::Equal),
                _ => false,
            },
        }
    }
}

impl Value {
    /// As far as it is one thing.
    pub(super) fn datum(&self) -> Datum<'_> {
        match self {
            Self::Undefined => Datum::Undefined,
            Self::None => Datum::Null,
            Self::Flag(flag) => Datum::Flag(*flag),
            Self::Whole(number) => Datum::Whole(*number),
            Self::Real(number) => Datum::Real(*number),
            Self::Text(text) => Datum::text(text),
            Self::List(_) | Self::Object(_) | Self::Namespace(_) | Self::Moment(..) => Datum::Nested,
        }
    }

    /// What Python calculates with without being asked to.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(_) | Self::Real(_) | Self::Flag(_) => self.datum().as_real(),
            _ => None,
        }
    }

    /// A whole number as Python calculates with.
    pub(super) fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            Self::Flag(flag) => Some(i64::from(*flag)),
            _ => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::List(items) => !items.is_empty(),
            Self::Object(entries) => !entries.is_empty(),
            _ => self.datum().is_true(),
        }
    }

    /// What an object has under a key.
    pub(super) fn entry(&self, key: &Self) -> Option<&Self> {
        let Self::Object(entries) = self else { return None };
        entries.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// What it is, for a person.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Undefined => word!("nothing"),
            Self::None => "None",
            Self::Flag(_) => word!("true or false"),
            Self::Whole(_) | Self::Real(_) => word!("a number"),
            Self::Text(_) => word!("a text"),
            Self::List(_) => word!("a list"),
            Self::Object(_) | Self::Namespace(_) => word!("an object"),
            Self::Moment(..) => word!("a moment"),
        }
    }

    /// What Python prints.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.print(&mut out, false);
        out
    }

    /// Writes what Python prints; within lists, texts are in quotes.
    fn print(&self, out: &mut String, quoted: bool) {
        match self {
            Self::Text(text) if quoted => quote(text, out),
            Self::Real(number) => print_real(*number, out),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    item.print(out, true);
                }
                out.push(']');
            }
            Self::Object(entries) => {
                out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    key.print(out, true);
                    out.push_str(": ");
                    value.print(out, true);
                }
                out.push('}');
            }
            Self::Moment(at, _) => out.push_str(&super::times::written(*at, ' ')),
            Self::Namespace(_) => out.push_str("<Namespace>"),
            _ => self.datum().print(out),
        }
    }

    /// About how many bytes it takes to print or to copy.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::List(items) => items.iter().map(|item| 24 + item.weight()).sum(),
            Self::Object(entries) => entries.iter().map(|(key, value)| 48 + key.weight() + value.weight()).sum(),
            _ => 8,
        }
    }
}

fn quote(text: &str, out: &mut String) {
    let mark = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(mark);
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            _ if letter == mark => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out.push(mark);
}
