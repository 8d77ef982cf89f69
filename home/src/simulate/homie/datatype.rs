//! What a property of Homie can hold, and which words are accepted for it.

pub(super) enum Datatype {
    Flag,
    Whole(i64, i64),
    Real(f64, f64),
    Word(&'static [&'static str]),
    /// Red, green and blue.
    Colour,
    Text,
    /// Nothing is held: something happens when it is set to this.
    Press(&'static str),
}

impl Datatype {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Flag => "boolean",
            Self::Whole(..) => "integer",
            Self::Real(..) => "float",
            Self::Word(_) | Self::Press(_) => "enum",
            Self::Colour => "color",
            Self::Text => "string",
        }
    }

    pub(super) fn format(&self) -> Option<String> {
        Some(match self {
            Self::Flag | Self::Text => return None,
            Self::Whole(low, high) => format!("{low}:{high}"),
            Self::Real(low, high) => format!("{low}:{high}:0.5"),
            Self::Word(words) => words.join(","),
            Self::Press(word) => (*word).to_owned(),
            Self::Colour => "rgb".to_owned(),
        })
    }

    pub(super) fn is_retained(&self) -> bool {
        !matches!(self, Self::Press(_))
    }

    /// Whether it can be set to this.
    pub(super) fn takes(&self, text: &str) -> bool {
        match self {
            Self::Flag => matches!(text, "true" | "false"),
            Self::Whole(low, high) => text.parse().is_ok_and(|number| (low..=high).contains(&&number)),
            Self::Real(low, high) => text.parse().is_ok_and(|number| (low..=high).contains(&&number)),
            Self::Word(words) => words.contains(&text),
            Self::Press(word) => *word == text,
            Self::Colour => is_rgb(text),
            Self::Text => true,
        }
    }
}

/// `rgb,` and three parts of a colour.
fn is_rgb(text: &str) -> bool {
    let parts = text.strip_prefix("rgb,").map(|parts| parts.split(',').map(str::parse::<u8>));
    parts.is_some_and(|parts| parts.clone().count() == 3 && parts.into_iter().all(|part| part.is_ok()))
}
