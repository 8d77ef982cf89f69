//! A small line of how a number went, from zero up to the most there was.

use crate::language::t;
use crate::ui::dom::{Element, el, svg};

/// Units of the picture.
const WIDTH: usize = 240;
const HEIGHT: f32 = 40.0;
/// The same with room for the line.
const VIEW: &str = "0 -2 240 44";

/// `told`: the last and the highest number, as people read them.
pub(super) fn course(name: &str, numbers: &[f32], told: impl Fn(f32) -> String) -> Element {
    let most = numbers.iter().copied().fold(0.0, f32::max);
    let now = told(numbers.last().copied().unwrap_or_default());
    let words = t!("{name}: now {now}, at most {most}", name, now = now, most = told(most));
    // One number is no line.
    let picture = (numbers.len() > 1).then(|| {
        svg("svg")
            .class("spark")
            .attr("role", "img")
            .attr("aria-label", &words)
            .attr("viewBox", VIEW)
            .attr("preserveAspectRatio", "none")
            .child(svg("path").attr("d", &path(numbers, most)))
    });
    let title = el("figcaption").child(el("span").child(name)).child(el("strong").child(now));
    el("figure").class("panel course").child(title).child(picture)
}

/// In whole numbers: a picture so small has no finer ones.
fn path(numbers: &[f32], most: f32) -> String {
    let steps = numbers.len().saturating_sub(1).max(1);
    let scale = if most > 0.0 { HEIGHT / most } else { 0.0 };
    let point = |(place, number): (usize, &f32)| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
        let height = (HEIGHT - number * scale) as u32;
        let (letter, x) = (if place == 0 { 'M' } else { 'L' }, place * WIDTH / steps);
        format!("{letter}{x} {height}")
    };
    numbers.iter().enumerate().map(point).collect()
}
