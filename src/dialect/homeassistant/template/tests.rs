//! What templates make of messages: `tests/announcements/templates.txt`, played.

use std::fmt::Write as _;

use super::*;

/// 2026-02-13T12:00:30Z
const NOW: Timestamp = Timestamp::from_millis(1_770_984_030_000);

fn described(result: Result<Rendered, Untemplated>) -> String {
    match result {
        Ok(Rendered::Nothing) => "= nothing".to_owned(),
        Ok(Rendered::Unknown) => "= unknown".to_owned(),
        Ok(Rendered::Flag(flag)) => format!("= flag {flag}"),
        Ok(Rendered::Number(number)) => format!("= number {number}"),
        Ok(Rendered::Text(text)) => format!("= text {text}"),
        Err(Untemplated { reason, .. }) => format!("! {reason}"),
    }
}

/// `red=255 name=warm` as what a command template is told.
fn variables(wish: &str) -> Vec<(&str, Datum<'_>)> {
    let pairs = wish.split(' ').map(|pair| pair.split_once('=').expect("a name and a value"));
    pairs.map(|(name, value)| (name, value.parse().map_or_else(|_| Datum::text(value), Datum::number))).collect()
}

#[test]
fn templates_make_of_messages_what_is_written_below_them() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/announcements/templates.txt");
    let written = std::fs::read_to_string(&file).expect("the templates are there");
    let engine = Engine::default();
    let mut template = Template::new("");
    let mut outcome = String::new();
    let mut failures = String::new();
    for line in written.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        if let Some(message) = line.strip_prefix("< ") {
            outcome = described(template.read(message, &engine, NOW));
        } else if let Some(wish) = line.strip_prefix("> ") {
            outcome = match template.write(&variables(wish), &engine, NOW) {
                Ok(payload) => format!("= {payload}"),
                Err(reason) => format!("! {reason}"),
            };
        } else if line.starts_with("= ") || line.starts_with("! ") {
            if outcome != line {
                writeln!(failures, "{template:?}\n  expected {line}\n  found    {outcome}")
                    .expect("a text takes lines");
            }
        } else {
            template = Template::new(&line.replace('⏎', "\n"));
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn what_a_template_makes_is_a_value_and_a_word() {
    for (rendered, word, value) in [
        (Rendered::of("  None "), "None", Some(Value::Unknown)),
        (Rendered::of(""), "", None),
        (Rendered::of(" ON"), "ON", Some(Value::Text("ON".to_owned()))),
        (Rendered::of("unavailable"), "unavailable", Some(Value::Unknown)),
        (Rendered::Flag(true), "True", Some(Value::Flag(true))),
        (Rendered::Number(1.0), "1", Some(Value::Number(1.0))),
    ] {
        assert_eq!((&*rendered.word(), rendered.value()), (word, value));
    }
}

#[test]
fn whatever_a_template_is_it_ends_and_panics_nowhere() {
    let parts = [
        "{{",
        "}}",
        "{%",
        "%}",
        "value",
        "value_json",
        ".a",
        "[0]",
        "[::-1]",
        "|int",
        "|float(0)",
        "|round(99)",
        "*",
        "<",
        "(",
        ")",
        "'é'",
        "~",
        "if",
        "else",
        "for x in",
        "set x =",
        "endfor",
        "|map('upper')",
        "|sort",
        "-",
        "9e999",
        "|format('%5d')",
        "|list",
        " is defined",
        "not",
        "{'a':1}",
        "|tojson",
        "|replace('','aa')",
        "**99",
        "//0",
        "|first",
    ];
    let engine = Engine::default();
    let mut seed = 7_u32;
    for _ in 0..30_000 {
        let mut source = String::from("{{ ");
        for _ in 0..6 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            source.push_str(parts[(seed >> 16) as usize % parts.len()]);
            source.push(' ');
        }
        source.push_str("}}");
        for message in [r#"{"a":[1,"é",null,{"b":2}]}"#, "12.5", ""] {
            let _ = Template::new(&source).read(message, &engine, NOW);
        }
    }
}

#[test]
fn what_is_nested_too_deep_is_refused_before_the_stack_is_full() {
    let engine = Engine::default();
    for (open, close) in [
        ("(", ")"),
        ("not ", ""),
        ("-", ""),
        ("[", "]"),
        ("a if b else ", ""),
        ("{1:", "}"),
        ("value|", "d"),
        ("a.", "b"),
    ] {
        let source = format!("{{{{ {}value{} }}}}{{% if 1 %}}{{% endif %}}", open.repeat(1_500), close.repeat(1_500));
        assert!(Template::new(&source).read("1", &engine, NOW).is_err(), "{open}");
    }
    for part in ["~'a'", "|d", ".a", "+1", " or 0", "[0]", "<1", " if 1"] {
        let source = format!("{{{{ value{} }}}}{{% if 1 %}}{{% endif %}}", part.repeat(900));
        assert!(Template::new(&source).read("1", &engine, NOW).is_err(), "{part}");
    }
    let blocks = format!("{}{}", "{% if 1 %}".repeat(300), "{% endif %}".repeat(300));
    assert!(Template::new(&blocks).read("1", &engine, NOW).is_err());
    let nested =
        "{% set ns = namespace(a=[]) %}{% for i in range(9999) %}{% set ns.a = [ns.a] %}{% endfor %}{{ ns.a }}";
    assert!(Template::new(nested).read("1", &engine, NOW).is_err());
}
