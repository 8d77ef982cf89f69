//! What a message says besides its payload, and what the home makes of the topic that it came on.

use std::time::Duration;

use reactive_graph::owner::expect_context;

use crate::app::{ChosenTopic, Meaning};
use crate::device::DeviceKey;
use crate::language::t;
use crate::topics::{Kept, Properties};
use crate::ui::cell::{Live, live};
use crate::ui::dom::{Element, IntoPiece, Piece, all, el, part};
use crate::ui::mirror::Mirror;
use crate::ui::route::Route;
use crate::ui::{format, text};

pub(super) fn properties(message: Live<Option<Kept>>) -> Piece {
    let properties = move || {
        let read = message.with(|message| message.as_ref().map(|message| Properties::read(&message.properties)));
        // By which of our filters it came is nothing that anybody said.
        let said = read.map(|read| Properties { subscriptions: Vec::new(), ..read });
        said.filter(|said| *said != Properties::default())
    };
    part(properties, |properties| facts(&properties))
}

fn facts(properties: &Properties) -> Element {
    let plain = |name: &str, value: String| el("div").child(el("dt").child(name)).child(el("dd").child(value));
    let Properties { is_text, expiry, content_type, response_topic, correlation, user, .. } = properties;
    let answered = response_topic.as_ref().map(|topic| {
        let name = el("code").class("topic").child(&*text::visible(topic));
        let link = el("a").attr("href", &Route::Topics(topic.clone()).href()).child(name);
        el("div").child(el("dt").child(t!("Response topic"))).child(el("dd").child(link))
    });
    let left = expiry.map(|seconds| format::duration(Duration::from_secs(seconds.into())));
    let kind = is_text.map(|is_text| if is_text { t!("Text") } else { t!("Bytes") }.to_owned());
    el("dl")
        .class("besides")
        .attr("data-testid", "properties")
        .child(content_type.as_ref().map(|kind| plain(t!("Content type"), text::short(kind))))
        .child(kind.map(|kind| plain(t!("The payload is said to be"), kind)))
        .child(left.map(|left| plain(t!("Expires"), t!("{time} after it came", time = left))))
        .child(answered)
        .child(correlation.as_ref().map(|bytes| plain(t!("Correlation data"), written(bytes))))
        .child(all(user.iter().map(|(name, value)| plain(&text::short(name), text::short(value)))))
}

/// As text if it is one, in hexadecimal numbers otherwise.
fn written(bytes: &[u8]) -> String {
    /// Bytes that are shown.
    const BYTES: usize = 64;
    if let Ok(words) = str::from_utf8(bytes) {
        return text::short(words);
    }
    let digits = bytes.iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    if bytes.len() > BYTES { format!("{digits}…") } else { digits }
}

/// Whom it is about, or why it is about nobody.
pub(super) fn meaning(chosen: Live<Option<ChosenTopic>>) -> Piece {
    let mirror = expect_context::<Mirror>();
    // A level on which nothing is said means nothing.
    let said = |chosen: &ChosenTopic| chosen.message.is_some().then(|| chosen.meaning.clone());
    let meaning = live(move || chosen.with(|chosen| chosen.as_ref().and_then(said)));
    // By id and name.
    let named = move |keys: &[DeviceKey]| {
        mirror.devices().with(|devices| {
            let found = keys.iter().filter_map(|key| devices.get(*key));
            found.map(|device| (device.id.clone(), device.name.clone())).collect::<Vec<_>>()
        })
    };
    part(
        move || meaning.get().map(|meaning| (named(&meaning.devices), meaning)),
        |(devices, meaning): (Vec<(String, String)>, Meaning)| {
            let Meaning { properties, riddle, is_heard, .. } = meaning;
            let unread = riddle.map(|riddle| {
                let why = t!("Not understood: {reason}.", reason = text::visible(&riddle).into_owned());
                let list = el("a").attr("href", &Route::Activity.href()).child(t!("All that was not understood"));
                el("p").class("hint").child(why).child(" ").child(list)
            });
            let nobody = match is_heard {
                _ if !devices.is_empty() || unread.is_some() => None,
                true => Some(t!("It is listened to, but says nothing of any device.")),
                false => Some(t!("No convention listens here.")),
            };
            let link = |(id, name): &(String, String)| {
                el("a").attr("href", &Route::Device(id.clone()).href()).child(text::short(name))
            };
            let about = (!devices.is_empty()).then(|| {
                let links = devices.iter().flat_map(|device| [" · ".into_piece(), link(device).into_piece()]).skip(1);
                let labels: Vec<_> = properties.iter().map(|label| text::short(label)).collect();
                let labels = (!labels.is_empty()).then(|| format!(": {}", labels.join(", ")));
                el("p").child(t!("Read as")).child(" ").child(all(links)).child(labels)
            });
            el("div")
                .class("meaning")
                .attr("data-testid", "meaning")
                .child(about)
                .child(unread)
                .child(nobody.map(|words| el("p").class("hint").child(words)))
        },
    )
}
