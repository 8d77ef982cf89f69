//! The rules of alarms as they stand in the file of what a person makes: times in milliseconds.

use std::time::Duration;

use crate::alarm::{Condition, Rule, Rules};
use crate::app::customs::{json, quoted, tidied};
use crate::device::{Value, digits};
use crate::dialect::tree::Tree;
use crate::language::t;

/// As JSON has it; empty without any.
pub(in crate::app) fn written(rules: &Rules) -> String {
    let rules: Vec<_> = rules.all().iter().map(rule).collect();
    rules.join(",")
}

fn rule(rule: &Rule) -> String {
    let texts = [&rule.name, &rule.device, &rule.device_name, &rule.property, &rule.label, &rule.unit];
    let [name, device, device_name, property, label, unit] = texts.map(|text| quoted(text));
    let condition = match &rule.condition {
        Condition::Above { limit, slack } => limited("above", *limit, *slack),
        Condition::Below { limit, slack } => limited("below", *limit, *slack),
        Condition::Changes { by, within } => {
            format!(r#""when":"changes","by":{},"within_ms":{}"#, digits(*by), millis(*within))
        }
        Condition::Silent => r#""when":"silent""#.to_owned(),
        Condition::Stuck => r#""when":"stuck""#.to_owned(),
        Condition::Says(value) => format!(r#""when":"says","value":{}"#, json(value)),
    };
    let (lasting, is_on) = (millis(rule.lasting), rule.is_on);
    format!(
        "\n  {{\"name\":{name},\"device\":{device},\"device_name\":{device_name},\"property\":{property},\
         \"label\":{label},\"unit\":{unit},{condition},\"lasting_ms\":{lasting},\"on\":{is_on}}}"
    )
}

/// No rule waits for so long that these would not do.
fn millis(time: Duration) -> u64 {
    time.as_secs() * 1_000 + u64::from(time.subsec_millis())
}

fn limited(when: &str, limit: f64, slack: f64) -> String {
    format!(r#""when":"{when}","limit":{},"slack":{}"#, digits(limit), digits(slack))
}

/// The rules of a file, or what is wrong with one.
pub(in crate::app) fn read(file: &Tree) -> Result<Vec<Rule>, String> {
    let rule = |told: &Tree| {
        let name = told.text("name").and_then(tidied).ok_or(t!("an alarm has no name"))?;
        let text = |key: &str| told.text(key).unwrap_or_default().to_owned();
        let time = |key: &str| Duration::from_millis(whole(told, key));
        let number = |key: &str| told.number(key);
        let condition = match told.text("when") {
            Some("above") => number("limit").map(|limit| Condition::Above { limit, slack: slack(told) }),
            Some("below") => number("limit").map(|limit| Condition::Below { limit, slack: slack(told) }),
            Some("changes") => number("by").map(|by| Condition::Changes { by, within: time("within_ms") }),
            Some("silent") => Some(Condition::Silent),
            Some("stuck") => Some(Condition::Stuck),
            Some("says") => value(told).map(Condition::Says),
            _ => None,
        };
        let condition = condition.ok_or_else(|| t!("the alarm {name} does not say when it is one", name))?;
        let rule = Rule {
            device: text("device"),
            property: text("property"),
            device_name: text("device_name"),
            label: text("label"),
            unit: text("unit"),
            condition,
            lasting: time("lasting_ms"),
            is_on: told.get("on") != Some(&Tree::Flag(false)),
            name,
        };
        rule.check().map(|()| rule)
    };
    file.list("alarms").iter().map(rule).collect()
}

fn slack(told: &Tree) -> f64 {
    told.number("slack").unwrap_or(0.0)
}

pub(super) fn whole(told: &Tree, key: &str) -> u64 {
    match told.get(key) {
        Some(Tree::Whole(number)) => u64::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}

pub(super) fn value(told: &Tree) -> Option<Value> {
    match told.get("value")? {
        Tree::Flag(flag) => Some(Value::Flag(*flag)),
        Tree::Whole(_) | Tree::Real(_) => told.number("value").map(Value::Number),
        Tree::Text(text) => Some(Value::Text(text.clone())),
        _ => None,
    }
}
