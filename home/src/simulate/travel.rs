//! What a motor opens and closes, which takes a moment; knows not how it is called or told.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Motion {
    Still,
    Opening,
    Closing,
}

/// In percent: 0 is closed, 100 is open.
#[derive(Debug, Clone)]
pub(crate) struct Travel {
    position: u8,
    target: u8,
}

const OPEN: u8 = 100;
/// How far it comes in a beat: from end to end in three.
const STRIDE: u8 = 34;

impl Travel {
    pub(crate) fn at(position: u8) -> Self {
        Self { position, target: position }
    }

    pub(crate) fn open(&mut self) {
        self.go(OPEN);
    }

    pub(crate) fn close(&mut self) {
        self.go(0);
    }

    pub(crate) fn go(&mut self, target: u8) {
        self.target = target.min(OPEN);
    }

    pub(crate) fn stop(&mut self) {
        self.target = self.position;
    }

    /// Moves on for a beat; whether there was any way to go.
    pub(crate) fn advance(&mut self) -> bool {
        let before = self.position;
        self.position = match self.motion() {
            Motion::Still => before,
            Motion::Opening => (before + STRIDE).min(self.target),
            Motion::Closing => before.saturating_sub(STRIDE).max(self.target),
        };
        self.position != before
    }

    pub(crate) fn motion(&self) -> Motion {
        match self.target.cmp(&self.position) {
            std::cmp::Ordering::Equal => Motion::Still,
            std::cmp::Ordering::Greater => Motion::Opening,
            std::cmp::Ordering::Less => Motion::Closing,
        }
    }

    pub(crate) fn position(&self) -> u8 {
        self.position
    }

    pub(crate) fn target(&self) -> u8 {
        self.target
    }

    /// `midway` is what it is called when it stands between both ends.
    pub(crate) fn word(&self, midway: &'static str) -> &'static str {
        match (self.motion(), self.position) {
            (Motion::Opening, _) => "opening",
            (Motion::Closing, _) => "closing",
            (Motion::Still, 0) => "closed",
            (Motion::Still, OPEN) => "open",
            (Motion::Still, _) => midway,
        }
    }
}

/// A number that somebody wrote, as percent.
pub(crate) fn percentage(number: f64) -> Option<u8> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
    (0.0..=100.0).contains(&number).then(|| number.round() as u8)
}
