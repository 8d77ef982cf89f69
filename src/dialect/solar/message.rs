//! What one message of the solar heating says.

use std::time::Duration;

use super::vocabulary::{self, term};
use crate::device::{Fact, Update, Value};
use crate::dialect::clock::believable;
use crate::dialect::scalar::Scalar;
use crate::dialect::{json, note_left_out};
use crate::language::t;
use crate::time::Now;

/// Keys that only hold others together.
const CONTAINERS: &[&str] = &["status"];

/// A heartbeat comes every 30 s: two may be lost.
const PATIENCE: Duration = Duration::from_secs(90);

/// One value: a bare number or word.
pub(super) fn state(mut update: Update, component: &str, object: &str, text: &str) -> Result<Update, String> {
    if json::is_document(text) || text.trim_start().starts_with('<') {
        return Err(t!("expected a bare number or word").to_owned());
    }
    let scalar = match (component, text.trim()) {
        (_, text) if is_missing(component, object, text.as_bytes()) => Scalar::Null,
        ("binary_sensor" | "switch", "0") => Scalar::Flag(false),
        ("binary_sensor" | "switch", "1") => Scalar::Flag(true),
        (_, text) => Scalar::bare(text).under(object),
    };
    update.value(object, valued(object, scalar));
    Ok(update)
}

/// A sensor without a reading sends a zero without a decimal point, and zeros of its own with one.
pub(super) fn is_missing(component: &str, object: &str, payload: &[u8]) -> bool {
    component == "sensor" && payload == b"0" && !vocabulary::counts(object)
}

/// A heartbeat, or the reasons for the system's mode. `is_heartbeat`: the next one is never far.
pub(super) fn report(mut update: Update, text: &str, is_heartbeat: bool, now: Now) -> Result<Update, String> {
    let left_out = json::read_object(text, CONTAINERS, &mut |path, scalar| take(&mut update, path, scalar, now))?;
    if is_heartbeat {
        update.push(Fact::NeverSilentFor(PATIENCE));
    }
    note_left_out(&mut update, left_out);
    Ok(update)
}

fn take(update: &mut Update, path: &str, scalar: Scalar<'_>, now: Now) {
    match (path, believable(scalar, now), scalar.presence()) {
        ("timestamp", Some(moment), _) => update.push(Fact::Measured(moment)),
        ("last_update", Some(moment), _) => update.value(path, Value::Text(moment.to_iso8601())),
        ("status", _, Some(present)) => update.push(Fact::Declared(present)),
        _ => update.value(path, valued(path, scalar)),
    }
}

fn valued(property: &str, scalar: Scalar<'_>) -> Value {
    term(property).map_or_else(|| scalar.value(), |term| term.value(scalar))
}
