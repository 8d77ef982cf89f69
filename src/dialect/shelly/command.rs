//! How Shelly devices are asked for something.

use serde::Serialize;

use super::vocabulary::kind_of;
use crate::dialect::colour::{self, Space};
use crate::dialect::{CannotWrite, Wish, wish};
use crate::mqtt::Publication;

/// Answers go to a topic that begins with this, where nobody listens: what a device did shows in what it reports.
const SOURCE: &str = "alicia-dashboard";

#[derive(Serialize)]
struct Request<'a> {
    id: &'a str,
    src: &'a str,
    method: &'a str,
    params: Params,
}

#[derive(Default, Serialize)]
struct Params {
    id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    brightness: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rgb: Option<Vec<u8>>,
}

/// The message that asks a device for what a person wishes.
pub(super) fn write(wish: Wish<'_>) -> Result<Publication, CannotWrite> {
    let (component, key) = wish.property.split_once('.').ok_or_else(|| wish.read_only())?;
    let id = component.split_once(':').and_then(|(_, number)| number.parse().ok()).ok_or_else(|| wish.read_only())?;
    let params = Params { id, ..Params::default() };
    let (method, params) = match (kind_of(component), key) {
        ("switch", "output") => return Ok(say(wish, component, if wish.flag()? { "on" } else { "off" })),
        ("cover", "state") => {
            let wanted = wish.wanted.plain();
            let known = ["open", "close", "stop"].into_iter().find(|known| *known == wanted);
            return known.map(|known| say(wish, component, known)).ok_or_else(|| wish.not_a_value());
        }
        ("cover", "current_pos") => return Ok(say(wish, component, &format!("pos,{}", wish.percentage()?))),
        ("cover", "slat_pos") => return Ok(say(wish, component, &format!("slat_pos,{}", wish.percentage()?))),
        (kind, key) => {
            let method = setter(kind).ok_or_else(|| wish.read_only())?;
            let params = match key {
                "output" => Params { on: Some(wish.flag()?), ..params },
                "brightness" => Params { brightness: Some(wish.percentage()?), ..params },
                "rgb" => Params { rgb: Some(rgb(wish)?), ..params },
                _ => return Err(wish.read_only()),
            };
            (method, params)
        }
    };
    let request = Request { id: &wish.mark.id, src: SOURCE, method, params };
    Ok(wish::publication(format!("{}/rpc", wish.native_id), &request))
}

/// A word to a component, on its own topic.
fn say(wish: Wish<'_>, component: &str, word: &str) -> Publication {
    let topic = format!("{}/command/{component}", wish.native_id);
    Publication::new(topic, word)
}

/// What sets a light, of whatever kind.
fn setter(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "light" => "Light.Set",
        "rgb" => "RGB.Set",
        "rgbw" => "RGBW.Set",
        "cct" => "CCT.Set",
        _ => return None,
    })
}

fn rgb(wish: Wish<'_>) -> Result<Vec<u8>, CannotWrite> {
    let parts = colour::parts(Space::Rgb, &wish.wanted.plain()).ok_or_else(|| wish.not_a_value())?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    Ok(parts.into_iter().map(|(_, part)| part as u8).collect())
}
