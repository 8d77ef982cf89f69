//! When two colours are one to a lamp.

/// Lamps count in tenths of degrees, in thousandths, or in as few steps as they are dark: so far, of 255, what they report
/// of a part may be from what they were asked for.
const ROUNDING: u16 = 8;

/// Whether a lamp that was asked for one colour may report the other: it rounds, and says apart from its colour how bright
/// it is. Both are written `#rrggbb`; nothing else is a colour.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let is_close = |(one, other): (u16, u16)| one.abs_diff(other) <= ROUNDING;
    match (brightest(one), brightest(other)) {
        (Some(one), Some(other)) => one.into_iter().zip(other).all(is_close),
        _ => false,
    }
}

/// The colour, as bright as can be.
fn brightest(colour: &str) -> Option<[u16; 3]> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && !digits.starts_with('+'))?;
    let [_, rgb @ ..] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    let rgb = rgb.map(u16::from);
    let most = rgb.into_iter().max().filter(|most| *most > 0)?;
    Some(rgb.map(|part| part * 255 / most))
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn a_lamp_may_round_and_leave_out_how_bright_it_is() {
        for (wanted, reported) in
            [("#ff8000", "#ff7f00"), ("#804000", "#ff8000"), ("#3c64c8", "#4c80ff"), ("#FFFFFF", "#fffafa")]
        {
            assert!(is_same(wanted, reported), "{wanted} {reported}");
        }
    }

    #[test]
    fn another_colour_is_another_colour() {
        for (wanted, reported) in [
            ("#ff8000", "#ff6000"),
            ("#ff0000", "#00ff00"),
            ("#000000", "#ffffff"),
            ("red", "red"),
            ("#+f0000", "#0f0000"),
        ] {
            assert!(!is_same(wanted, reported), "{wanted} {reported}");
        }
    }
}
