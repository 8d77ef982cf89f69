//! What passes between the broker and us, and how long its answers take.

use std::time::Duration;

use super::course::course;
use crate::app::LinkNews;
use crate::language::t;
use crate::ui::cell::Live;
use crate::ui::dom::{Element, IntoPiece, Piece, el, part};
use crate::ui::format;
use crate::ui::page::name;

/// The lines of the facts about the connection.
pub(super) fn facts(link: Live<LinkNews>) -> Piece {
    let fact = |(title, value): (&'static str, String)| name(title).into_piece().and(el("dd").child(value));
    let passed = |packets: u64, bytes: u64| {
        t!("{count} packets, {size}", count = format::count(packets), size = format::bytes(bytes))
    };
    let keep_alive =
        move || Some((t!("Asked for a sign of life after"), format::duration(link.with(|it| it.keep_alive)?)));
    let sent = move || link.with(|it| Some((t!("Sent"), passed(it.packets_sent, it.bytes_sent))));
    let received = move || link.with(|it| Some((t!("Received"), passed(it.packets_received, it.bytes_received))));
    part(keep_alive, fact).and(part(sent, fact)).and(part(received, fact))
}

pub(super) fn courses(link: Live<LinkNews>) -> Element {
    let pings = move || link.with(|it| it.pings.iter().map(|ping| ping.took.as_secs_f32() * 1e3).collect::<Vec<_>>());
    let pings = move || Some(pings()).filter(|pings| !pings.is_empty());
    let answers =
        |pings: Vec<f32>| course(t!("Time to the broker and back"), &pings, milliseconds).attr("data-testid", "pings");
    let sent = move || Some(link.with(|it| it.sent.clone())).filter(|all| all.len() > 1);
    let received = move || Some(link.with(|it| it.received.clone())).filter(|all| all.len() > 1);
    el("div")
        .class("courses")
        .child(part(pings, answers))
        .child(part(received, |bytes| course(t!("Received a second"), &numbers(&bytes), size)))
        .child(part(sent, |bytes| course(t!("Sent a second"), &numbers(&bytes), size)))
}

fn milliseconds(millis: f32) -> String {
    match millis {
        0.0..10.0 => t!("{count} ms", count = format::number(f64::from(millis), Some(1))),
        _ => format::duration(Duration::from_secs_f32(millis / 1e3)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "drawn a few pixels high")]
pub(super) fn numbers(counts: &[u32]) -> Vec<f32> {
    counts.iter().map(|count| *count as f32).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
pub(super) fn size(bytes: f32) -> String {
    format::bytes(bytes as u64)
}
