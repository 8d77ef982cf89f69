//! What devices warn of by themselves, without a rule: that they have a problem, what is wrong with them, what they alert of.

use serde::{Deserialize, Serialize};

use crate::device::{Access, Category, Class, Kind, Profile, Value};

/// How much an alarm matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Worth knowing, not worth being called.
    Info,
    Warning,
    Critical,
}

/// In which way a property warns of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// There is something wrong while it is on.
    Flag(Level),
    /// It says what is wrong, or how much is, as long as anything is.
    Errors,
    /// It says once what has happened, and never that this is over. How bad it is, another property says.
    Alert,
}

/// What levels are called in alerts, besides those that are warnings.
const LEVELS: [(Level, &[&str]); 2] = [
    (Level::Info, &["info", "information", "notice", "debug", "low", "resolved", "ok"]),
    (Level::Critical, &["critical", "fatal", "emergency", "severe", "high", "alarm"]),
];
/// What says that nothing is wrong.
const NOTHING: [&str; 8] = ["", "no entries", "none", "ok", "no", "no error", "no errors", "0 entries"];
const ALERTS: &str = "alerts";

impl Telling {
    /// The ids of properties that say how bad an alert is.
    pub const IDS_OF_LEVEL: [&str; 2] = ["alerts.level", "alerts.severity"];

    /// `None` of nearly all properties.
    #[must_use]
    pub fn of(id: &str, profile: &Profile) -> Option<Self> {
        let last = id.rsplit('.').next().unwrap_or(id);
        match (&profile.kind, profile.class, profile.access) {
            (Kind::Binary, class, Access::Read) => Some(Self::Flag(match class {
                Class::Fire | Class::Gas => Level::Critical,
                Class::Problem if profile.category == Category::Primary => Level::Warning,
                Class::Moisture => Level::Warning,
                Class::Problem | Class::Battery => Level::Info,
                _ => return None,
            })),
            (Kind::Text, Class::Problem, _) => Some(Self::Errors),
            (Kind::Text | Kind::Numeric(_), _, Access::Read) if last == "errors" => Some(Self::Errors),
            (Kind::Text, _, Access::Read) if id == ALERTS || id == "alerts.message" => Some(Self::Alert),
            _ => None,
        }
    }

    /// Whether something is wrong; `None` if that is not known.
    #[must_use]
    pub fn warns(self, value: &Value) -> Option<bool> {
        match (self, value) {
            (_, Value::Unknown) => None,
            (Self::Flag(_), value) => value.as_flag(),
            (Self::Errors | Self::Alert, Value::Number(number)) => Some(*number > 0.0),
            (Self::Errors | Self::Alert, Value::Flag(flag)) => Some(*flag),
            (Self::Errors | Self::Alert, Value::Text(text)) => {
                Some(!NOTHING.iter().any(|nothing| text.trim().eq_ignore_ascii_case(nothing)))
            }
        }
    }
}

impl Level {
    /// What a word for it means; what nobody knows is a warning.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        let knows = |words: &[&str]| words.iter().any(|known| word.trim().eq_ignore_ascii_case(known));
        LEVELS.iter().find(|(_, words)| knows(words)).map_or(Self::Warning, |(level, _)| *level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_all_properties_warn_of_nothing() {
        let binary = |class| Profile::read_only("X", Kind::Binary).with_class(class);
        assert_eq!(Telling::of("motion", &binary(Class::Motion)), None);
        assert_eq!(Telling::of("state", &binary(Class::Fire).with_access(Access::ReadWrite)), None);
        assert_eq!(Telling::of("message", &Profile::read_only("Message", Kind::Text)), None);
        assert_eq!(Telling::of("flame", &binary(Class::Fire)), Some(Telling::Flag(Level::Critical)));
        let restart = binary(Class::Problem).with_category(Category::Diagnostic);
        assert_eq!(Telling::of("restart_required", &restart), Some(Telling::Flag(Level::Info)));
        let text = Profile::read_only("Errors", Kind::Text);
        assert_eq!(Telling::of("switch:1.errors", &text), Some(Telling::Errors));
        assert_eq!(Telling::of("alerts.message", &text), Some(Telling::Alert));
    }

    #[test]
    fn no_errors_are_written_in_many_ways() {
        for nothing in ["no entries", "None", "", "OK"] {
            assert_eq!(Telling::Errors.warns(&Value::Text(nothing.to_owned())), Some(false), "{nothing}");
        }
        assert_eq!(Telling::Errors.warns(&Value::Number(0.0)), Some(false));
        assert_eq!(Telling::Errors.warns(&Value::Number(3.0)), Some(true));
        assert_eq!(Telling::Errors.warns(&Value::Text("DHT22 timeout".to_owned())), Some(true));
        assert_eq!(Telling::Errors.warns(&Value::Unknown), None);
    }

    #[test]
    fn a_level_that_nobody_knows_is_a_warning() {
        let levels = ["info", "CRITICAL", "warning", "purple"].map(Level::of_word);
        assert_eq!(levels, [Level::Info, Level::Critical, Level::Warning, Level::Warning]);
    }
}
