//! Colours as pages write them, and as lights do.

/// How a colour is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    Rgb,
    Rgbw,
    Rgbww,
    /// Hue in degrees and saturation in percent.
    Hs,
    Xy,
}

/// A colour, each part 0 to 255.
type Rgb = [f64; 3];

/// `#rrggbb` in the numbers of a space, each with what Home Assistant calls it.
pub(super) fn parts(space: Space, hex: &str) -> Option<Vec<(&'static str, f64)>> {
    let rgb @ [red, green, blue] = from_hex(hex)?;
    let rgb_parts = [("red", red), ("green", green), ("blue", blue)];
    Some(match space {
        Space::Rgb => rgb_parts.to_vec(),
        Space::Rgbw => rgb_parts.into_iter().chain([("white", 0.0)]).collect(),
        Space::Rgbww => rgb_parts.into_iter().chain([("cold_white", 0.0), ("warm_white", 0.0)]).collect(),
        Space::Hs => {
            let (hue, saturation) = hue_and_saturation(rgb);
            vec![("hue", hue), ("sat", saturation)]
        }
        Space::Xy => {
            let (x, y) = to_xy(rgb);
            vec![("x", x), ("y", y)]
        }
    })
}

/// Numbers of a space as `#rrggbb`.
pub(super) fn hex(space: Space, numbers: &[f64]) -> Option<String> {
    let rgb = match (space, numbers) {
        (Space::Rgb, [red, green, blue]) => [*red, *green, *blue],
        (Space::Rgbw, [red, green, blue, white]) => [*red, *green, *blue].map(|part| part.max(*white)),
        (Space::Rgbww, [red, green, blue, cold, warm]) => [*red, *green, *blue].map(|part| part.max(cold.max(*warm))),
        (Space::Hs, [hue, saturation]) => from_hue(*hue, *saturation),
        (Space::Xy, [x, y]) => from_xy(*x, *y)?,
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    let [red, green, blue] = rgb.map(|part| part.clamp(0.0, 255.0).round() as u8);
    rgb.iter().all(|part| part.is_finite()).then(|| format!("#{red:02x}{green:02x}{blue:02x}"))
}

fn from_hex(hex: &str) -> Option<Rgb> {
    let digits = hex
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    Some([16, 8, 0].map(|shift| f64::from(number >> shift & 255)))
}

fn hue_and_saturation([red, green, blue]: Rgb) -> (f64, f64) {
    let high = red.max(green).max(blue);
    let span = high - red.min(green).min(blue);
    if span <= 0.0 {
        return (0.0, 0.0);
    }
    let sixth = if high <= red {
        (green - blue) / span
    } else if high <= green {
        2.0 + (blue - red) / span
    } else {
        4.0 + (red - green) / span
    };
    let thousandths = |number: f64| (number * 1_000.0).round() / 1_000.0;
    (thousandths((sixth * 60.0).rem_euclid(360.0)), thousandths(span / high * 100.0))
}

fn from_hue(hue: f64, saturation: f64) -> Rgb {
    let sixth = (hue / 60.0).rem_euclid(6.0);
    let away = |from: f64| {
        let distance = (sixth - from).abs();
        let distance = distance.min(6.0 - distance);
        (2.0 - distance).clamp(0.0, 1.0)
    };
    let saturation = (saturation / 100.0).clamp(0.0, 1.0);
    [0.0, 2.0, 4.0].map(|from| 255.0 * (1.0 - saturation * (1.0 - away(from))))
}

/// The primaries of wide-gamut lamps at D65, which lights that speak xy are built for.
fn to_xy(rgb: Rgb) -> (f64, f64) {
    let [red, green, blue] = rgb.map(|part| {
        let part = part / 255.0;
        if part > 0.04045 { ((part + 0.055) / 1.055).powf(2.4) } else { part / 12.92 }
    });
    let x = red * 0.664_511 + green * 0.154_324 + blue * 0.162_028;
    let y = red * 0.283_881 + green * 0.668_433 + blue * 0.047_685;
    let z = red * 0.000_088 + green * 0.072_310 + blue * 0.986_039;
    let sum = x + y + z;
    if sum <= 0.0 {
        return (0.0, 0.0);
    }
    let thousandths = |number: f64| (number * 1_000.0).round() / 1_000.0;
    (thousandths(x / sum), thousandths(y / sum))
}

fn from_xy(x: f64, y: f64) -> Option<Rgb> {
    if y <= 0.0 {
        return None;
    }
    let (x, z) = (x / y, (1.0 - x - y) / y);
    let linear = [
        x * 1.656_492 - 0.354_851 - z * 0.255_038,
        -x * 0.707_196 + 1.655_397 + z * 0.036_152,
        x * 0.051_713 - 0.121_364 + z * 1.011_530,
    ];
    let rgb = linear.map(|part| {
        let part = part.max(0.0);
        if part > 0.003_130_8 { 1.055 * part.powf(1.0 / 2.4) - 0.055 } else { 12.92 * part }
    });
    let high = rgb[0].max(rgb[1]).max(rgb[2]);
    Some(rgb.map(|part| part / high * 255.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_comes_back_as_it_went() {
        for hex in ["#ff0000", "#00ff00", "#0000ff", "#ffffff", "#ff5733", "#33c1ff"] {
            for space in [Space::Rgb, Space::Rgbw, Space::Rgbww, Space::Hs] {
                let numbers: Vec<_> =
                    parts(space, hex).expect("it is a colour").into_iter().map(|(_, number)| number).collect();
                assert_eq!(super::hex(space, &numbers).as_deref(), Some(hex), "{space:?}");
            }
        }
        assert_eq!(parts(Space::Hs, "#ff5733"), Some(vec![("hue", 10.588), ("sat", 80.0)]));
        assert_eq!(parts(Space::Xy, "#ff0000"), Some(vec![("x", 0.701), ("y", 0.299)]));
        assert_eq!(hex(Space::Xy, &[0.701, 0.299]).as_deref(), Some("#ff0000"));
    }

    #[test]
    fn what_is_no_colour_is_none() {
        for text in ["", "#", "#ff00", "ff0000", "#gg0000", "#ff00é", "#+f0000"] {
            assert_eq!(parts(Space::Rgb, text), None, "{text}");
        }
        assert_eq!(hex(Space::Rgb, &[1.0, 2.0]), None);
        assert_eq!(hex(Space::Xy, &[0.3, 0.0]), None);
        assert_eq!(hex(Space::Rgb, &[f64::NAN, 0.0, 0.0]), None);
    }
}
