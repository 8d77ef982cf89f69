//! MessagePack, read to be shown. Whatever the bytes are, it ends soon.

use super::written::Written;

/// All of it in the letters of JSON; `None` if it is not one whole document, or a very large one.
pub(super) fn written(bytes: &[u8]) -> Option<String> {
    let (mut rest, mut written) = (bytes, Written::default());
    item(&mut rest, &mut written)?;
    rest.is_empty().then(|| written.into_text())
}

/// Whether it begins as nothing else does that is likely to be sent: as a map of names.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    let first_name = match bytes {
        [0x81..=0x8f, name, ..] | [0xde, _, _, name, ..] | [0xdf, _, _, _, _, name, ..] => *name,
        _ => return false,
    };
    matches!(first_name, 0xa0..=0xbf | 0xd9)
}

fn item(rest: &mut &[u8], to: &mut Written) -> Option<()> {
    to.part()?;
    match unsigned(rest, 1)? {
        small @ 0..=0x7f => to.whole(small),
        map @ 0x80..=0x8f => pairs(rest, map & 0xf, to)?,
        list @ 0x90..=0x9f => items(rest, list & 0xf, to)?,
        text @ 0xa0..=0xbf => to.text(take(rest, text & 0x1f)?)?,
        0xc0 => to.plain("null"),
        0xc2 => to.plain("false"),
        0xc3 => to.plain("true"),
        bytes @ 0xc4..=0xc6 => {
            let length = unsigned(rest, 1 << (bytes - 0xc4))?;
            to.bytes(take(rest, length)?);
        }
        extension @ 0xc7..=0xc9 => {
            let length = unsigned(rest, 1 << (extension - 0xc7))?;
            extended(rest, length, to)?;
        }
        0xca => to.single(f32::from_bits(u32::try_from(unsigned(rest, 4)?).ok()?)),
        0xcb => to.double(f64::from_bits(unsigned(rest, 8)?)),
        number @ 0xcc..=0xcf => to.whole(unsigned(rest, 1 << (number - 0xcc))?),
        number @ 0xd0..=0xd3 => {
            let bytes = 1 << (number - 0xd0);
            // What is shifted out of sight leaves its sign there.
            let unused = 64 - 8 * bytes;
            to.signed((unsigned(rest, bytes)? << unused).cast_signed() >> unused);
        }
        extension @ 0xd4..=0xd8 => extended(rest, 1 << (extension - 0xd4), to)?,
        text @ 0xd9..=0xdb => {
            let length = unsigned(rest, 1 << (text - 0xd9))?;
            to.text(take(rest, length)?)?;
        }
        list @ 0xdc..=0xdd => {
            let length = unsigned(rest, 2 << (list - 0xdc))?;
            items(rest, length, to)?;
        }
        map @ 0xde..=0xdf => {
            let length = unsigned(rest, 2 << (map - 0xde))?;
            pairs(rest, length, to)?;
        }
        small @ 0xe0..=0xff => to.signed(small.cast_signed() - 256),
        _ => return None,
    }
    Some(())
}

fn items(rest: &mut &[u8], count: u64, to: &mut Written) -> Option<()> {
    to.within(['[', ']'], |to| {
        (0..count).try_for_each(|place| {
            to.plain(if place > 0 { "," } else { "" });
            item(rest, to)
        })
    })
}

fn pairs(rest: &mut &[u8], count: u64, to: &mut Written) -> Option<()> {
    to.within(['{', '}'], |to| {
        (0..count).try_for_each(|place| {
            to.plain(if place > 0 { "," } else { "" });
            item(rest, to)?;
            to.plain(":");
            item(rest, to)
        })
    })
}

/// Of a kind that only those know who use it, but for times.
fn extended(rest: &mut &[u8], length: u64, to: &mut Written) -> Option<()> {
    let kind = take(rest, 1)?[0].cast_signed();
    to.plain("ext");
    to.signed(kind.into());
    to.within(['(', ')'], |to| {
        to.bytes(take(rest, length)?);
        Some(())
    })
}

fn unsigned(rest: &mut &[u8], bytes: u64) -> Option<u64> {
    Some(take(rest, bytes)?.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)))
}

fn take<'a>(rest: &mut &'a [u8], count: u64) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(usize::try_from(count).ok()?)?;
    *rest = left;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_part_is_written() {
        let name = |name: &[u8]| [&[0xa0 | u8::try_from(name.len()).expect("short")], name].concat();
        for (sent, shown) in [
            ([&[0x82][..], &name(b"a"), &[1], &name(b"b"), &[0x92, 2, 0xff]].concat(), r#"{"a":1,"b":[2,-1]}"#),
            (vec![0xc0], "null"),
            (vec![0xc2], "false"),
            (vec![0xc3], "true"),
            (vec![0xc4, 2, 0, 255], "h'00ff'"),
            (vec![0xca, 0x41, 0xab, 0x33, 0x33], "21.4"),
            ([&[0xcb][..], &1.1_f64.to_be_bytes()].concat(), "1.1"),
            ([&[0xcb][..], &f64::NAN.to_be_bytes()].concat(), "NaN"),
            (vec![0xcc, 200], "200"),
            (vec![0xcf, 255, 255, 255, 255, 255, 255, 255, 255], "18446744073709551615"),
            (vec![0xd0, 0x80], "-128"),
            (vec![0xd1, 0xff, 0x38], "-200"),
            (vec![0xd2, 0, 0, 0, 7], "7"),
            (vec![0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0], "-9223372036854775808"),
            (vec![0xd6, 0xff, 0, 0, 0, 1], "ext-1(h'00000001')"),
            (vec![0xc7, 1, 5, 9], "ext5(h'09')"),
            ([&[0xd9, 3][..], "x°".as_bytes()].concat(), "\"x°\""),
            (vec![0xdc, 0, 2, 1, 2], "[1,2]"),
            (vec![0xdf, 0, 0, 0, 1, 1, 2], "{1:2}"),
            (vec![0xe0], "-32"),
            (vec![0x7f], "127"),
        ] {
            assert_eq!(written(&sent).as_deref(), Some(shown), "{sent:02x?}");
        }
    }

    #[test]
    fn what_is_cut_lies_or_never_ends_is_none() {
        let whole = [&[0x82, 0xa1, b'a', 0xcd, 1, 2, 0xa1, b'b', 0xc4, 1, 7][..]].concat();
        assert_eq!(written(&whole).as_deref(), Some(r#"{"a":258,"b":h'07'}"#));
        for end in 0..whole.len() {
            assert_eq!(written(&whole[..end]), None, "{end}");
        }
        for lie in [
            &[][..],
            &[0xc1],
            &[0, 0],
            &[0xa2, 0xc3, 0x28],
            &[0xdd, 255, 255, 255, 255],
            &[0xc6, 255, 255, 255, 255, 1],
        ] {
            assert_eq!(written(lie), None, "{lie:02x?}");
        }
        assert_eq!(written(&vec![0x91; 100_000]), None, "too deep");
        let many: Vec<_> = [0xdd, 0, 1, 0, 0].into_iter().chain(std::iter::repeat_n(0, 65_536)).collect();
        assert_eq!(written(&many), None, "too much");
    }

    #[test]
    fn only_maps_of_names_are_likely() {
        for (sent, is) in [
            (&[0x81, 0xa1][..], true),
            (&[0xde, 0, 1, 0xd9], true),
            (&[0x81, 1], false),
            (&[0x93, 1], false),
            (b"on", false),
        ] {
            assert_eq!(is_likely(sent), is, "{sent:02x?}");
        }
    }
}
