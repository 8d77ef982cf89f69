//! What was said last, as bytes: topics that are written together, and the head that says whose they are. Whoever kept what is
//! read, it is read as far as it makes sense.

use crate::history::{Reader, put};
use crate::mqtt::topic;
use crate::time::Timestamp;

/// Of everything that is kept.
const FORMAT: u64 = 1;
/// The broker sent a copy of it.
const COPY: u64 = 1;
/// The broker keeps a copy on this topic.
const STORED: u64 = 2;

/// What was said last on a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) payload: Vec<u8>,
    pub(super) at: Timestamp,
    /// It was a copy that the broker kept: nobody knows when it was said.
    pub(super) is_copy: bool,
    /// The broker is known to keep a copy on this topic, perhaps of what was said before.
    pub(super) is_stored: bool,
}

/// Stands beside the pages of a house, and is looked at before any of them is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The tab that has written all pages.
    pub(super) writer: u64,
    /// What was listened to: whoever listens to something else has another home.
    pub(super) listens: u64,
}

/// What was found in the place of a head.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Head(Head),
    /// It was written by a newer version of this program.
    Newer,
    Nonsense,
}

impl Head {
    pub(super) fn written(self) -> Vec<u8> {
        let mut out = Vec::new();
        for number in [FORMAT, self.writer, self.listens] {
            put(&mut out, number);
        }
        out
    }

    pub(super) fn read(bytes: &[u8]) -> Found {
        let mut from = Reader(bytes);
        match (from.number(), from.number(), from.number()) {
            (Some(FORMAT), Some(writer), Some(listens)) => Found::Head(Self { writer, listens }),
            (Some(format), ..) if format > FORMAT => Found::Newer,
            _ => Found::Nonsense,
        }
    }
}

pub(super) fn write(page: &mut Vec<u8>, topic: &str, said: &Said, payload: &[u8]) {
    put(page, topic.len() as u64);
    page.extend_from_slice(topic.as_bytes());
    put(page, if said.is_copy { COPY } else { 0 } | if said.is_stored { STORED } else { 0 });
    put(page, said.at.millis().max(0).cast_unsigned());
    put(page, payload.len() as u64);
    page.extend_from_slice(payload);
}

/// All that stands on a page, up to where it makes no sense; and whether it makes sense to its end.
pub(super) fn read(page: &[u8]) -> (Vec<(String, Said)>, bool) {
    let mut from = Reader(page);
    let mut all = Vec::new();
    while !from.0.is_empty() {
        match entry(&mut from) {
            Some(entry) => all.push(entry),
            None => return (all, false),
        }
    }
    (all, true)
}

fn entry(from: &mut Reader<'_>) -> Option<(String, Said)> {
    let length = from.number()?;
    let name = str::from_utf8(from.bytes(length)?).ok().filter(|name| topic::check_name(name).is_ok())?;
    let flags = from.number()?;
    let at = Timestamp::from_millis(i64::try_from(from.number()?).ok()?);
    let length = from.number()?;
    let payload = from.bytes(length)?.to_vec();
    Some((name.to_owned(), Said { payload, at, is_copy: flags & COPY != 0, is_stored: flags & STORED != 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> (Vec<u8>, Vec<(String, Said)>) {
        let said = |payload: &str, is_copy, is_stored| Said {
            payload: payload.as_bytes().to_vec(),
            at: Timestamp::from_millis(1_790_000_000_000),
            is_copy,
            is_stored,
        };
        let all = vec![
            ("home/lamp".to_owned(), said("ON", false, true)),
            ("home/größe".to_owned(), said("21.5", true, true)),
            ("home/motion".to_owned(), said("{}", false, false)),
        ];
        let mut page = Vec::new();
        for (topic, said) in &all {
            write(&mut page, topic, said, &said.payload);
        }
        (page, all)
    }

    #[test]
    fn what_is_written_is_read() {
        let (page, all) = page();
        assert_eq!(read(&page), (all, true));
        let head = Head { writer: u64::MAX, listens: 0 };
        assert_eq!(Head::read(&head.written()), Found::Head(head));
    }

    #[test]
    fn a_page_that_breaks_off_is_read_as_far_as_it_makes_sense() {
        let (page, all) = page();
        for end in 0..page.len() {
            let (found, _) = read(&page[..end]);
            assert_eq!(found, all[..found.len()], "of {end} bytes");
        }
        let mut wrong = page;
        wrong[1] = 0xff;
        assert_eq!(read(&wrong), (Vec::new(), false), "no topic begins so");
    }

    #[test]
    fn a_head_of_a_newer_version_is_known_as_such() {
        let mut newer = Head { writer: 1, listens: 2 }.written();
        newer[0] = 2;
        assert_eq!(Head::read(&newer), Found::Newer);
        for nonsense in [&[][..], &[0, 1, 2], &[1], &[0xff]] {
            assert_eq!(Head::read(nonsense), Found::Nonsense, "{nonsense:?}");
        }
    }
}
