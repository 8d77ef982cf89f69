//! What is said to people, in their language. English stands in the code; another language is a table, which a program takes in
//! before it says anything.
//!
//! `t!("Devices")` is one text, `t!("{name} is offline", name)` one with places to fill. Counts are told apart where they are
//! said, as one and as several: the languages that there are tables for know no third form. Where one English word has two
//! senses that other languages tell apart, the second is named with it: `t!("Open"; "to be done")`.
//!
//! `cargo xtask finish` compares what the code says with every table in `languages/`, and stops a build that lacks a word.

mod known;

use std::sync::OnceLock;

/// A text in the reader's language: `&'static str`, or a `String` where `{name}` stands for something that is given.
macro_rules! t {
    ($text:literal) => {
        $crate::language::said($text)
    };
    ($text:literal; $sense:literal) => {
        $crate::language::said_so(concat!($text, "|", $sense))
    };
    ($text:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        $crate::language::filled($text, &[$((stringify!($name), $crate::language::t!(@ $name $(= $value)?).as_ref())),+])
    };
    (@ $name:ident) => { $name };
    (@ $name:ident = $value:expr) => { $value };
}
pub(crate) use t;

/// A text that is said later, with [`said`]: for lists of words that are constant.
macro_rules! word {
    ($text:literal) => {
        $text
    };
}
pub(crate) use word;

/// A language that there are texts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    German,
    Swedish,
    Chinese,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::English, Self::German, Self::Swedish, Self::Chinese];

    /// As browsers write it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Swedish => "sv",
            Self::Chinese => "zh-Hans",
        }
    }

    /// As those call it who speak it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Swedish => "Svenska",
            Self::Chinese => "简体中文",
        }
    }

    /// The one that whoever reads this language reads: `de-AT` is German, and traditional Chinese is none of these.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let first = parts.next()?;
        let has = |words: &[&str]| parts.clone().any(|part| words.iter().any(|word| word.eq_ignore_ascii_case(part)));
        let is_traditional = has(&["Hant", "TW", "HK", "MO"]) && !has(&["Hans"]);
        let found = Self::ALL.into_iter().find(|it| it.tag()[..2].eq_ignore_ascii_case(first))?;
        (found != Self::Chinese || !is_traditional).then_some(found)
    }
}

struct Table {
    whole: &'static str,
    /// The English texts of the code in order, each with its translation.
    lines: Vec<(&'static str, &'static str)>,
}

static TABLE: OnceLock<Table> = OnceLock::new();

/// From now on, texts are said as this table has them: a line for each, English and its translation with a tab between them,
/// in order of the English. The first table stays.
pub fn speak(table: String) {
    let whole: &'static str = Box::leak(table.into_boxed_str());
    let lines = whole.lines().filter_map(|line| line.split_once('\t')).collect();
    let _ = TABLE.set(Table { whole, lines });
}

/// What [`speak`] was given.
#[must_use]
pub fn table() -> Option<&'static str> {
    TABLE.get().map(|table| table.whole)
}

/// As the reader says it; in English where the table has nothing.
#[must_use]
#[inline(never)]
pub fn said(text: &'static str) -> &'static str {
    known(text)
}

/// [`said`], of a text that has its sense behind a `|`.
#[must_use]
pub fn said_so(text: &'static str) -> &'static str {
    let said = known(text);
    if said == text { text.split('|').next().unwrap_or(text) } else { said }
}

/// What devices call many things by, as the reader says it; anything else as it is.
#[must_use]
pub fn known(text: &str) -> &str {
    translation(text).unwrap_or(text)
}

/// What the table has for a text.
#[must_use]
pub fn translation(text: &str) -> Option<&'static str> {
    within(&TABLE.get()?.lines, text)
}

fn within(table: &[(&str, &'static str)], text: &str) -> Option<&'static str> {
    table.binary_search_by(|(english, _)| (*english).cmp(text)).ok().map(|at| table[at].1)
}

/// As the reader says it, with what stands for each `{name}`.
#[must_use]
#[inline(never)]
pub fn filled(text: &str, fillings: &[(&str, &str)]) -> String {
    fill(known(text), fillings)
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
    fn a_text_that_the_table_lacks_is_said_in_english_without_its_sense() {
        let table = [("Devices", "Geräte"), ("Rooms", "Räume")];
        assert_eq!(
            ["Devices", "Rooms", "Stairs"].map(|text| within(&table, text)),
            [Some("Geräte"), Some("Räume"), None]
        );
        assert_eq!([t!("Devices"), t!("Open"; "to be done"), known("Stairs")], ["Devices", "Open", "Stairs"]);
    }

    #[test]
    fn whoever_reads_a_language_is_spoken_to_in_it() {
        let of = |tag| Language::of(tag).map(Language::tag);
        assert_eq!([of("de"), of("de-AT"), of("DE-ch"), of("en-GB")], [Some("de"), Some("de"), Some("de"), Some("en")]);
        assert_eq!([of("zh"), of("zh-CN"), of("zh-Hans-HK")], [Some("zh-Hans"); 3]);
        assert_eq!([of("zh-TW"), of("zh-Hant"), of("fr"), of("")], [None; 4]);
    }
}
