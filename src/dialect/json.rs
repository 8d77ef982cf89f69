//! Reads a JSON document straight into paths and values, within limits and without building a tree. Knows no convention.

use std::fmt::{self, Write as _};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::scalar::{Scalar, cut};
use super::secret::{self, MASK};
use crate::device::digits;
use crate::language::t;

/// Values of one document; a device cannot have more properties.
const MAX_VALUES: u32 = 512;
const MAX_DEPTH: u8 = 16;
/// Bytes of a path: more than any name that the registry takes.
const MAX_PATH: usize = 1_024;
/// Bytes that most paths of more than one name need at most.
const PATH: usize = 64;
/// Elements of a list that are written out.
const MAX_ITEMS: u32 = 32;
/// Bytes of one of them.
const MAX_ITEM: usize = 256;

/// Hands every value of a document to `sink`, each with its path: keys joined by dots, except those in `containers` that
/// hold an object. A list is one value: its elements, or how many there are if they are objects or lists themselves. What
/// is kept under the name of a secret is masked. Returns how many values a limit left out; after an error, what the sink
/// was given is to be forgotten.
pub(super) fn read(
    text: &str,
    containers: &[&str],
    sink: &mut dyn FnMut(&str, Scalar<'_>),
) -> Result<u32, serde_json::Error> {
    let mut reader = Reader { path: String::new(), containers, sink, values: 0, left_out: 0 };
    let mut document = serde_json::Deserializer::from_str(text);
    Node { reader: &mut reader, name: Name::InPath(0), depth: 0 }.deserialize(&mut document)?;
    document.end()?;
    Ok(reader.left_out)
}

/// Like [`read`], where only an object makes sense. The error says what came instead.
pub(super) fn read_object(
    text: &str,
    containers: &[&str],
    sink: &mut dyn FnMut(&str, Scalar<'_>),
) -> Result<u32, String> {
    let instead = match text.trim_start().as_bytes() {
        [b'{', ..] => {
            return read(text, containers, sink).map_err(|error| t!("broken JSON: {error}", error = error.to_string()));
        }
        [] => t!("nothing"),
        [b'[', ..] => t!("a list"),
        [b'<', ..] => t!("HTML or XML"),
        [b'-' | b'0'..=b'9', ..] => t!("a number"),
        _ => t!("text"),
    };
    Err(t!("expected a JSON object, got {instead}", instead))
}

/// Whether a payload means to be a JSON document rather than a bare word or number.
pub(super) fn is_document(text: &str) -> bool {
    matches!(text.trim_start().as_bytes(), [b'{' | b'[' | b'"', ..])
}

struct Reader<'a> {
    /// Of what is being read, unless its name is all there is of it.
    path: String,
    containers: &'a [&'a str],
    sink: &'a mut dyn FnMut(&str, Scalar<'_>),
    values: u32,
    left_out: u32,
}

/// A value whose path has been read, and which is about to be.
struct Node<'r, 'a, 'de> {
    reader: &'r mut Reader<'a>,
    name: Name<'de>,
    depth: u8,
}

/// The name of a value, which ends its path.
#[derive(Clone, Copy)]
enum Name<'de> {
    /// And is the whole of it: most documents are flat, and need no memory for their paths.
    Alone(&'de str),
    /// From here on.
    InPath(usize),
}

