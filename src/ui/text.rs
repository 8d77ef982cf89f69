//! Makes text that came from outside fit to be shown: nothing in it may hide, reorder or flood what stands beside it.

use std::borrow::Cow;

use js_sys::JsString;

use crate::language;

/// Characters of a text shown where there is little room.
const SHORT: usize = 120;

/// `text` with everything invisible made visible: control characters as their symbols (`␊`), characters that reorder or
/// hide text by their number (`⟨202E⟩`).
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|letter| !is_hidden(letter)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '\0'..='\x1f' => shown.extend(char::from_u32(0x2400 + u32::from(letter))),
            '\x7f' => shown.push('␡'),
            _ if is_hidden(letter) => shown.push_str(&number_of(letter)),
            _ => shown.push(letter),
        }
    }
    Cow::Owned(shown)
}

/// [`visible`], and cut where it gets too long for a line.
#[must_use]
pub fn short(text: &str) -> String {
    match text.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}

/// [`short`], of what a device calls something: as the reader calls it, if many people know it.
#[must_use]
pub(super) fn label(text: &str) -> String {
    short(language::known(text))
}

/// Which server a web address leads to; `None` of what a link must not lead to.
#[must_use]
pub(super) fn host(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let host = rest.split(['/', '?', '#']).next()?;
    // What stands before an @ looks like a server and is none; a backslash is a slash to browsers.
    let is_plain = |letter: char| !letter.is_whitespace() && !is_hidden(letter) && !matches!(letter, '@' | '\\');
    (is_web && !host.is_empty() && host.chars().all(is_plain)).then_some(host)
}

fn number_of(letter: char) -> String {
    format!("⟨{:04X}⟩", u32::from(letter))
}

/// `text` without the difference between capitals and small letters. The tables for all scripts are the browser's.
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { JsString::from(text).to_lower_case().into() }
}

/// Controls, bidirectional marks and spaces of no width. Joiners stay: emoji and several scripts are written with them.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
