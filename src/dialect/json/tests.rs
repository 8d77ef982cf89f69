//! What is read from JSON documents, and what is not.

use super::*;
use crate::device::Value;

fn values(text: &str, containers: &[&str]) -> (Vec<(String, Value)>, u32) {
    let mut found = Vec::new();
    let left_out = read(text, containers, &mut |path, scalar| found.push((path.to_owned(), scalar.value())));
    (found, left_out.expect("the document is JSON"))
}

fn check(text: &str, containers: &[&str], expected: &[(&str, Value)]) {
    let found = values(text, containers);
    let expected = expected.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect();
    assert_eq!(found, (expected, 0), "{text}");
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn keys_are_joined_by_dots_and_containers_are_left_out_where_they_contain_something() {
    let document = r#"{"sensors":{"a":1,"deep":{"b":true}},"status":"ok","data":{"data":{"c":null}},"":{"d":"e"}}"#;
    let expected = [
        ("a", Value::Number(1.0)),
        ("deep.b", Value::Flag(true)),
        ("status", text("ok")),
        ("c", Value::Unknown),
        ("d", text("e")),
    ];
    check(document, &["sensors", "status", "data"], &expected);
    check("7", &[], &[("", Value::Number(7.0))]);
}

#[test]
fn a_container_within_another_object_leaves_that_object_in_the_path() {
    check(
        r#"{"a":{"data":{"b":1},"c":2},"d":3}"#,
        &["data"],
        &[("a.b", Value::Number(1.0)), ("a.c", Value::Number(2.0)), ("d", Value::Number(3.0))],
    );
}

#[test]
fn a_list_is_one_text() {
    check(
        r#"{"a":["x",1,2.5,true,null],"b":[],"c":[{"d":1}],"e":[[1],[2],3]}"#,
        &[],
        &[
            ("a", text("x, 1, 2.5, true, –")),
            ("b", text("no entries")),
            ("c", text("1 entry")),
            ("e", text("3 entries")),
        ],
    );
}

#[test]
fn numbers_too_long_to_be_quantities_keep_their_digits() {
    check("[9007199254740993]", &[], &[("", text("9007199254740993"))]);
    check(
        r#"{"a":18446744073709551615,"b":-3}"#,
        &[],
        &[("a", text("18446744073709551615")), ("b", Value::Number(-3.0))],
    );
}

#[test]
fn a_million_elements_are_counted_but_not_kept() {
    let document = format!("[{}0]", "0,".repeat(999_999));
    let (found, left_out) = values(&document, &[]);
    assert_eq!(left_out, 0);
    assert_eq!(found, [(String::new(), Value::Text("0, ".repeat(MAX_ITEMS as usize) + "…"))]);

    let document = format!("[{}{{}}]", "{\"a\":[1]},".repeat(999_999));
    assert_eq!(values(&document, &[]).0, [(String::new(), text("1000000 entries"))]);
}

#[test]
fn what_exceeds_a_limit_is_counted_and_left_out() {
    let many: Vec<_> = (0..MAX_VALUES + 10).map(|number| format!("\"k{number}\":{number}")).collect();
    let (found, left_out) = values(&format!("{{{}}}", many.join(",")), &[]);
    assert_eq!((found.len(), left_out), (MAX_VALUES as usize, 10));

    let deep = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
    assert_eq!(values(&deep, &[]), (vec![], 1));

    let endless = format!("{{\"{}\":{{\"b\":1,\"c\":2}},\"d\":3}}", "ü".repeat(600_000));
    assert_eq!(values(&endless, &[]), (vec![("d".to_owned(), Value::Number(3.0))], 1));
}

#[test]
fn depths_that_would_exhaust_a_stack_are_no_danger() {
    for bracket in ["[", "{\"a\":"] {
        assert!(read(&bracket.repeat(500_000), &[], &mut |_, _| {}).is_err());
    }
}

#[test]
fn secrets_are_masked_whatever_they_hold() {
    check(
        r#"{"wifi":{"ssid":"a","password":"b"},"apiKey":12,"token":{"a":"b"},"tokens":["a"]}"#,
        &[],
        &[
            ("wifi.ssid", text("a")),
            ("wifi.password", text(MASK)),
            ("apiKey", text(MASK)),
            ("token", text(MASK)),
            ("tokens", text(MASK)),
        ],
    );
    check(
        r#"{"password":"","secret":null,"token":false}"#,
        &[],
        &[("password", Value::Unknown), ("secret", Value::Unknown), ("token", Value::Flag(false))],
    );
    check(r#"{"log":"connect with password=hunter2 now"}"#, &[], &[("log", text("connect with password=•••• now"))]);
}

#[test]
fn where_an_object_is_needed_anything_else_is_named() {
    let reason = |text: &str| read_object(text, &[], &mut |_, _| {}).expect_err("not an object");
    assert_eq!(reason("<!DOCTYPE html><p>504"), "expected a JSON object, got HTML or XML");
    assert_eq!(reason("[1]"), "expected a JSON object, got a list");
    assert_eq!(reason("21.5"), "expected a JSON object, got a number");
    assert_eq!(reason("on"), "expected a JSON object, got text");
    assert_eq!(reason(" "), "expected a JSON object, got nothing");
    assert_eq!(reason(r#"{"a":1"#), "broken JSON: EOF while parsing an object at line 1 column 6");
    assert_eq!(reason(r#"{"a":NaN}"#), "broken JSON: expected value at line 1 column 6");
}
