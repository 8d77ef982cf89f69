//! One thing that a device exposes: what its values mean in a state, and how it is asked for another.

use std::fmt::Write as _;

use crate::device::{Kind, Operation, Profile, Value, digits};
use crate::dialect::colour::{self, Space};
use crate::dialect::scalar::Scalar;
use crate::dialect::tree::Tree;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Feature {
    /// The keys that lead to it in the state, joined by dots.
    pub(super) id: String,
    pub(super) wire: Wire,
    pub(super) profile: Profile,
    /// Whether it is what lights, switches, covers and the like have in common, and a group of them has too.
    pub(super) is_shared: bool,
}

/// How values are written in JSON.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wire {
    /// As they are.
    Same,
    Binary {
        on: Tree,
        off: Tree,
    },
    /// Up to this number.
    Percent(f64),
    Words(&'static [Word]),
    Colour(Space),
    /// This happens when it is sent.
    Press(Tree),
}

/// What is written, what that means, and what one says to ask for it.
#[derive(Debug, PartialEq)]
pub(super) struct Word {
    written: &'static str,
    state: &'static str,
    verb: &'static str,
    /// Whether it is reported once it is done.
    shows: bool,
}

pub(super) const COVER: &[Word] = &[
    Word { written: "OPEN", state: "open", verb: "open", shows: true },
    Word { written: "CLOSE", state: "closed", verb: "close", shows: true },
    // Where it was stopped shows in its position.
    Word { written: "STOP", state: "stopped", verb: "stop", shows: false },
];

pub(super) const LOCK: &[Word] = &[
    Word { written: "LOCK", state: "locked", verb: "lock", shows: true },
    Word { written: "UNLOCK", state: "unlocked", verb: "unlock", shows: true },
];

/// The feature of this id, among those that are in order.
pub(super) fn find<'a>(features: &'a [Feature], id: &str) -> Option<&'a Feature> {
    features.get(place_of(features, id)?)
}

pub(super) fn place_of(features: &[Feature], id: &str) -> Option<usize> {
    features.binary_search_by(|feature| feature.id.as_str().cmp(id)).ok()
}

/// What can be asked for in these words, of which the device knows those that are `known`.
pub(super) fn operations(words: &[Word], known: impl Fn(&str) -> bool) -> Kind {
    let operation =
        |word: &Word| Operation { word: word.verb.to_owned(), outcome: word.shows.then(|| word.state.to_owned()) };
    Kind::Operated(words.iter().filter(|word| known(word.written)).map(operation).collect())
}

impl Feature {
    /// What the device says when it writes this.
    pub(super) fn value(&self, scalar: Scalar<'_>) -> Value {
        let number = |unit: &str| scalar.number(unit);
        let understood = match &self.wire {
            Wire::Binary { on, off } => {
                let is = |tree| is_written(tree, scalar);
                (is(on) || is(off)).then(|| Value::Flag(is(on)))
            }
            Wire::Percent(most) => number("").map(|number| Value::Number((number / most * 100.0).round())),
            Wire::Words(words) => match scalar {
                Scalar::Text(text) => words
                    .iter()
                    .find(|word| text.eq_ignore_ascii_case(word.written))
                    .map(|word| Value::Text(word.state.to_owned())),
                _ => None,
            },
            Wire::Same => match &self.profile.kind {
                Kind::Numeric(numeric) => number(&numeric.unit).map(Value::Number),
                _ => None,
            },
            Wire::Colour(_) | Wire::Press(_) => None,
        };
        match understood {
            Some(value) => value,
            None if scalar.is_missing() => Value::Unknown,
            None => scalar.value(),
        }
    }

    /// The message that asks for a value; `None` if it is none of this feature.
    pub(super) fn payload(&self, wanted: &Value) -> Option<String> {
        let mut json = String::new();
        let keys = self.id.split('.').count();
        for key in self.id.split('.') {
            json.push('{');
            write_text(key, &mut json);
            json.push(':');
        }
        self.write_value(wanted, &mut json)?;
        json.extend(std::iter::repeat_n('}', keys));
        Some(json)
    }

    fn write_value(&self, wanted: &Value, json: &mut String) -> Option<()> {
        match &self.wire {
            Wire::Binary { on, off } => write_tree(if wanted.as_flag()? { on } else { off }, json),
            Wire::Percent(most) => {
                let percentage = wanted.as_number().filter(|number| (0.0..=100.0).contains(number))?;
                write_number((percentage * most / 100.0).round(), json);
            }
            Wire::Words(words) => {
                let Value::Text(wanted) = wanted else { return None };
                write_text(words.iter().find(|word| word.verb == wanted)?.written, json);
            }
            Wire::Colour(space) => {
                let Value::Text(hex) = wanted else { return None };
                json.push('{');
                for (place, (part, number)) in colour::parts(*space, hex)?.into_iter().enumerate() {
                    json.push_str(if place > 0 { "," } else { "" });
                    write_text(if part == "sat" { "saturation" } else { part }, json);
                    json.push(':');
                    write_number(number, json);
                }
                json.push('}');
            }
            Wire::Press(payload) => write_tree(payload, json),
            Wire::Same => match (&self.profile.kind, wanted) {
                (Kind::Numeric(numeric), wanted) => {
                    let (low, high) = numeric.range.unwrap_or((f64::MIN, f64::MAX));
                    write_number(wanted.as_number().filter(|number| (low..=high).contains(number))?, json);
                }
                (Kind::Choice(words), Value::Text(word)) => write_text(words.iter().find(|it| *it == word)?, json),
                // Words that look like a number.
                (Kind::Choice(words), wanted) => write_text(words.iter().find(|it| **it == wanted.plain())?, json),
                (Kind::Text, wanted) => write_text(&wanted.plain(), json),
                _ => return None,
            },
        }
        Some(())
    }
}

/// Whether what a device writes is what it has announced to write.
fn is_written(announced: &Tree, scalar: Scalar<'_>) -> bool {
    match (announced, scalar) {
        (Tree::Flag(announced), Scalar::Flag(flag)) => *announced == flag,
        (Tree::Text(announced), Scalar::Text(text)) => announced.eq_ignore_ascii_case(text),
        #[expect(clippy::cast_precision_loss, reason = "what stands for on and off is a small number")]
        (Tree::Whole(announced), Scalar::Number(number)) => (*announced as f64 - number).abs() < f64::EPSILON,
        (Tree::Real(announced), Scalar::Number(number)) => (announced - number).abs() < f64::EPSILON,
        _ => false,
    }
}

fn write_tree(tree: &Tree, json: &mut String) {
    match tree {
        Tree::Flag(flag) => json.push_str(if *flag { "true" } else { "false" }),
        Tree::Whole(number) => write!(json, "{number}").expect("a text takes numbers"),
        Tree::Real(number) => write_number(*number, json),
        Tree::Text(text) => write_text(text, json),
        Tree::Null | Tree::List(_) | Tree::Object(_) => json.push_str("null"),
    }
}

fn write_number(number: f64, json: &mut String) {
    json.push_str(&digits(number));
}

fn write_text(text: &str, json: &mut String) {
    json.push_str(&serde_json::to_string(text).expect("texts are plain data"));
}
