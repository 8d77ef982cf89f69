//! When a rule is an alarm, in words.

use crate::alarm::{Condition, Rule};
use crate::device::Value;
use crate::language::t;
use crate::ui::{format, text, words};

/// `Temperature above 30 °C for 5 min`
pub(super) fn rule(rule: &Rule) -> String {
    let label = text::label(&rule.label);
    let number = |number: f64| format::in_unit(format::number(number, None), &text::short(&rule.unit));
    let again = |limit: f64, slack: f64| {
        if slack > 0.0 { t!(", until it is {limit}", limit = number(limit)) } else { String::new() }
    };
    let lasting = format::duration(rule.lasting);
    let so = match &rule.condition {
        Condition::Above { limit, slack } => {
            t!("above {limit}{slack}", limit = number(*limit), slack = again(limit - slack, *slack))
        }
        Condition::Below { limit, slack } => {
            t!("below {limit}{slack}", limit = number(*limit), slack = again(limit + slack, *slack))
        }
        Condition::Changes { by, within } => {
            t!("changes by more than {by} within {within}", by = number(*by), within = format::duration(*within))
        }
        Condition::Silent => return t!("{label}: silent for longer than {lasting}", label, lasting),
        Condition::Stuck => return t!("{label}: the same for longer than {lasting}", label, lasting),
        Condition::Says(Value::Text(word)) => t!("says “{word}”", word = text::short(word)),
        Condition::Says(value) => t!("is {value}", value = words::plain_wish(value)),
    };
    if rule.lasting.is_zero() { format!("{label} {so}") } else { t!("{label} {so}, for {lasting}", label, so, lasting) }
}
