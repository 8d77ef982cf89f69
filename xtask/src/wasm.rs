//! A wasm module as a row of sections; knows nothing of what is in them but their names.

const MAGIC: &[u8] = b"\0asm";
const HEADER: usize = 8;
const CUSTOM_SECTION: u8 = 0;

/// The module without its functions' names, which only debuggers read; `None` if it is not a wasm module.
pub(crate) fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(HEADER)?;
    if !header.starts_with(MAGIC) {
        return None;
    }
    let mut kept = header.to_vec();
    while let Some((id, after_id)) = rest.split_first() {
        let (size, after_size) = unsigned(after_id)?;
        let (content, next) = after_size.split_at_checked(size)?;
        let (section, _) = rest.split_at(rest.len() - next.len());
        if *id != CUSTOM_SECTION || custom_name(content)? != b"name" {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    Some(kept)
}

fn custom_name(content: &[u8]) -> Option<&[u8]> {
    let (length, rest) = unsigned(content)?;
    rest.get(..length)
}

/// A number in LEB128, at most 32 bits as the format demands, and what follows it.
fn unsigned(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        number |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[index + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &[u8] = b"\0asm\x01\0\0\0";
    const NAMES: &[u8] = b"\0\x08\x04namexyz";
    const PRODUCERS: &[u8] = b"\0\x0b\x09producers!";
    const LONG_SIZE: &[u8] = b"\x01\x81\0x";

    #[test]
    fn only_the_names_are_taken_away() {
        let module = [EMPTY, LONG_SIZE, NAMES, PRODUCERS].concat();
        assert_eq!(without_names(&module), Some([EMPTY, LONG_SIZE, PRODUCERS].concat()));
        assert_eq!(without_names(EMPTY), Some(EMPTY.to_vec()));
    }

    #[test]
    fn what_is_cut_short_or_something_else_is_not_touched() {
        for other in
            [b"<html>".as_slice(), b"", b"\0asm", &[EMPTY, &NAMES[..6]].concat(), &[EMPTY, b"\x01\xff"].concat()]
        {
            assert_eq!(without_names(other), None);
        }
    }
}
