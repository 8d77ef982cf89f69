//! A device in time: its beats, and the moment between hearing a command and obeying it; knows no socket.
//!
//! Input, then output: `at` is the time since the home was switched on, and whatever follows from it is returned.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use fastrand::Rng;

use super::device::{Command, Device, Message, Now};

/// Commands a device remembers while it is busy; more are lost, as in firmware.
const MAX_PENDING: usize = 32;
const FASTEST_MS: u64 = 100;
const SLOWEST_MS: u64 = 2_000;

pub(crate) struct Life {
    pub(crate) device: Box<dyn Device>,
    rng: Rng,
    switched_on: SystemTime,
    beat: u64,
    next_beat: Duration,
    /// By the time each will be obeyed.
    pending: VecDeque<(Duration, Command)>,
}

impl Life {
    pub(crate) fn new(device: Box<dyn Device>, switched_on: SystemTime, mut rng: Rng) -> Self {
        // Devices do not speak in chorus.
        let next_beat = device.pace().mul_f64(rng.f64());
        Self { device, rng, switched_on, beat: 1, next_beat, pending: VecDeque::new() }
    }

    pub(crate) fn handle_connected(&mut self, at: Duration) -> Vec<Message> {
        let now = self.now(at);
        self.device.announce(now)
    }

    pub(crate) fn handle_command(&mut self, command: Command, at: Duration) {
        if self.pending.len() < MAX_PENDING {
            let reaction = Duration::from_millis(self.rng.u64(FASTEST_MS..=SLOWEST_MS));
            // One after the other, in the order they came.
            let earliest = self.pending.back().map_or(Duration::ZERO, |(due, _)| *due);
            self.pending.push_back(((at + reaction).max(earliest), command));
        }
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.pending.front().map_or(self.next_beat, |(due, _)| self.next_beat.min(*due))
    }

    /// Everything that was due by `at`, in order.
    pub(crate) fn advance(&mut self, at: Duration) -> Vec<Message> {
        let mut said = Vec::new();
        while self.deadline() <= at {
            let due = self.deadline();
            let now = self.now(due);
            if let Some((_, command)) = self.pending.pop_front_if(|(when, _)| *when == due) {
                said.extend(self.device.obey(&command, now));
            } else {
                said.extend(self.device.speak(now));
                self.beat += 1;
                self.next_beat += self.device.pace();
            }
        }
        said
    }

    fn now(&self, at: Duration) -> Now {
        Now { beat: self.beat, uptime: at, wall: self.switched_on + at }
    }
}
