//! A JSON document as a tree, within limits. Knows no convention.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::device::number_from_text;
use crate::language::t;

/// Objects, lists and values of one document: more than any announcement of a whole device has.
const MAX_NODES: u32 = 16_384;
const MAX_DEPTH: u8 = 24;

/// Its texts are its own, or else those of the document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree<T = String> {
    Null,
    Flag(bool),
    Whole(i64),
    Real(f64),
    Text(T),
    List(Vec<Tree<T>>),
    /// In the order of the document. Of a key that is written twice the last counts.
    Object(Vec<(T, Tree<T>)>),
}

/// A tree that asks for no memory for its texts: for documents that come in thousands, and are not kept.
pub(crate) type Brief<'t> = Tree<Cow<'t, str>>;

/// A document, and how many of its values a limit left out.
pub(crate) fn read(text: &str) -> Result<(Tree, u32), serde_json::Error> {
    read_within(MAX_NODES, text)
}

/// The same of a document that may have so many objects, lists and values.
pub(crate) fn read_within(most: u32, text: &str) -> Result<(Tree, u32), serde_json::Error> {
    read_as(most, text)
}

/// The same as [`read`], with the texts of the document.
pub(crate) fn read_brief(text: &str) -> Result<(Brief<'_>, u32), serde_json::Error> {
    read_as(MAX_NODES, text)
}

fn read_as<'t, T: Text<'t>>(most: u32, text: &'t str) -> Result<(Tree<T>, u32), serde_json::Error> {
    let mut count = Count { most, nodes: 0, left_out: 0 };
    let mut document = serde_json::Deserializer::from_str(text);
    let tree = Node::of(&mut count, 0).deserialize(&mut document)?;
    document.end()?;
    Ok((tree, count.left_out))
}

/// Hands out the elements of a list one by one, each of which may be as large as a document of its own.
pub(crate) fn read_each(text: &str, sink: &mut dyn FnMut(Tree)) -> Result<(), String> {
    let mut document = serde_json::Deserializer::from_str(text);
    let read = document.deserialize_seq(Each { sink }).and_then(|()| document.end());
    read.map_err(|error| t!("expected a JSON list: {error}", error = error.to_string()))
}

/// What texts may be.
pub(crate) trait Text<'de>: From<&'de str> + From<String> {}

impl<'de, T: From<&'de str> + From<String>> Text<'de> for T {}

impl<T: Deref<Target = str>> Tree<T> {
    /// What an object holds under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(entries) = self else { return None };
        entries.iter().rev().find(|(name, _)| **name == *key).map(|(_, value)| value)
    }

    /// The text under a key, if there is one that says something.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Self::Text(text)) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The number under a key.
    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        match self.get(key)? {
            #[expect(clippy::cast_precision_loss, reason = "numbers that lose digits are no quantities")]
            Self::Whole(number) => Some(*number as f64),
            Self::Real(number) => Some(*number).filter(|number| number.is_finite()),
            Self::Text(text) => number_from_text(text),
            _ => None,
        }
    }

    /// The elements of the list under a key; none if there is no list.
    pub(crate) fn list(&self, key: &str) -> &[Self] {
        match self.get(key) {
            Some(Self::List(items)) => items,
            _ => &[],
        }
    }

    /// What it is, for a person.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => t!("nothing"),
            Self::Flag(_) => t!("true or false"),
            Self::Whole(_) | Self::Real(_) => t!("a number"),
            Self::Text(_) => t!("text"),
            Self::List(_) => t!("a list"),
            Self::Object(_) => t!("an object"),
        }
    }
}

struct Count {
    most: u32,
    nodes: u32,
    left_out: u32,
}

struct Each<'s> {
    sink: &'s mut dyn FnMut(Tree),
}

impl<'de> Visitor<'de> for Each<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut count = Count { most: MAX_NODES, nodes: 0, left_out: 0 };
        while let Some(item) = list.next_element_seed(Node::of(&mut count, 0))? {
            (self.sink)(item);
            count.nodes = 0;
        }
        Ok(())
    }
}

