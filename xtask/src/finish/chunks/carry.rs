//! What of a program's data goes along with a chunk: what nobody knows but those who have moved there.

use std::ops::Range;

/// Two that are no farther apart are carried as one: what is between them belongs to nobody.
const APART: u32 = 16;

/// A part of memory, and the chunk that brings it.
pub(super) type Load = (Range<u32>, usize);

/// `pieces` in the order of their places, each with the chunk that alone knows it; and from where to where there is anything in
/// memory at the start.
pub(super) fn loads(pieces: impl Iterator<Item = (Range<u32>, Option<usize>)>, filled: &[Range<u32>]) -> Vec<Load> {
    let mut islands: Vec<(Range<u32>, Option<usize>)> = Vec::new();
    for (at, home) in pieces {
        match islands.last_mut() {
            // What two texts have in common goes only where both go.
            Some((island, of)) if at.start < island.end => {
                island.end = island.end.max(at.end);
                *of = of.filter(|of| home == Some(*of));
            }
            _ => islands.push((at, home)),
        }
    }
    let mut loads: Vec<Load> = Vec::new();
    let mut last = None;
    for (at, home) in islands {
        let within = filled.iter().position(|filled| filled.start <= at.start && at.end <= filled.end);
        let Some((chunk, within)) = home.zip(within).filter(|_| !at.is_empty()) else {
            last = None;
            continue;
        };
        match loads.last_mut() {
            Some((load, _)) if last == Some((chunk, within)) && at.start - load.end < APART => load.end = at.end,
            _ => loads.push((at, chunk)),
        }
        last = Some((chunk, within));
    }
    loads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_chunk_alone_knows_goes_with_it_and_neighbours_go_as_one() {
        let pieces = [
            (0..4, Some(0)),
            (4..10, Some(0)),
            (12..16, Some(0)),
            (16..20, Some(1)),
            (20..24, None),
            (24..28, Some(1)),
            (100..104, Some(1)),
        ];
        let all = std::slice::from_ref(&(0..200));
        assert_eq!(loads(pieces.into_iter(), all), [(0..16, 0), (16..20, 1), (24..28, 1), (100..104, 1)]);
    }

    #[test]
    fn what_has_bytes_in_common_with_what_stays_stays() {
        let pieces = [(0..8, Some(0)), (4..12, None), (10..14, Some(0)), (14..16, Some(0)), (15..18, Some(1))];
        assert_eq!(loads(pieces.into_iter(), std::slice::from_ref(&(0..200))), []);
        let pieces = [(0..8, Some(0)), (4..12, Some(0))];
        assert_eq!(loads(pieces.into_iter(), std::slice::from_ref(&(0..200))), [(0..12, 0)]);
    }

    #[test]
    fn what_is_nothing_at_the_start_is_not_carried() {
        let pieces = [(0..8, Some(0)), (8..12, Some(0)), (12..12, Some(0)), (12..16, Some(0))];
        assert_eq!(loads(pieces.into_iter(), &[0..10, 12..14]), [(0..8, 0)]);
        assert_eq!(loads([(0..8, Some(0)), (8..12, Some(0))].into_iter(), &[0..8, 8..12]), [(0..8, 0), (8..12, 0)]);
    }
}
