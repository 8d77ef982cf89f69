//! Somebody who reads German, from the first word on: what comes from parts that have no table is said in German as well.
#![cfg(not(target_arch = "wasm32"))]

use alicia_dashboard::device::{Limits, Registry};
use alicia_dashboard::dialect::Interpreter;
use alicia_dashboard::language::speak;
use alicia_dashboard::mqtt::Message;
use alicia_dashboard::time::{Now, Timestamp};

#[test]
fn why_a_template_makes_nothing_of_a_message_is_said_as_the_reader_says_it() {
    speak(include_str!("../languages/de.txt").to_owned());
    for (template, reason) in [
        ("{{ value_json.c | float }}", "float hat „Zahl“ bekommen, und das ist keine Zahl"),
        ("{{ value_json['d'] | float }}", "float hat nichts bekommen"),
        ("{% if value_json.c < 7 %}1{% endif %}", "das lässt sich nicht vergleichen: ein Text und eine Zahl"),
        ("{{ value_json.c | nonsense }}", "ihr Filter „nonsense“ ist hier unbekannt"),
        ("{% for i in range(99999) %}{{ i }}{% endfor %}", "range hat mehr als 10000 Zahlen"),
    ] {
        let words = format!("die Vorlage von x lässt sich nicht verwenden: {reason}");
        assert_eq!(problem_with(template, r#"{"c":"Zahl"}"#), words);
    }
}

/// What is told of a sensor that is announced with this template, once it has said that.
fn problem_with(template: &str, said: &str) -> String {
    let mut interpreter = Interpreter::default();
    let mut registry = Registry::new(Limits::default());
    let announcement = format!(
        r#"{{"name":"x","unique_id":"x","state_topic":"home/x","value_template":"{template}","device":{{"identifiers":["x"]}}}}"#
    );
    let now = Now { timestamp: Timestamp::from_millis(1_770_984_030_000), ..Now::default() };
    for (topic, payload) in [("homeassistant/sensor/x/config", announcement), ("home/x", said.to_owned())] {
        let heard = interpreter.hear(&Message::new(topic, payload), &mut registry, now, &mut Vec::new());
        heard.expect("it is understood as far as it can be");
    }
    let problems: Vec<_> = interpreter.problems().map(|problem| problem.words.clone()).collect();
    problems.join("; ")
}
