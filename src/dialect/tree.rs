//! A JSON document as a tree, within limits. Knows no convention.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::device::number_from_text;
use crate::language::t;

/// Objects, lists and values of one document: more than any announcement of a whole device has.
const MAX_NODES: u32 = 16_384;
const MAX_DEPTH: u8 = 24;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Null,
    Flag(bool),
    Whole(i64),
    Real(f64),
    Text(String),
    List(Vec<Tree>),
    /// In the order of the document. Of a key that is written twice the last counts.
    Object(Vec<(String, Tree)>),
}

/// A document, and how many of its values a limit left out.
pub(crate) fn read(text: &str) -> Result<(Tree, u32), serde_json::Error> {
    read_within(MAX_NODES, text)
}

/// The same of a document that may have so many objects, lists and values.
pub(crate) fn read_within(most: u32, text: &str) -> Result<(Tree, u32), serde_json::Error> {
    let mut count = Count { most, nodes: 0, left_out: 0 };
    let mut document = serde_json::Deserializer::from_str(text);
    let tree = Node { count: &mut count, depth: 0 }.deserialize(&mut document)?;
    document.end()?;
    Ok((tree, count.left_out))
}

/// Hands out the elements of a list one by one, each of which may be as large as a document of its own.
pub(crate) fn read_each(text: &str, sink: &mut dyn FnMut(Tree)) -> Result<(), String> {
    let mut document = serde_json::Deserializer::from_str(text);
    let read = document.deserialize_seq(Each { sink }).and_then(|()| document.end());
    read.map_err(|error| t!("expected a JSON list: {error}", error = error.to_string()))
}

impl Tree {
    /// What an object holds under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(entries) = self else { return None };
        entries.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
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
        while let Some(item) = list.next_element_seed(Node { count: &mut count, depth: 0 })? {
            (self.sink)(item);
            count.nodes = 0;
        }
        Ok(())
    }
}

struct Node<'c> {
    count: &'c mut Count,
    depth: u8,
}

impl Node<'_> {
    fn child(&mut self) -> Node<'_> {
        Node { count: self.count, depth: self.depth + 1 }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        if self.count.nodes >= self.count.most || self.depth > MAX_DEPTH {
            self.count.left_out = self.count.left_out.saturating_add(1);
            deserializer.deserialize_ignored_any(IgnoredAny)?;
            return Ok(Tree::Null);
        }
        self.count.nodes += 1;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree, E> {
        Ok(i64::try_from(number).map_or_else(|_| Tree::Text(number.to_string()), Tree::Whole))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Real(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self.child())? {
            // What is left out takes no room either.
            if self.count.nodes < self.count.most {
                items.push(item);
            }
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value_seed(self.child())?;
            if self.count.nodes < self.count.most {
                entries.push((key, value));
            }
        }
        Ok(Tree::Object(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
