//! Hue and saturation of a colour, each by a slider of its own: what a field for colours hides behind a window of the browser.

use reactive_graph::callback::Callable;
use reactive_graph::graph::untrack;
use reactive_graph::owner::{expect_context, provide_context};

use super::Control;
use crate::device::Value;
use crate::language::t;
use crate::ui::cell::live;
use crate::ui::chunk::{self, Chunk};
use crate::ui::dom::{Element, Piece, el, field};
use crate::ui::format;

#[derive(Clone, Copy, Debug)]
struct Wheel(Control);

/// Degrees, and a share of 100.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Hue {
    turn: f64,
    strength: f64,
}

pub(super) fn beside(control: Control) -> Piece {
    provide_context(Wheel(control));
    chunk::with(Chunk::Rich, sliders)
}

#[inline(never)]
pub(in crate::ui) fn sliders() -> Piece {
    let Wheel(control) = expect_context();
    let shown = live(move || {
        let wanted = control.wanted.with(|wanted| wanted.as_ref().map(format::plain));
        wanted.or_else(|| Some(control.reading.with(format::plain))).as_deref().and_then(Hue::of)
    });
    let part = move |of: fn(Hue) -> f64| format::digits(shown.get().map_or(0.0, of).round());
    let hue = slider(control, "360", "hue", move |turn| Hue {
        turn,
        strength: shown.get_untracked().map_or(100.0, |it| it.strength),
    })
    .mark("aria-label", move || control.label.with(|label| t!("{label}: hue", label)))
    .mark("aria-valuetext", move || t!("{degrees} degrees", degrees = part(|it| it.turn)))
    .value(move || part(|it| it.turn));
    let strength = slider(control, "100", "strength", move |strength| Hue {
        strength,
        turn: shown.get_untracked().map_or(0.0, |it| it.turn),
    })
    .mark("aria-label", move || control.label.with(|label| t!("{label}: saturation", label)))
    .mark("aria-valuetext", move || format!("{} %", part(|it| it.strength)))
    .style("--hue", move || part(|it| it.turn))
    .value(move || part(|it| it.strength));
    Piece::default().and(el("span").class("wheel").child(hue).child(strength))
}

fn slider(control: Control, most: &str, class: &str, colour: impl Fn(f64) -> Hue + 'static) -> Element {
    let ask = move |event: web_sys::Event| {
        let number = field(&event).value_as_number();
        control.ask.run(Value::Text(untrack(|| colour(number)).hex()));
    };
    el("input")
        .attr("type", "range")
        .class(class)
        .attr("min", "0")
        .attr("max", most)
        .mark("disabled", control.is_disabled)
        .on("change", ask)
}

impl Hue {
    /// Of a colour written `#rrggbb`.
    fn of(colour: &str) -> Option<Self> {
        let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && !digits.starts_with('+'))?;
        let [_, rgb @ ..] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        let [red, green, blue] = rgb.map(f64::from);
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let spread = most - least;
        if spread <= 0.0 {
            return Some(Self { turn: 0.0, strength: 0.0 });
        }
        let sixth = if most <= red {
            (green - blue) / spread
        } else if most <= green {
            (blue - red) / spread + 2.0
        } else {
            (red - green) / spread + 4.0
        };
        let turn = if sixth < 0.0 { sixth + 6.0 } else { sixth } * 60.0;
        Some(Self { turn, strength: spread / most * 100.0 })
    }

    /// The colour, as bright as can be: how bright a lamp is, it is asked for apart.
    fn hex(self) -> String {
        // Each part falls from all to what the others leave, a third of the circle from the next.
        let part = |begins: f64| {
            let sixth = (self.turn / 60.0 + begins) % 6.0;
            let falls = sixth.min(4.0 - sixth).clamp(0.0, 1.0);
            let share = 1.0 - self.strength / 100.0 * falls;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
            let byte = (share * 255.0).round() as u8;
            byte
        };
        format!("#{:02x}{:02x}{:02x}", part(5.0), part(3.0), part(1.0))
    }
}
