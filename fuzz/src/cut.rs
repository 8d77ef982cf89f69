//! How a stream is cut into frames.

use std::fmt::Debug;

/// Where a stream is cut.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cut {
    Nowhere,
    InHalf,
    AfterEveryByte,
}

impl Cut {
    /// `play` must come to the same however its streams are cut.
    pub(crate) fn alike<T: PartialEq + Debug>(play: impl Fn(Self) -> T) {
        let whole = play(Self::Nowhere);
        for cut in [Self::InHalf, Self::AfterEveryByte] {
            let pieces = play(cut);
            assert!(
                whole == pieces,
                "cut {cut:?} the same stream says something else:\n{}",
                difference(&whole, &pieces)
            );
        }
    }

    pub(crate) fn pieces(self, stream: &[u8]) -> impl Iterator<Item = &[u8]> {
        let size = match self {
            Self::Nowhere => stream.len(),
            Self::InHalf => stream.len().div_ceil(2),
            Self::AfterEveryByte => 1,
        };
        stream.chunks(size.max(1))
    }
}

/// The first lines that differ, which tell most.
fn difference(whole: &impl Debug, pieces: &impl Debug) -> String {
    let (whole, pieces) = (format!("{whole:#?}"), format!("{pieces:#?}"));
    let pairs = whole.lines().zip(pieces.lines()).filter(|(whole, pieces)| whole != pieces).take(5);
    let lines: Vec<_> = pairs.map(|(whole, pieces)| format!("- {}\n+ {}", whole.trim(), pieces.trim())).collect();
    if lines.is_empty() { "one says more than the other".to_owned() } else { lines.join("\n") }
}
