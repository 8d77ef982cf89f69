//! What the `exposes` of a device say: which features it has.

use super::feature::{self, Feature, Wire};
use super::vocabulary;
use crate::device::{Access, Category, Kind, Numeric, Profile, label_from_key};
use crate::dialect::colour::Space;
use crate::dialect::tree::Tree;

/// Features of one device that are read: more than any has.
const FEATURES: usize = 400;
/// How deep features hold others.
const DEPTH: u8 = 8;
/// Words of a choice that are offered.
const WORDS: usize = 256;

/// Brightness goes up to this number, unless the device says otherwise.
const FULL: f64 = 254.0;

/// What holds a feature.
#[derive(Clone, Copy)]
struct Whole<'a> {
    /// What it is: a `light`, a `climate`; empty for whatever is nothing in particular.
    what: &'a str,
    /// The keys that lead to it.
    path: &'a str,
    depth: u8,
}

/// In the order in which they are exposed.
pub(super) fn features(exposes: &[Tree]) -> Vec<Feature> {
    let mut features = Vec::new();
    collect(exposes, Whole { what: "", path: "", depth: 0 }, &mut features);
    features
}

fn collect(exposes: &[Tree], whole: Whole<'_>, features: &mut Vec<Feature>) {
    for expose in exposes {
        if features.len() >= FEATURES || whole.depth > DEPTH {
            return;
        }
        let (what, parts) = (expose.text("type").unwrap_or_default(), expose.list("features"));
        let inside = |what, path: &str, features: &mut Vec<Feature>| {
            collect(parts, Whole { what, path, depth: whole.depth + 1 }, features);
        };
        match (what, id(expose, whole)) {
            ("composite", Some(id)) => match space(parts) {
                Some(space) => add_colour(expose, whole, id, space, features),
                None => inside(whole.what, &id, features),
            },
            ("composite", None) => inside(whole.what, whole.path, features),
            (_, Some(id)) => {
                let known = features.iter().any(|feature| feature.id == id);
                features.extend(feature(expose, whole, id).filter(|_| !known));
            }
            // A light or whatever else there may come to be: all it has is in its parts.
            (what, None) => inside(what, whole.path, features),
        }
    }
}

/// The keys that lead to a feature. Nothing leads to one that only holds others together.
fn id(expose: &Tree, whole: Whole<'_>) -> Option<String> {
    let key = expose.text("property").or_else(|| expose.text("name"))?;
    Some(if whole.path.is_empty() { key.to_owned() } else { format!("{}.{key}", whole.path) })
}

fn feature(expose: &Tree, whole: Whole<'_>, id: String) -> Option<Feature> {
    let name = expose.text("name").unwrap_or(&id);
    let access = access(expose);
    let is_main = name == "state" && !whole.what.is_empty();
    let (kind, wire) = match (expose.text("type")?, whole.what) {
        ("binary", "lock") if is_main => (feature::operations(feature::LOCK, |_| true), Wire::Words(feature::LOCK)),
        ("binary", _) => {
            let word = |key: &str, usual: bool| expose.get(key).cloned().unwrap_or(Tree::Flag(usual));
            (Kind::Binary, Wire::Binary { on: word("value_on", true), off: word("value_off", false) })
        }
        ("numeric", "light") if name == "brightness" => {
            let most = expose.number("value_max").filter(|most| *most >= 1.0).unwrap_or(FULL);
            (Kind::level("%", 0.0, 100.0), Wire::Percent(most))
        }
        ("numeric", _) => (Kind::Numeric(numeric(expose, access)), Wire::Same),
        ("enum", "cover") if is_main => {
            let known = expose.list("values");
            let can = |word: &str| known.iter().any(|it| matches!(it, Tree::Text(it) if it == word));
            (feature::operations(feature::COVER, can), Wire::Words(feature::COVER))
        }
        ("enum", _) => choice(expose.list("values"), access),
        ("text" | "list", _) => (Kind::Text, Wire::Same),
        // It is shown as what it says once it says something.
        _ => return None,
    };
    // A list is told, and cannot be asked for in one value.
    let access = if expose.text("type") == Some("list") { Access::Read } else { access };
    let label = label(expose, if is_main { whole.what } else { name }, is_main);
    let profile = Profile {
        access,
        category: category(expose, name),
        class: vocabulary::class(whole.what, name),
        asks_first: whole.what == "lock",
        ..Profile::read_only(&label, kind)
    };
    Some(Feature { id, wire, profile, is_shared: matches!(whole.what, "light" | "switch" | "cover" | "lock" | "fan") })
}