impl Node<'_, '_, '_> {
    fn path(&self) -> &str {
        match self.name {
            Name::Alone(name) => name,
            Name::InPath(_) => &self.reader.path,
        }
    }

    fn name(&self) -> &str {
        match self.name {
            Name::Alone(name) => name,
            Name::InPath(at) => &self.reader.path[at..],
        }
    }

    fn is_beyond_limits(&self) -> bool {
        self.reader.values >= MAX_VALUES || self.depth > MAX_DEPTH || self.path().len() > MAX_PATH
    }

    fn tell(self, scalar: Scalar<'_>) {
        let scalar = scalar.under(self.name());
        self.reader.values += 1;
        let path = match self.name {
            Name::Alone(name) => name,
            Name::InPath(_) => &self.reader.path,
        };
        (self.reader.sink)(path, scalar);
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.is_beyond_limits() {
            self.reader.left_out = self.reader.left_out.saturating_add(1);
            deserializer.deserialize_ignored_any(IgnoredAny)?;
            return Ok(());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.tell(Scalar::Null);
        Ok(())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        self.tell(Scalar::Flag(flag));
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        with_whole_number(number, |scalar| self.tell(scalar));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        with_whole_number(number, |scalar| self.tell(scalar));
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.tell(Scalar::Number(number));
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.tell(Scalar::Text(text));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if secret::is_secret(self.name()) {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            self.tell(Scalar::Text(MASK));
            return Ok(());
        }
        let is_container = self.reader.containers.contains(&self.name());
        let Self { reader, name, depth } = self;
        match name {
            Name::Alone(_) if is_container => {}
            Name::Alone(name) => {
                reader.path.reserve(PATH);
                reader.path.push_str(name);
            }
            Name::InPath(at) if is_container => reader.path.truncate(at.saturating_sub(1)),
            Name::InPath(_) => {}
        }
        let parent = reader.path.len();
        while let Some(name) = map.next_key_seed(Key(&mut reader.path))? {
            map.next_value_seed(Node { reader, name, depth: depth + 1 })?;
            reader.path.truncate(parent);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut text = String::new();
        let (mut count, mut nested) = (0_u32, false);
        while count < MAX_ITEMS {
            let Some(item) = list.next_element_seed(Item(&mut text))? else {
                break;
            };
            nested |= item == Content::Nested;
            count += 1;
        }
        let written = count;
        while list.next_element::<IgnoredAny>()?.is_some() {
            count = count.saturating_add(1);
        }
        match count {
            0 => text.push_str("no entries"),
            1 if nested => "1 entry".clone_into(&mut text),
            _ if nested => text = format!("{count} entries"),
            _ if count > written => text.push_str(", …"),
            _ => {}
        }
        self.tell(Scalar::Text(&text));
        Ok(())
    }
}

/// A key, which lengthens the path.
struct Key<'p>(&'p mut String);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Name<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Name<'de>, E> {
        if self.0.is_empty() && !key.is_empty() {
            return Ok(Name::Alone(key));
        }
        self.visit_str(key)
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Name<'de>, E> {
        if !self.0.is_empty() {
            self.0.push('.');
        }
        let name_at = self.0.len();
        // One byte beyond the limit is enough to be left out.
        self.0.push_str(cut(key, MAX_PATH + 4));
        Ok(Name::InPath(name_at))
    }
}

/// An element of a list, which is appended to a text.
struct Item<'t>(&'t mut String);

#[derive(PartialEq, Eq)]
enum Content {
    Written,
    Nested,
}

impl Item<'_> {
    fn write(self, item: fmt::Arguments<'_>) -> Content {
        if !self.0.is_empty() {
            self.0.push_str(", ");
        }
        self.0.write_fmt(item).expect("writing to a text cannot fail");
        Content::Written
    }
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = Content;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Content, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Item<'_> {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Content, E> {
        Ok(self.write(format_args!("–")))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Content, E> {
        Ok(self.write(format_args!("{flag}")))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Content, E> {
        Ok(self.write(format_args!("{number}")))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Content, E> {
        Ok(self.write(format_args!("{number}")))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Content, E> {
        Ok(self.write(format_args!("{}", digits(number))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Content, E> {
        Ok(self.write(format_args!("{}", cut(text, MAX_ITEM))))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Content::Nested)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Content, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Content::Nested)
    }
}

/// A whole number as one, or in its digits if it has too many to be one.
fn with_whole_number(number: impl fmt::Display + Copy + TryInto<i64>, tell: impl FnOnce(Scalar<'_>)) {
    let exact = number.try_into().ok().and_then(|number| {
        #[expect(clippy::cast_precision_loss, reason = "a number that loses digits is not taken")]
        Scalar::of_number(number as f64)
    });
    match exact {
        Some(scalar) => tell(scalar),
        None => tell(Scalar::Text(&number.to_string())),
    }
}

#[cfg(test)]
mod tests;
