//! Why a template makes nothing of a message. The engine has no table of any language, and so it names an English text and what
//! fills its places; whoever has a table puts that in words.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::language::{filled, known};

/// Goes on after “the template cannot be used: ”.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reason {
    text: Cow<'static, str>,
    fillings: Vec<Filling>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Filling {
    name: Cow<'static, str>,
    text: String,
    /// It is said by us, and not by whoever wrote the template or the message.
    is_ours: bool,
}

impl Reason {
    pub(super) fn of(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), fillings: Vec::new() }
    }

    /// With something in one of its places that is the same in every language.
    pub(super) fn with(self, name: &'static str, text: impl Into<String>) -> Self {
        self.filled(name, text.into(), false)
    }

    /// With one of our words in one of its places.
    #[cfg(feature = "engine")]
    pub(super) fn with_word(self, name: &'static str, word: &'static str) -> Self {
        self.filled(name, word.to_owned(), true)
    }

    fn filled(mut self, name: &'static str, text: String, is_ours: bool) -> Self {
        self.fillings.push(Filling { name: Cow::Borrowed(name), text, is_ours });
        self
    }

    /// As the reader says it.
    pub(super) fn in_words(&self) -> String {
        let fillings = self.fillings.iter().map(|it| (&*it.name, if it.is_ours { known(&it.text) } else { &*it.text }));
        let fillings: Vec<_> = fillings.collect();
        filled(&self.text, &fillings)
    }
}

impl From<&'static str> for Reason {
    fn from(text: &'static str) -> Self {
        Self::of(text)
    }
}
