//! What a binary document says, written with the letters of JSON: as much of it as a person could read.

/// Levels within each other, parts, and letters. What has more is not written at all.
const DEEPEST: usize = 60;
const PARTS: usize = 20_000;
const LETTERS: usize = 1_000_000;

/// What is not JSON is written as in the notation of RFC 8949, section 8: `h'00ff'`, `undefined`, `1(1363896240)`.
#[derive(Debug, Default)]
pub(super) struct Written {
    text: String,
    parts: usize,
    depth: usize,
}

impl Written {
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// One more part; `None` if that is too much.
    pub(super) fn part(&mut self) -> Option<()> {
        self.parts += 1;
        (self.parts <= PARTS && self.text.len() <= LETTERS).then_some(())
    }

    pub(super) fn plain(&mut self, letters: &str) {
        self.text.push_str(letters);
    }

    pub(super) fn whole(&mut self, number: u64) {
        self.text.push_str(&number.to_string());
    }

    pub(super) fn signed(&mut self, number: i64) {
        self.text.push_str(&number.to_string());
    }

    pub(super) fn double(&mut self, number: f64) {
        let json = serde_json::to_string(&number).ok().filter(|_| number.is_finite());
        self.text.push_str(json.as_deref().unwrap_or(unlimited(number)));
    }

    /// With the digits that it takes to tell it from other short ones: 21.4 is not 21.399999618530273.
    pub(super) fn single(&mut self, number: f32) {
        let json = serde_json::to_string(&number).ok().filter(|_| number.is_finite());
        self.text.push_str(json.as_deref().unwrap_or(unlimited(number.into())));
    }

    /// `None` if it is no UTF-8.
    pub(super) fn text(&mut self, text: &[u8]) -> Option<()> {
        self.text.push_str(&serde_json::to_string(str::from_utf8(text).ok()?).ok()?);
        Some(())
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.text.push_str("h'");
        self.text.extend(bytes.iter().map(|byte| format!("{byte:02x}")));
        self.text.push('\'');
    }

    /// What is within something else, `between` these; `None` if it is too deep.
    pub(super) fn within(&mut self, between: [char; 2], write: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        self.text.push(between[0]);
        write(self)?;
        self.text.push(between[1]);
        self.depth -= 1;
        Some(())
    }
}

fn unlimited(number: f64) -> &'static str {
    match number {
        _ if number.is_nan() => "NaN",
        _ if number > 0.0 => "Infinity",
        _ => "-Infinity",
    }
}