struct Node<'c, T> {
    count: &'c mut Count,
    depth: u8,
    texts: PhantomData<T>,
}

impl<'c, T> Node<'c, T> {
    fn of(count: &'c mut Count, depth: u8) -> Self {
        Self { count, depth, texts: PhantomData }
    }

    fn child(&mut self) -> Node<'_, T> {
        Node::of(self.count, self.depth + 1)
    }
}

impl<'de, T: Text<'de>> DeserializeSeed<'de> for Node<'_, T> {
    type Value = Tree<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree<T>, D::Error> {
        if self.count.nodes >= self.count.most || self.depth > MAX_DEPTH {
            self.count.left_out = self.count.left_out.saturating_add(1);
            deserializer.deserialize_ignored_any(IgnoredAny)?;
            return Ok(Tree::Null);
        }
        self.count.nodes += 1;
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Text<'de>> Visitor<'de> for Node<'_, T> {
    type Value = Tree<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree<T>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Tree<T>, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree<T>, E> {
        Ok(Tree::Whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree<T>, E> {
        Ok(i64::try_from(number).map_or_else(|_| Tree::Text(number.to_string().into()), Tree::Whole))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree<T>, E> {
        Ok(Tree::Real(number))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Tree<T>, E> {
        Ok(Tree::Text(text.into()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree<T>, E> {
        Ok(Tree::Text(text.to_owned().into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Tree<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self.child())? {
            // What is left out takes no room either.
            if self.count.nodes < self.count.most {
                items.push(item);
            }
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Tree<T>, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Key(PhantomData))? {
            let value = map.next_value_seed(self.child())?;
            if self.count.nodes < self.count.most {
                entries.push((key, value));
            }
        }
        Ok(Tree::Object(entries))
    }
}

/// The key of an entry.
struct Key<T>(PhantomData<T>);

impl<'de, T: Text<'de>> DeserializeSeed<'de> for Key<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, T: Text<'de>> Visitor<'de> for Key<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<T, E> {
        Ok(key.into())
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<T, E> {
        Ok(key.to_owned().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_lends_its_texts_unless_they_are_written_otherwise() {
        let (tree, _) = read_brief(r#"{"a":"b","\u0061":"\n"}"#).expect("it is JSON");
        let Tree::Object(entries) = tree else { panic!("an object") };
        let [(Cow::Borrowed("a"), Tree::Text(Cow::Borrowed("b"))), (Cow::Owned(key), Tree::Text(Cow::Owned(text)))] =
            &entries[..]
        else {
            panic!("{entries:?}")
        };
        assert_eq!((key.as_str(), text.as_str()), ("a", "\n"));
    }

    #[test]
    fn a_document_keeps_its_order_and_its_kinds_of_numbers() {
        let (tree, left_out) = read(r#"{"b":[1,2.0,-3],"a":null,"b":"last"}"#).expect("it is JSON");
        assert_eq!(left_out, 0);
        assert_eq!(tree.get("b"), Some(&Tree::Text("last".to_owned())));
        assert_eq!(tree.get("a").map(Tree::kind), Some("nothing"));
        let Tree::Object(entries) = tree else { panic!("an object") };
        assert_eq!(entries[0].1, Tree::List(vec![Tree::Whole(1), Tree::Real(2.0), Tree::Whole(-3)]));
    }

    #[test]
    fn what_is_too_much_or_too_deep_is_left_out_and_counted() {
        let (tree, left_out) = read(&format!("[{}0]", "0,".repeat(99_999))).expect("it is JSON");
        let Tree::List(items) = tree else { panic!("a list") };
        assert!(items.len() <= MAX_NODES as usize && left_out > 80_000, "{} {left_out}", items.len());
        let nested = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        assert_eq!(read(&nested).expect("it is JSON").1, 1);
        assert!(read(&"[".repeat(1 << 20)).is_err());
    }
}
