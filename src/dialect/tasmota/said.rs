//! What one message of a board says.

use super::board::{Board, LAST_WILL};
use super::vocabulary;
use crate::device::{Fact, Kind, Update, Value, digits};
use crate::dialect::clock::believable;
use crate::dialect::scalar::Scalar;
use crate::dialect::{json, note_left_out};
use crate::language::t;
use crate::time::Now;

/// Keys that only hold others together.
const CONTAINERS: &[&str] = &["StatusSNS", "StatusSTS", "Info1", "Info2", "Info3"];

pub(super) fn read(mut update: Update, board: &Board, leaf: &str, text: &str, now: Now) -> Result<Update, String> {
    if leaf == LAST_WILL {
        update.hearsay = true;
        let said = match text.trim() {
            word if word == board.online => Some(true),
            word if word == board.offline => Some(false),
            word => Scalar::Text(word).presence(),
        };
        let present = said
            .ok_or_else(|| t!("expected “{online}” or “{offline}”", online = board.online, offline = board.offline))?;
        update.push(Fact::Declared(present));
        return Ok(update);
    }
    if !json::is_document(text) {
        take(&mut update, board, leaf, Scalar::bare(text).under(leaf), now);
        return Ok(update);
    }
    let left_out =
        json::read_object(text, CONTAINERS, &mut |path, scalar| take(&mut update, board, path, scalar, now))?;
    note_left_out(&mut update, left_out);
    Ok(update)
}

/// What sensors a board has, and in which unit it tells temperatures.
pub(super) fn sensors(mut update: Update, board: &mut Board, text: &str) -> Result<Update, String> {
    let mut readings = Vec::new();
    json::read_object(text, &["sn"], &mut |path, scalar| match (path, scalar) {
        ("TempUnit", Scalar::Text(unit @ ("C" | "F"))) => unit.clone_into(&mut board.temperature_unit),
        ("Time" | "ver", _) => {}
        _ if vocabulary::is_reading(path) => readings.push(path.to_owned()),
        _ => {}
    })?;
    for path in readings {
        update.describe(&path, vocabulary::profile(&path, &Value::Unknown, &board.temperature_unit));
    }
    Ok(update)
}

fn take(update: &mut Update, board: &Board, path: &str, scalar: Scalar<'_>, now: Now) {
    if let Some(relay) = path.strip_prefix("POWER").and_then(relay) {
        return update.value(&board.relay(relay), switched(board, scalar));
    }
    if path.strip_prefix("Switch").and_then(relay).is_some() {
        return update.value(path, switched(board, scalar));
    }
    match (path, believable(scalar, now)) {
        ("Time", Some(moment)) => update.push(Fact::Measured(moment)),
        ("Color", _) if board.controls.iter().any(|(id, it)| id == path && it.kind == Kind::Colour) => {
            update.value(path, colour(scalar).unwrap_or_else(|| scalar.value()));
        }
        _ => update.value(path, vocabulary::value(path, scalar)),
    }
}

/// The number of a relay or a switch; the first is also written without.
fn relay(number: &str) -> Option<usize> {
    if number.is_empty() { Some(1) } else { number.parse().ok().filter(|number| (1..=64).contains(number)) }
}

fn switched(board: &Board, scalar: Scalar<'_>) -> Value {
    match scalar {
        Scalar::Text(word) if word == board.on => Value::Flag(true),
        Scalar::Text(word) if word == board.off => Value::Flag(false),
        _ => scalar.flag().map_or_else(|| scalar.value(), Value::Flag),
    }
}

/// A colour, as bright as can be: how bright it is is told apart. Written `FF800000` or `255,128,0,0`, with or without
/// whites after it.
fn colour(scalar: Scalar<'_>) -> Option<Value> {
    let written = match scalar {
        Scalar::Text(text) => text.trim().to_owned(),
        // Digits alone.
        Scalar::Number(number) if number.fract() == 0.0 => format!("{:0>6}", digits(number)),
        _ => return None,
    };
    let parts: Vec<f64> = if written.contains(',') {
        written.split(',').take(3).map_while(|part| part.trim().parse::<u8>().ok()).map(f64::from).collect()
    } else {
        let pair = |at: usize| u8::from_str_radix(written.get(at..at + 2)?, 16).ok();
        [0, 2, 4].into_iter().map_while(pair).map(f64::from).collect()
    };
    let [red, green, blue] = parts[..] else { return None };
    let most = red.max(green).max(blue).max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    let [red, green, blue] = [red, green, blue].map(|part| (part / most * 255.0).round() as u8);
    Some(Value::Text(format!("#{red:02x}{green:02x}{blue:02x}")))
}
