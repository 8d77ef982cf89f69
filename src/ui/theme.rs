//! Light or dark, as the system says or as the person prefers.

use js_sys::{JSON, Reflect};

use super::dom::document;
use super::storage::{keep, kept};
use crate::language::t;

const KEY: &str = "alicia.theme";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub(super) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::System => t!("As the system"),
            Self::Light => t!("Light"),
            Self::Dark => t!("Dark"),
        }
    }

    /// What the person chose on this device.
    pub(super) fn chosen() -> Self {
        let word = kept(KEY);
        Self::ALL.into_iter().find(|theme| word.as_deref() == Some(theme.word())).unwrap_or(Self::System)
    }

    pub(super) fn choose(self) {
        keep(KEY, self.word());
        self.show();
    }

    pub(super) fn show(self) {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", self.word());
        }
    }

    /// A file of what the person has made of the home, with this in it.
    pub(super) fn into_file(self, customs: &str) -> String {
        let rest = customs.strip_prefix('{').unwrap_or(customs);
        format!("{{\"theme\":\"{}\",{rest}", self.word())
    }

    /// What such a file says of it, if it says anything.
    pub(super) fn in_file(text: &str) -> Option<Self> {
        let file = JSON::parse(text).ok()?;
        let word = Reflect::get(&file, &"theme".into()).ok()?.as_string()?;
        Self::ALL.into_iter().find(|theme| theme.word() == word)
    }

    fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}
