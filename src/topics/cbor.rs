//! CBOR (RFC 8949), read to be shown. Whatever the bytes are, it ends soon.

use super::written::Written;

/// "This is CBOR" (section 3.4.6).
const SELF_DESCRIBED: u64 = 55_799;
const SIMPLE: u8 = 7;
const ENDS: u8 = 0xff;

/// All of it in the letters of JSON; `None` if it is not one whole document, or a very large one.
pub(super) fn written(bytes: &[u8]) -> Option<String> {
    let (mut rest, mut written) = (bytes, Written::default());
    item(&mut rest, &mut written)?;
    rest.is_empty().then(|| written.into_text())
}

/// Whether it begins as nothing else does that is likely to be sent: with its own sign, or as a map.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd9, 0xd9, 0xf7]) || matches!(bytes, [0xa1..=0xbb | 0xbf, 0x60..=0x7b, ..])
}

fn item(rest: &mut &[u8], to: &mut Written) -> Option<()> {
    to.part()?;
    let (major, short, argument) = head(rest)?;
    match (major, argument) {
        (0, Some(number)) => to.whole(number),
        (1, Some(number)) => {
            to.plain("-");
            // The least of them has one digit more than there is room for.
            match number.checked_add(1) {
                Some(number) => to.whole(number),
                None => to.plain("18446744073709551616"),
            }
        }
        (2 | 3, length) => string(major, length, rest, to)?,
        (4, length) => to.within(['[', ']'], |to| {
            let mut place = 0;
            while goes_on(rest, length, place)? {
                to.plain(if place > 0 { "," } else { "" });
                item(rest, to)?;
                place += 1;
            }
            Some(())
        })?,
        (5, length) => to.within(['{', '}'], |to| {
            let mut place = 0;
            while goes_on(rest, length, place)? {
                to.plain(if place > 0 { "," } else { "" });
                item(rest, to)?;
                to.plain(":");
                item(rest, to)?;
                place += 1;
            }
            Some(())
        })?,
        (6, Some(SELF_DESCRIBED)) => item(rest, to)?,
        (6, Some(tag)) => {
            to.whole(tag);
            to.within(['(', ')'], |to| item(rest, to))?;
        }
        (SIMPLE, Some(argument)) => simple(short, argument, to)?,
        _ => return None,
    }
    Some(())
}

/// The kind of an item, how its argument is written, and that; `None` of it if the item ends where it says so (section 3).
fn head(rest: &mut &[u8]) -> Option<(u8, u8, Option<u64>)> {
    let first = take(rest, 1)?[0];
    let (major, short) = (first >> 5, first & 0x1f);
    let argument = match short {
        0..=23 => Some(short.into()),
        24..=27 => Some(take(rest, 1 << (short - 24))?.iter().fold(0, |all, byte| all << 8 | u64::from(*byte))),
        31 if matches!(major, 2..=5) => None,
        _ => return None,
    };
    Some((major, short, argument))
}

/// Bytes or text, in one piece or in several.
fn string(major: u8, length: Option<u64>, rest: &mut &[u8], to: &mut Written) -> Option<()> {
    let mut all = Vec::new();
    match length {
        Some(length) => all.extend(take(rest, length)?),
        None => {
            while goes_on(rest, None, 0)? {
                to.part()?;
                match head(rest)? {
                    (kind, _, Some(length)) if kind == major => all.extend(take(rest, length)?),
                    _ => return None,
                }
            }
        }
    }
    if major == 3 {
        to.text(&all)
    } else {
        to.bytes(&all);
        Some(())
    }
}

/// Whether another one follows behind so many of so many.
fn goes_on(rest: &mut &[u8], length: Option<u64>, place: u64) -> Option<bool> {
    match length {
        Some(length) => Some(place < length),
        None if *rest.first()? == ENDS => take(rest, 1).map(|_| false),
        None => Some(true),
    }
}

fn simple(short: u8, argument: u64, to: &mut Written) -> Option<()> {
    match (short, argument) {
        (20, _) => to.plain("false"),
        (21, _) => to.plain("true"),
        (22, _) => to.plain("null"),
        (23, _) => to.plain("undefined"),
        (25, bits) => to.double(half(u16::try_from(bits).ok()?)),
        (26, bits) => to.single(f32::from_bits(u32::try_from(bits).ok()?)),
        (27, bits) => to.double(f64::from_bits(bits)),
        (24, 0..=31) => return None,
        (_, number) => to.plain(&format!("simple({number})")),
    }
    Some(())
}

