//! Inputs to start from, kept in the repository as text that a person can read and change.

use std::{fs, io, path::Path};

use crate::workshop::Workshop;

/// Lists of streams, each for the target of its name.
const LISTS: [&str; 2] = ["frames", "session"];

/// Where a target looks for inputs; what it finds itself it keeps in the first, which is this one.
pub(super) fn folders(found: &str, target: &str) -> Vec<String> {
    let found = found.to_owned();
    if LISTS.contains(&target) {
        return vec![found, format!("target/fuzz/seeds/{target}")];
    }
    if target == "history" {
        return vec![found];
    }
    if ["intake", "replay"].contains(&target) {
        return vec![found, format!("fuzz/seeds/{target}")];
    }
    // Recordings are written for tests, and are what devices really say.
    vec![found, "tests/dialects".to_owned(), "fuzz/seeds/app".to_owned()]
}

/// Writes the streams of the lists as the bytes they stand for.
pub(super) fn write(workshop: &Workshop) -> io::Result<()> {
    for target in LISTS {
        let list = fs::read_to_string(workshop.root().join(format!("fuzz/seeds/{target}.txt")))?;
        let folder = workshop.root().join(format!("target/fuzz/seeds/{target}"));
        write_list(&list, &folder)?;
    }
    Ok(())
}

fn write_list(list: &str, folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let (name, stream) = line.split_once(' ').unwrap_or((line, ""));
        let bytes = bytes(stream).ok_or_else(|| io::Error::other(format!("fuzz/seeds has a line amiss: {line}")))?;
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

/// Hexadecimal digits, `"text"`, and `next` where another connection begins.
fn bytes(stream: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for (index, part) in stream.split('"').enumerate() {
        if index % 2 == 1 {
            bytes.extend_from_slice(part.as_bytes());
            continue;
        }
        for word in part.split_whitespace() {
            match word {
                "next" => bytes.extend_from_slice(b"\nhang up\n"),
                digits => bytes.extend(from_digits(digits)?),
            }
        }
    }
    Some(bytes)
}

fn from_digits(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).ok().filter(|pair| pair.len() == 2));
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_digits_text_and_hanging_up() {
        assert_eq!(bytes(" 30 0006 \"a b\" 00").as_deref(), Some(&b"\x30\x00\x06a b\x00"[..]));
        assert_eq!(bytes("e0 00 next 20").as_deref(), Some(&b"\xe0\x00\nhang up\n\x20"[..]));
        assert_eq!(bytes("e"), None);
        assert_eq!(bytes("no"), None);
    }

    #[test]
    fn every_line_of_the_lists_can_be_read() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        for (list, at_least) in [
            (include_str!("../../../fuzz/seeds/frames.txt"), 25),
            (include_str!("../../../fuzz/seeds/session.txt"), 25),
        ] {
            write_list(list, folder.path())?;
            assert!(fs::read_dir(folder.path())?.count() >= at_least);
        }
        Ok(())
    }
}
