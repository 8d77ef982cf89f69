//! Lets the person know that there is an alarm, wherever they look: by the title of the tab, by a number at the page's icon,
//! by a notification and a tone if they agreed to those.

use reactive_graph::owner::expect_context;

use super::value;
use crate::alarm::{Alarm, Level};
use crate::ui::dom::{Piece, effect};
use crate::ui::mirror::Mirror;
use crate::ui::{badge, notification, text, tone};

/// How many alarms call for the person: those that are but worth knowing do not.
pub(in crate::ui) fn calling(mirror: Mirror) -> usize {
    mirror.alarms().with(|alarms| alarms.iter().filter(|alarm| calls(alarm)).count())
}

fn calls(alarm: &Alarm) -> bool {
    alarm.wants_attention() && alarm.about.level > Level::Info
}

/// Whether there may be a call.
pub(in crate::ui) fn may_call(mirror: Mirror) -> bool {
    mirror.alarms().with(|alarms| !alarms.is_empty()) || mirror.alarm_rules().with(|rules| !rules.is_empty())
}

/// Tells of each call once, for as long as its caller's owner lives. A door of its chunk: whoever has no alarms does without.
#[inline(never)]
pub(crate) fn answer_calls() -> Piece {
    let mirror = expect_context::<Mirror>();
    let (mut answered, mut shown) = (0, None);
    effect(move || {
        let count = calling(mirror);
        if shown.replace(count) != Some(count) {
            badge::show(count);
        }
        mirror.alarms().with(|alarms| {
            let is_new = |alarm: &&Alarm| alarm.call > answered && calls(alarm);
            let new: Vec<_> = alarms.iter().filter(is_new).collect();
            if !new.is_empty() && tone::is_wanted() {
                tone::sound();
            }
            if notification::is_wanted() {
                for alarm in &new {
                    let about = &alarm.about;
                    let words = format!("{} · {}", text::short(&about.device_name), value(about).unwrap_or_default());
                    // The same alarm of another tab takes its place.
                    let tag = format!("{}\n{}\n{}", about.device, about.property, about.name);
                    notification::show(&text::label(&about.name), &words, &tag);
                }
            }
            answered = alarms.iter().map(|alarm| alarm.call).fold(answered, u64::max);
        });
    });
    Piece::default()
}
