//! One entity that was announced, and whether it is there.

use crate::dialect::homeassistant::announcement::{Aspect, Availability, Mode, Source};
use crate::dialect::homeassistant::template::{Engine, Rendered};
use crate::time::Timestamp;

/// An entity that was announced.
#[derive(Debug)]
pub(super) struct Entry {
    /// The id of its device.
    pub(super) device: String,
    pub(super) place: String,
    pub(super) object: String,
    pub(super) unique_id: Option<String>,
    pub(super) aspects: Vec<(String, Aspect)>,
    /// What else is said about it, unless that is said where its aspects are.
    pub(super) attributes: Option<Source>,
    pub(super) availability: Availability,
    /// What each source of that said last.
    pub(super) said: Vec<Option<bool>>,
    /// What was said last by any.
    pub(super) last: Option<bool>,
}

impl Entry {
    /// Where something is said of it but whether it is there.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Source> {
        self.aspects.iter().filter_map(|(_, aspect)| aspect.read.as_ref()).chain(&self.attributes)
    }

    /// Whether the entity is there, if that is known after this message.
    pub(super) fn hear_presence(&mut self, at: usize, text: &str, engine: &Engine, now: Timestamp) -> Option<bool> {
        let source = self.availability.sources.get(at)?;
        let rendered = match &source.template {
            Some(template) => template.read(text, engine, now).ok()?,
            None => Rendered::of(text),
        };
        let word = rendered.word();
        let said = match &*word {
            word if word == source.available => true,
            word if word == source.not_available => false,
            _ => return None,
        };
        *self.said.get_mut(at)? = Some(said);
        self.last = Some(said);
        self.is_available()
    }

    pub(super) fn is_available(&self) -> Option<bool> {
        match self.availability.mode {
            Mode::Latest => self.last,
            Mode::All if self.said.contains(&Some(false)) => Some(false),
            Mode::All => (!self.said.contains(&None) && !self.said.is_empty()).then_some(true),
            Mode::Any if self.said.contains(&Some(true)) => Some(true),
            Mode::Any => (!self.said.contains(&None) && !self.said.is_empty()).then_some(false),
        }
    }
}
