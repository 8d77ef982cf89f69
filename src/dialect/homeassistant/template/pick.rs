//! Reads the values at a few paths of a JSON document in one pass, without building a tree.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::datum::Datum;

/// Paths that are picked at once: what the bits of a mask can name.
pub(super) const MAX_PATHS: usize = 8;

/// Where in a document a value is: `a.b[0]`.
pub(super) type Path = Vec<Step>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// The values at up to [`MAX_PATHS`] paths, in their order.
pub(super) fn pick<'a>(text: &'a str, paths: &[Path]) -> Result<[Datum<'a>; MAX_PATHS], serde_json::Error> {
    let mut picker = Picker { paths, found: [const { Datum::Lost }; MAX_PATHS] };
    let wanted = paths.iter().take(MAX_PATHS).enumerate().fold(0, |mask, (at, _)| mask | 1_u8 << at);
    let mut document = serde_json::Deserializer::from_str(text);
    Node { picker: &mut picker, wanted, depth: 0 }.deserialize(&mut document)?;
    document.end()?;
    Ok(picker.found)
}

struct Picker<'p, 'a> {
    paths: &'p [Path],
    found: [Datum<'a>; MAX_PATHS],
}

/// A value that lies on the paths in the mask `wanted`, or at the end of one.
struct Node<'n, 'p, 'a> {
    picker: &'n mut Picker<'p, 'a>,
    wanted: u8,
    depth: usize,
}

impl<'a> Node<'_, '_, 'a> {
    /// Puts `datum` where a path ends here. Where one goes on, there is nothing at the next step, as far as is known.
    fn note(&mut self, datum: &Datum<'a>) {
        for (at, path) in self.picker.paths.iter().take(MAX_PATHS).enumerate() {
            if self.wanted & 1 << at != 0 {
                self.picker.found[at] = match path.len() - self.depth {
                    0 => datum.clone(),
                    1 => Datum::Undefined,
                    _ => Datum::Lost,
                };
            }
        }
    }

    /// Those of the wanted paths whose next step is this one.
    fn that_step(&self, is_it: impl Fn(&Step) -> bool) -> u8 {
        let mut mask = 0;
        for (at, path) in self.picker.paths.iter().take(MAX_PATHS).enumerate() {
            if self.wanted & 1 << at != 0 && path.get(self.depth).is_some_and(&is_it) {
                mask |= 1 << at;
            }
        }
        mask
    }
}

impl<'a> DeserializeSeed<'a> for Node<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.wanted == 0 {
            deserializer.deserialize_ignored_any(IgnoredAny)?;
            return Ok(());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Node<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(mut self) -> Result<(), E> {
        self.note(&Datum::Null);
        Ok(())
    }

    fn visit_bool<E: Error>(mut self, flag: bool) -> Result<(), E> {
        self.note(&Datum::Flag(flag));
        Ok(())
    }

    fn visit_i64<E: Error>(mut self, number: i64) -> Result<(), E> {
        self.note(&Datum::Whole(number));
        Ok(())
    }

    fn visit_u64<E: Error>(mut self, number: u64) -> Result<(), E> {
        let digits = |_| Datum::Text(Cow::Owned(number.to_string()));
        self.note(&i64::try_from(number).map_or_else(digits, Datum::Whole));
        Ok(())
    }

    fn visit_f64<E: Error>(mut self, number: f64) -> Result<(), E> {
        self.note(&Datum::Real(number));
        Ok(())
    }

    fn visit_borrowed_str<E: Error>(mut self, text: &'a str) -> Result<(), E> {
        self.note(&Datum::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.note(&Datum::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut list: A) -> Result<(), A::Error> {
        self.note(&Datum::Nested);
        let depth = self.depth + 1;
        for index in 0.. {
            let wanted = self.that_step(|step| *step == Step::Index(index));
            if list.next_element_seed(Node { picker: self.picker, wanted, depth })?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut map: A) -> Result<(), A::Error> {
        self.note(&Datum::Nested);
        let depth = self.depth + 1;
        while let Some(wanted) = map.next_key_seed(Key(&self))? {
            map.next_value_seed(Node { picker: self.picker, wanted, depth })?;
        }
        Ok(())
    }
}

/// A key, of which only matters on which of the wanted paths it is.
struct Key<'k, 'n, 'p, 'a>(&'k Node<'n, 'p, 'a>);

impl<'de> DeserializeSeed<'de> for Key<'_, '_, '_, '_> {
    type Value = u8;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u8, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_, '_, '_, '_> {
    type Value = u8;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<u8, E> {
        Ok(self.0.that_step(|step| matches!(step, Step::Key(name) if name == key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(steps: &[&str]) -> Path {
        let step = |step: &&str| step.parse().map_or_else(|_| Step::Key((*step).to_owned()), Step::Index);
        steps.iter().map(step).collect()
    }

    fn picked<'a>(text: &'a str, steps: &[&str]) -> Option<Datum<'a>> {
        let [first, ..] = pick(text, &[path(steps)]).ok()?;
        Some(first)
    }

    #[test]
    fn the_value_at_a_path_is_found_whatever_is_around_it() {
        let text =
            r#"{"x":{"y":[1,{"z":"caf\u00e9"}]},"n":null,"t":true,"f":-2.50,"u":18446744073709551615,"t":false}"#;
        for (steps, datum) in [
            (&["x", "y", "0"][..], Datum::Whole(1)),
            (&["x", "y", "1", "z"], Datum::text("café")),
            (&["n"], Datum::Null),
            (&["t"], Datum::Flag(false)),
            (&["f"], Datum::Real(-2.5)),
            (&["u"], Datum::text("18446744073709551615")),
            (&["x"], Datum::Nested),
            (&[], Datum::Nested),
            (&["missing"], Datum::Undefined),
            (&["x", "y", "7"], Datum::Undefined),
            (&["n", "deeper"], Datum::Undefined),
            (&["n", "deeper", "still"], Datum::Lost),
            (&["x", "0"], Datum::Undefined),
        ] {
            assert_eq!(picked(text, steps), Some(datum), "{steps:?}");
        }
    }

    #[test]
    fn several_values_are_picked_in_one_pass() {
        let paths = [path(&["color", "r"]), path(&["color", "b"]), path(&["color"]), path(&["color", "r"])];
        let found = pick(r#"{"color":{"r":1,"g":2,"b":3}}"#, &paths).expect("it is JSON");
        assert_eq!(found[..4], [Datum::Whole(1), Datum::Whole(3), Datum::Nested, Datum::Whole(1)]);
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        for text in ["", "ON", "{", "[1,", "NaN", "{'a':1}", "1 2"] {
            assert_eq!(picked(text, &["a"]), None, "{text}");
        }
        assert_eq!(picked(&"[".repeat(100_000), &["0"]), None);
        assert_eq!(picked("23.5", &[]), Some(Datum::Real(23.5)));
    }
}