/// Lights that speak of colours in two ways say the same in both.
fn add_colour(expose: &Tree, whole: Whole<'_>, id: String, space: Space, features: &mut Vec<Feature>) {
    if let Some(known) = features.iter_mut().find(|feature| feature.id == id) {
        if space == Space::Xy {
            known.wire = Wire::Colour(space);
        }
        return;
    }
    let parts = expose.list("features").iter().map(access);
    let access = if parts.into_iter().all(Access::can_set) { Access::ReadWrite } else { Access::Read };
    let class = vocabulary::class("light", "color");
    let profile = Profile { access, class, ..Profile::read_only(&label(expose, "color", true), Kind::Colour) };
    features.push(Feature { id, wire: Wire::Colour(space), profile, is_shared: whole.what == "light" });
}

/// How a composite of these parts writes a colour, if it does.
fn space(parts: &[Tree]) -> Option<Space> {
    let has = |name| parts.iter().any(|part| part.text("name") == Some(name));
    match parts.len() {
        2 if has("x") && has("y") => Some(Space::Xy),
        2 if has("hue") && has("saturation") => Some(Space::Hs),
        _ => None,
    }
}

/// Bit 1: it is in the state; 2: it can be set; 4: it can be asked for.
fn access(expose: &Tree) -> Access {
    match expose.get("access") {
        Some(Tree::Whole(bits)) if bits & 3 == 3 => Access::ReadWrite,
        Some(Tree::Whole(bits)) if bits & 2 == 2 => Access::Write,
        _ => Access::Read,
    }
}

fn numeric(expose: &Tree, access: Access) -> Numeric {
    let range = expose.number("value_min").zip(expose.number("value_max")).filter(|(low, high)| low < high);
    let step = expose.number("value_step").filter(|step| *step > 0.0).unwrap_or(1.0);
    Numeric {
        unit: expose.text("unit").unwrap_or_default().to_owned(),
        range: range.filter(|_| access.can_set()),
        step: access.can_set().then_some(step),
        precision: None,
    }
}

fn choice(values: &[Tree], access: Access) -> (Kind, Wire) {
    match (values, access) {
        ([only @ Tree::Text(_)], Access::Write) => (Kind::Action, Wire::Press(only.clone())),
        (_, Access::Read) | ([], _) => (Kind::Text, Wire::Same),
        _ => {
            let word = |value: &Tree| match value {
                Tree::Text(word) => Some(word.clone()),
                Tree::Whole(number) => Some(number.to_string()),
                _ => None,
            };
            (Kind::Choice(values.iter().filter_map(word).take(WORDS).collect()), Wire::Same)
        }
    }
}

fn category(expose: &Tree, name: &str) -> Category {
    match expose.text("category") {
        Some("config") => Category::Config,
        Some("diagnostic") => Category::Diagnostic,
        _ if vocabulary::is_diagnostic(name) => Category::Diagnostic,
        _ => Category::Primary,
    }
}

/// What the bridge calls it, or its name; `is_own`: that is what it is called, whatever the bridge says.
fn label(expose: &Tree, name: &str, is_own: bool) -> String {
    let told = expose.text("label").filter(|_| !is_own);
    let label = told.map_or_else(|| label_from_key(name), str::to_owned);
    match expose.text("endpoint") {
        Some(endpoint) if !label.ends_with(endpoint) => format!("{label} {endpoint}"),
        _ => label,
    }
}