/// A number of two bytes (RFC 8949, appendix D).
fn half(bits: u16) -> f64 {
    let (sign, exponent, fraction) = (bits >> 15, i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction > 0.0 => f64::NAN,
        31 => f64::INFINITY,
        _ => (fraction + 1_024.0) * 2_f64.powi(exponent - 25),
    };
    if sign == 1 { -size } else { size }
}

fn take<'a>(rest: &mut &'a [u8], count: u64) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(usize::try_from(count).ok()?)?;
    *rest = left;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(digits: &str) -> Vec<u8> {
        let digit = |place: usize| u8::from_str_radix(&digits[place..place + 2], 16).expect("two digits");
        (0..digits.len()).step_by(2).map(digit).collect()
    }

    #[test]
    fn the_examples_of_the_standard_are_written_as_it_writes_them() {
        // RFC 8949, appendix A.
        for (sent, shown) in [
            ("00", "0"),
            ("1bffffffffffffffff", "18446744073709551615"),
            ("3bffffffffffffffff", "-18446744073709551616"),
            ("f90000", "0.0"),
            ("f93e00", "1.5"),
            ("f97bff", "65504.0"),
            ("f90001", "5.960464477539063e-8"),
            ("f9c400", "-4.0"),
            ("fa47c35000", "100000.0"),
            ("fb3ff199999999999a", "1.1"),
            ("f97c00", "Infinity"),
            ("f97e00", "NaN"),
            ("faff800000", "-Infinity"),
            ("f4", "false"),
            ("f6", "null"),
            ("f7", "undefined"),
            ("f0", "simple(16)"),
            ("f8ff", "simple(255)"),
            ("c11a514b67b0", "1(1363896240)"),
            ("d74401020304", "23(h'01020304')"),
            ("40", "h''"),
            ("62225c", r#""\"\\""#),
            ("62c3bc", "\"ü\""),
            ("80", "[]"),
            ("8301820203820405", "[1,[2,3],[4,5]]"),
            ("a201020304", "{1:2,3:4}"),
            ("a26161016162820203", r#"{"a":1,"b":[2,3]}"#),
            ("5f42010243030405ff", "h'0102030405'"),
            ("7f657374726561646d696e67ff", "\"streaming\""),
            ("9f018202039f0405ffff", "[1,[2,3],[4,5]]"),
            ("bf61610161629f0203ffff", r#"{"a":1,"b":[2,3]}"#),
            ("d9d9f7a0", "{}"),
        ] {
            assert_eq!(written(&bytes(sent)).as_deref(), Some(shown), "{sent}");
        }
        assert_eq!(written(&bytes("fa41ab3333")).as_deref(), Some("21.4"));
    }

    #[test]
    fn what_is_cut_lies_or_never_ends_is_none() {
        let whole = bytes("a261610161629f0203ff");
        for end in 0..whole.len() {
            assert_eq!(written(&whole[..end]), None, "{end}");
        }
        for lie in [
            "",
            "1c",
            "ff",
            "1f",
            "62c328",
            "5f01ff",
            "bf01ff",
            "9bffffffffffffffff",
            "5bffffffffffffffff00",
            "0000",
            "f800",
        ] {
            assert_eq!(written(&bytes(lie)), None, "{lie}");
        }
        assert_eq!(written(&vec![0x81; 100_000]), None, "too deep");
        assert_eq!(written(&vec![0xc1; 100_000]), None, "too deep as well");
        let many: Vec<_> = [0x9a, 0, 1, 0, 0].into_iter().chain(std::iter::repeat_n(0, 65_536)).collect();
        assert_eq!(written(&many), None, "too much");
    }

    #[test]
    fn only_maps_of_names_and_what_says_so_are_likely() {
        for (sent, is) in [
            ("a16161", true),
            ("bf6161", true),
            ("d9d9f700", true),
            ("a10102", false),
            ("00", false),
            ("816161", false),
        ] {
            assert_eq!(is_likely(&bytes(sent)), is, "{sent}");
        }
    }
}
