//! What one message of a Shelly device says.

use super::vocabulary;
use crate::device::{Fact, Update, Value};
use crate::dialect::address::mac;
use crate::dialect::clock::believable;
use crate::dialect::scalar::Scalar;
use crate::dialect::tree::{self, Tree};
use crate::dialect::{json, note_left_out};
use crate::language::t;
use crate::time::Now;

/// Events that one message tells.
const EVENTS: usize = 64;

/// Its own word, or its last will.
pub(super) fn online(mut update: Update, text: &str) -> Result<Update, String> {
    let present = Scalar::bare(text).flag().ok_or(t!("expected true or false"))?;
    update.hearsay = !present;
    update.push(Fact::Declared(present));
    Ok(update)
}

/// All that there is to say about a component.
pub(super) fn status(mut update: Update, component: &str, text: &str) -> Result<Update, String> {
    let (mut has_values, mut has_errors) = (false, false);
    let left_out = json::read_object(text, &[], &mut |key, scalar| {
        has_values |= !vocabulary::is_noise(component, key);
        has_errors |= key == "errors";
        take(&mut update, component, key, scalar);
    })?;
    note_left_out(&mut update, left_out);
    // Errors are named while they last, and no others.
    if has_values && !has_errors {
        update.withdraw(&format!("{component}.errors"));
    }
    Ok(update)
}

/// What has changed, or what has happened.
pub(super) fn event(mut update: Update, text: &str, now: Now) -> Result<Update, String> {
    let mut happened = false;
    let left_out = json::read_object(text, &["params"], &mut |path, scalar| match (path, path.split_once('.')) {
        ("events", _) => happened = true,
        ("ts", _) => update.push_some(believable(scalar, now).map(Fact::Measured)),
        (_, Some((component, key))) => take(&mut update, component, key, scalar),
        _ => {}
    })?;
    note_left_out(&mut update, left_out);
    if happened {
        take_events(&mut update, text);
    }
    Ok(update)
}

fn take(update: &mut Update, component: &str, key: &str, scalar: Scalar<'_>) {
    match (component, key, scalar) {
        ("sys", "mac", Scalar::Text(address)) => update.push(Fact::AlsoKnownAs(mac(address))),
        _ if vocabulary::is_noise(component, key) => {}
        _ => update.value(&format!("{component}.{key}"), vocabulary::value(component, key, scalar)),
    }
}

/// What a button was pressed like, which is over as soon as it is said.
fn take_events(update: &mut Update, text: &str) {
    let Ok((document, _)) = tree::read(text) else { return };
    let Some(Tree::List(events)) = document.get("params").and_then(|params| params.get("events")) else { return };
    for event in events.iter().take(EVENTS) {
        if let (Some(Tree::Text(component)), Some(Tree::Text(what))) = (event.get("component"), event.get("event")) {
            update.value(&format!("{component}.event"), Value::Text(what.clone()));
        }
    }
}
