//! Whether every text that the code says is in the table of every language, and nothing else is.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    str::FromStr,
};

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};

use crate::{stop::Stop, workshop::Workshop};

/// Prints what is missing, and what is too many.
pub(crate) fn run(workshop: &Workshop) -> Result<(), Stop> {
    let said = said(&workshop.root().join("src"))
        .map_err(|error| Stop::new(format!("the sources: {error}"), "look there."))?;
    let tables = tables(workshop.root()).map_err(|error| Stop::new(format!("the tables: {error}"), "look there."))?;
    let mut faults = Vec::new();
    for (tag, table) in &tables {
        faults.extend(compare(&said, table).into_iter().map(|fault| format!("languages/{tag}.txt {fault}")));
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(Stop::new(
        faults.join("\n"),
        "give languages/*.txt what they lack: a line for each text, English and translation with a tab between, in order.",
    ))
}

/// Each language's tag and table.
pub(crate) fn tables(root: &Path) -> io::Result<Vec<(String, String)>> {
    let mut tables = Vec::new();
    for entry in fs::read_dir(root.join("languages"))? {
        let file = entry?.path();
        let tag = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        tables.push((tag, fs::read_to_string(file)?));
    }
    tables.sort();
    Ok(tables)
}

/// Every text, and the file that says it.
fn said(folder: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut said = BTreeMap::new();
    let mut places = vec![folder.to_owned()];
    while let Some(place) = places.pop() {
        if place.is_dir() {
            for entry in fs::read_dir(&place)? {
                places.push(entry?.path());
            }
        } else if place.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&place)?;
            let tokens = TokenStream::from_str(&source)
                .map_err(|error| io::Error::other(format!("{}: {error}", place.display())))?;
            let mut texts = Vec::new();
            collect(tokens, &mut texts);
            said.extend(texts.into_iter().map(|text| (text, place.clone())));
        }
    }
    Ok(said)
}

/// The texts of each `t!`, `word!` and `known!`, but not those in tests.
fn collect(tokens: TokenStream, texts: &mut Vec<String>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let before = |back: usize| at.checked_sub(back).map(|at| tokens[at].to_string()).unwrap_or_default();
        match (before(2).as_str(), before(1).as_str()) {
            ("t" | "word", "!") => texts.extend(text(group.stream())),
            ("known", "!") => texts.extend(group.stream().into_iter().filter_map(literal)),
            ("mod", "tests") if group.delimiter() == Delimiter::Brace => continue,
            _ => {}
        }
        collect(group.stream(), texts);
    }
}

/// As the table has it: with the sense behind it, where there is one.
fn text(arguments: TokenStream) -> Option<String> {
    let mut arguments = arguments.into_iter();
    let text = literal(arguments.next()?)?;
    let is_sense = matches!(arguments.next(), Some(TokenTree::Punct(mark)) if mark.as_char() == ';');
    let sense = if is_sense { arguments.next().and_then(literal) } else { None };
    Some(sense.map_or(text.clone(), |sense| format!("{text}|{sense}")))
}

fn literal(token: TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    unquoted(literal)
}

fn unquoted(literal: Literal) -> Option<String> {
    match syn::Lit::new(literal) {
        syn::Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

/// What is wrong with a table.
fn compare(said: &BTreeMap<String, PathBuf>, table: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut translated = BTreeMap::new();
    let mut last = "";
    for line in table.lines() {
        let Some((english, translation)) = line.split_once('\t').filter(|(_, it)| !it.trim().is_empty()) else {
            faults.push(format!("says nothing for: {line}"));
            continue;
        };
        if english <= last {
            faults.push(format!("is not in order: {english}"));
        }
        last = english;
        if places(english) != places(translation) {
            faults.push(format!("fills other places: {line}"));
        }
        translated.insert(english, translation);
    }
    let lacks = said.iter().filter(|(text, _)| !translated.contains_key(text.as_str()));
    faults.extend(lacks.map(|(text, file)| format!("lacks: {text}\t({})", file.display())));
    let unsaid = translated.keys().filter(|english| !said.contains_key(**english));
    faults.extend(unsaid.map(|english| format!("has, and nobody says: {english}")));
    faults
}

/// The names in braces, in order.
fn places(text: &str) -> Vec<&str> {
    let mut names: Vec<_> =
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        let mut texts = Vec::new();
        collect(TokenStream::from_str(source).expect("the source is Rust"), &mut texts);
        texts
    }

    #[test]
    fn texts_are_found_wherever_they_are_said_but_not_in_tests() {
        let source = r#"
            fn one() { if it { t!("One") } else { t!("{count} of \
                them", count = t!("some")) } } // t!("no")
            fn two() { t!(
                "Open"; "to be done"
            ); format!("no") }
            known! { "Three", "Four" }
            mod tests { fn it() { t!("no"); } }
        "#;
        assert_eq!(texts(source), ["One", "{count} of them", "some", "Open|to be done", "Three", "Four"]);
    }

    #[test]
    fn every_table_has_every_text() {
        let workshop = Workshop::open().expect("the tests run in the project's folder");
        assert_eq!(run(&workshop).map_err(|stop| stop.to_string()), Ok(()));
    }

    #[test]
    fn a_table_says_what_the_code_says_in_order_with_the_same_places() {
        let said: BTreeMap<_, _> = ["A {name}", "B", "C"].map(|text| (text.to_owned(), PathBuf::from("it.rs"))).into();
        assert_eq!(compare(&said, "A {name}\t{name} A\nB\tb\nC\tc\n"), Vec::<String>::new());
        let faults = compare(&said, "B\tb\nA {name}\ta\nC\nD\td\n");
        let starts = [
            "is not in order: A",
            "fills other places: A",
            "says nothing for: C",
            "lacks: C",
            "has, and nobody says: D",
        ];
        assert_eq!(faults.len(), starts.len(), "{faults:?}");
        assert!(faults.iter().zip(starts).all(|(fault, start)| fault.starts_with(start)), "{faults:?}");
    }
}
