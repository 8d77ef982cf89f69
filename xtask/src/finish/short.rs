//! Short names for what a program asks of its script: those that wasm-bindgen gives are long, and are in both. And of that script
//! no more than its program needs.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::{
    ImportSection,
    reencode::{Error, Reencode},
};
use wasmparser::{ImportSectionReader, Parser, Payload};

/// The program and its script with other names for the same; what the script does not name exactly once keeps its name.
pub(super) fn names(module: &[u8], script: &str) -> Result<(Vec<u8>, String), String> {
    let imported = imported(module).map_err(|error| error.to_string())?;
    let words = words(script);
    let count = |name: &str| words.iter().filter(|(_, word)| *word == name).count();
    let free = (0_u32..).map(|number| format!("w{number}")).filter(|short| count(short) == 0);
    let once = imported.iter().filter(|name| count(name) == 1);
    let short: BTreeMap<&str, String> = once.map(String::as_str).zip(free).collect();

    let mut renamed = String::with_capacity(script.len());
    let mut rest = 0;
    for (at, word) in &words {
        if let Some(name) = short.get(word) {
            renamed.push_str(&script[rest..*at]);
            renamed.push_str(name);
            rest = at + word.len();
        }
    }
    renamed.push_str(&script[rest..]);

    let mut written = wasm_encoder::Module::new();
    let outcome = Renamed { short: &short }.parse_core_module(&mut written, Parser::new(0), module);
    outcome.map_err(|error| error.to_string())?;
    Ok((written.finish(), renamed))
}

/// The script without comments on lines of their own, and without what is before its lines; as it is, if a text in it may be longer
/// than a line.
pub(super) fn lines(script: &str) -> String {
    let lines = || script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    if lines().any(|line| line.matches('`').count() % 2 == 1 || line.contains("/*")) {
        return script.to_owned();
    }
    lines().flat_map(|line| [line, "\n"]).collect()
}

fn imported(module: &[u8]) -> Result<Vec<String>, wasmparser::BinaryReaderError> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                names.push(import?.name.to_owned());
            }
        }
    }
    Ok(names)
}

/// Every word of a script, and where it begins.
fn words(script: &str) -> Vec<(usize, &str)> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let pieces = script.split(|letter| !is_part(letter)).filter(|word| !word.is_empty());
    pieces.map(|word| (word.as_ptr().addr() - script.as_ptr().addr(), word)).collect()
}

struct Renamed<'a> {
    short: &'a BTreeMap<&'a str, String>,
}

impl Reencode for Renamed<'_> {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let import = import?;
            let name = self.short.get(import.name).map_or(import.name, String::as_str);
            imports.import(import.module, name, self.entity_type(import.ty)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = r#"(module
        (import "./page.js" "__wbg_log_0123456789abcdef" (func))
        (import "./page.js" "__wbg_log_01234567" (func))
        (import "./page.js" "__wbg_twice" (func))
        (export "log" (func 0)))"#;

    fn check(script: &str, expected_names: &[&str], expected_script: &str) {
        let module = wat::parse_str(MODULE).expect("it is a module");
        let (module, script) = names(&module, script).expect("it can be written");
        assert_eq!(imported(&module).expect("it is a module"), expected_names);
        assert_eq!(script, expected_script);
    }

    #[test]
    fn a_program_and_its_script_call_the_same_by_the_same_short_name() {
        check(
            "{ __wbg_log_0123456789abcdef: function() {}, __wbg_log_01234567() {}, é }",
            &["w0", "w1", "__wbg_twice"],
            "{ w0: function() {}, w1() {}, é }",
        );
    }

    #[test]
    fn what_is_named_often_or_not_at_all_keeps_its_name_and_no_name_is_given_twice() {
        check(
            "w0 __wbg_twice __wbg_twice __wbg_log_01234567_ __wbg_log_01234567",
            &["__wbg_log_0123456789abcdef", "w1", "__wbg_twice"],
            "w0 __wbg_twice __wbg_twice __wbg_log_01234567_ w1",
        );
    }

    #[test]
    fn a_script_has_neither_comments_nor_what_is_before_its_lines() {
        let script = "function a() {\n    // `One` of two.\n    return `${1}`;\n\n}\n";
        assert_eq!(lines(script), "function a() {\nreturn `${1}`;\n}\n");
    }

    #[test]
    fn a_script_whose_texts_may_be_longer_than_a_line_stays_as_it_is() {
        for script in ["let a = `one\n    two`;", "  /* one\n  // two */ let a;"] {
            assert_eq!(lines(script), script);
        }
    }
}
