//! What is said to people, in their language. English stands in the code; another language is a table, which a program takes in
//! before it says anything.
//!
//! `t!("Devices")` is one text, `t!("{name} is offline", name)` one with places to fill. Counts are told apart where they are
//! said, as one and as several: the languages that there are tables for know no third form.

use std::sync::OnceLock;

/// A text in the reader's language: `&'static str`, or a `String` where `{name}` stands for something that is given.
macro_rules! t {
    ($text:literal) => {
        $crate::language::said($text)
    };
    ($text:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        $crate::language::filled($text, &[$((stringify!($name), $crate::language::t!(@ $name $(= $value)?).as_ref())),+])
    };
    (@ $name:ident) => { $name };
    (@ $name:ident = $value:expr) => { $value };
}
pub(crate) use t;

/// The English texts of the code in order, each with its translation.
static TABLE: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();

/// From now on, texts are said as this table has them: a line for each, English and its translation with a tab between them,
/// in order of the English. The first table stays.
pub fn speak(table: String) {
    let table: &'static str = Box::leak(table.into_boxed_str());
    let _ = TABLE.set(table.lines().filter_map(|line| line.split_once('\t')).collect());
}

/// As the reader says it; in English where the table has nothing.
#[must_use]
pub fn said(text: &'static str) -> &'static str {
    TABLE.get().map_or(text, |table| within(table, text))
}

fn within(table: &[(&'static str, &'static str)], text: &'static str) -> &'static str {
    table.binary_search_by_key(&text, |(english, _)| english).map_or(text, |at| table[at].1)
}

/// As the reader says it, with what stands for each `{name}`.
#[must_use]
pub fn filled(text: &'static str, fillings: &[(&str, &str)]) -> String {
    fill(said(text), fillings)
}

fn fill(text: &str, fillings: &[(&str, &str)]) -> String {
    let mut whole = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, it)| Some((before, it.split_once('}')?)))
    {
        whole.push_str(before);
        whole.push_str(fillings.iter().find(|(known, _)| *known == name).map_or("", |(_, filling)| filling));
        rest = after;
    }
    whole.push_str(rest);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_by_name_and_what_fills_them_is_not_read_again() {
        let (name, count) = ("{count}", 3.to_string());
        assert_eq!(t!("{name} and {count} others", name, count), "{count} and 3 others");
        assert_eq!(t!("{count} of {name}", name = "a lamp", count = "2"), "2 of a lamp");
        assert_eq!(fill("half {open", &[]), "half {open");
    }

    #[test]
    fn a_text_that_the_table_lacks_is_said_in_english() {
        let table = [("Devices", "Geräte"), ("Rooms", "Räume")];
        assert_eq!(["Devices", "Rooms", "Stairs"].map(|text| within(&table, text)), ["Geräte", "Räume", "Stairs"]);
        assert_eq!(t!("Devices"), "Devices");
    }
}
