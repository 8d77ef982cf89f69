//! JSON objects laid over one another.

use serde_json::Value;

/// What `above` says counts; what is no object covers nothing.
pub(crate) fn overlay(below: &mut Value, above: Value) {
    if let (Value::Object(below), Value::Object(above)) = (below, above) {
        below.extend(above);
    }
}
