//! When a rule is an alarm, in words.

use crate::alarm::{Condition, Rule};
use crate::device::Value;
use crate::ui::{format, text, words};

/// `Temperature above 30 °C for 5 min`
pub(super) fn rule(rule: &Rule) -> String {
    let label = text::short(&rule.label);
    let number =
        |number: f64| format!("{} {}", format::number(number, None), text::short(&rule.unit)).trim_end().to_owned();
    let again =
        |limit: f64, slack: f64| if slack > 0.0 { format!(", until it is {}", number(limit)) } else { String::new() };
    let lasting = format::duration(rule.lasting);
    let so = match &rule.condition {
        Condition::Above { limit, slack } => format!("above {}{}", number(*limit), again(limit - slack, *slack)),
        Condition::Below { limit, slack } => format!("below {}{}", number(*limit), again(limit + slack, *slack)),
        Condition::Changes { by, within } => {
            format!("changes by more than {} within {}", number(*by), format::duration(*within))
        }
        Condition::Silent => return format!("{label}: silent for longer than {lasting}"),
        Condition::Stuck => return format!("{label}: the same for longer than {lasting}"),
        Condition::Says(Value::Text(word)) => format!("says “{}”", text::short(word)),
        Condition::Says(value) => format!("is {}", words::plain_wish(value)),
    };
    if rule.lasting.is_zero() { format!("{label} {so}") } else { format!("{label} {so}, for {lasting}") }
}
