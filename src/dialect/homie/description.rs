//! What a device of Homie 5 tells about itself in one document, and one of Homie 4 on a topic for every word. Knows no value.

use super::datatype::{Datatype, Format};
use crate::device::{digits, label_from_key};
use crate::dialect::tree::{self, Tree};
use crate::language::t;

/// Properties of one device: more than the registry takes.
const PROPERTIES: usize = 1_024;

/// A device as it describes itself.
#[derive(Debug, Default)]
pub(super) struct Description {
    pub(super) name: Option<String>,
    pub(super) root: Option<String>,
    pub(super) parent: Option<String>,
    /// By the end of the property's topic: `{node}/{property}`.
    pub(super) properties: Vec<(String, Attributes)>,
    /// Properties that were one too many, and what a limit left out of the document.
    pub(super) left_out: u32,
}

/// What is told of a property.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Attributes {
    pub(super) name: Option<String>,
    /// The name of its node, where there are several.
    pub(super) node: Option<String>,
    /// `None` while a device of Homie 4 has not told it.
    pub(super) datatype: Option<Datatype>,
    pub(super) format: String,
    pub(super) unit: String,
    pub(super) is_settable: bool,
    /// It tells what happens and not what is.
    pub(super) is_momentary: bool,
}

impl Attributes {
    /// Takes one of them, called as the document of Homie 5 calls it.
    pub(super) fn take(&mut self, key: &str, text: &str) {
        match key {
            "name" => self.name = (!text.is_empty()).then(|| text.to_owned()),
            "datatype" => self.datatype = Some(Datatype::of(text)),
            "format" => text.clone_into(&mut self.format),
            "unit" => text.clone_into(&mut self.unit),
            "settable" => self.is_settable = text == "true",
            "retained" => self.is_momentary = text == "false",
            _ => {}
        }
    }

    pub(super) fn format(&self) -> Format {
        Format::of(self.datatype.unwrap_or_default(), &self.format)
    }

    /// What the property is called, which ends its topic as `property` does.
    pub(super) fn label(&self, property: &str) -> String {
        let own = || label_from_key(property.rsplit('/').next().unwrap_or(property));
        let name = self.name.clone().unwrap_or_else(own);
        match &self.node {
            Some(node) if *node != name => format!("{node}: {name}"),
            _ => name,
        }
    }
}

/// Reads the document in which a device of Homie 5 describes itself.
pub(super) fn read(text: &str) -> Result<Description, String> {
    let (document, left_out) =
        tree::read(text).map_err(|error| t!("broken JSON: {error}", error = error.to_string()))?;
    if !matches!(document, Tree::Object(_)) {
        return Err(t!("expected a description, got {kind}", kind = document.kind()));
    }
    let id = |key| words(&document, key).map(|id| format!("5/{id}"));
    let mut description = Description {
        name: words(&document, "name"),
        root: id("root"),
        parent: id("parent"),
        properties: Vec::new(),
        left_out,
    };
    let nodes = members(document.get("nodes"));
    for (node_id, node) in &nodes {
        let name = (nodes.len() > 1).then(|| words(node, "name").unwrap_or_else(|| label_from_key(node_id)));
        for (id, property) in members(node.get("properties")) {
            if description.properties.len() >= PROPERTIES {
                description.left_out = description.left_out.saturating_add(1);
                continue;
            }
            let mut attributes = Attributes { node: name.clone(), ..Attributes::default() };
            if let Tree::Object(entries) = property {
                for (key, value) in entries {
                    attributes.take(key, &plain(value));
                }
            }
            attributes.datatype.get_or_insert_default();
            description.properties.push((format!("{node_id}/{id}"), attributes));
        }
    }
    Ok(description)
}

/// Nodes or properties, each with its id: the keys of an object; early drafts had a list of objects that name their own.
fn members(tree: Option<&Tree>) -> Vec<(&str, &Tree)> {
    match tree {
        Some(Tree::Object(entries)) => entries.iter().map(|(id, member)| (id.as_str(), member)).collect(),
        Some(Tree::List(items)) => items
            .iter()
            .filter_map(|item| match item.get("id") {
                Some(Tree::Text(id)) => Some((id.as_str(), item)),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn words(tree: &Tree, key: &str) -> Option<String> {
    match tree.get(key) {
        Some(Tree::Text(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

fn plain(tree: &Tree) -> String {
    match tree {
        Tree::Text(text) => text.clone(),
        Tree::Flag(flag) => flag.to_string(),
        Tree::Whole(number) => number.to_string(),
        Tree::Real(number) => digits(*number),
        Tree::Null | Tree::List(_) | Tree::Object(_) => String::new(),
    }
}
