//! The four users of the home and their passwords; not what they may do.

use std::fmt;

/// The alphabet of made passwords: nothing that looks like something else.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const LENGTH: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    Alicia,
    Esp32Device,
    VoiceAssistant,
    MobileApp,
}

impl User {
    pub const ALL: [Self; 4] = [Self::Alicia, Self::Esp32Device, Self::VoiceAssistant, Self::MobileApp];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Alicia => "alicia",
            Self::Esp32Device => "esp32_device",
            Self::VoiceAssistant => "voice_assistant",
            Self::MobileApp => "mobile_app",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|user| user.name() == name)
    }
}

/// One password per user. Never shown by `Debug`.
#[derive(Clone)]
pub struct Passwords([String; 4]);

impl Passwords {
    /// Fresh ones from the operating system's randomness.
    #[must_use]
    pub fn random() -> Self {
        Self(User::ALL.map(|_| random_password()))
    }

    #[must_use]
    pub fn with(mut self, user: User, password: impl Into<String>) -> Self {
        self.0[user as usize] = password.into();
        self
    }

    #[must_use]
    pub fn of(&self, user: User) -> &str {
        &self.0[user as usize]
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passwords(…)")
    }
}

fn random_password() -> String {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}
