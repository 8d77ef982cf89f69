//! Keeps passwords and keys out of sight, in documents that were understood and in excerpts of what was not. Knows no
//! convention, only what secrets are called.

use std::borrow::Cow;
use std::ops::Range;

/// Stands for a secret.
pub(crate) const MASK: &str = "••••";

/// How far back a name is looked for.
const MAX_NAME: usize = 64;

/// A text with the values of all secrets in it masked: of JSON, whole or cut short, also within a string; of `key=value`
/// and `key: value`; of XML; of the password in an address. In doubt rather too much than too little.
#[must_use]
pub fn mask(text: &str) -> String {
    hide(text).into_owned()
}

/// Like [`mask`], of what is said on this topic, but a JSON document stays one: a secret in it that is no text is `0`, `{}` or
/// `[]` then. An announcement tells the code of a lock or an alarm panel.
pub(crate) fn mask_said<'t>(topic: &str, text: &'t str) -> Cow<'t, str> {
    let is_document = text.trim_ascii_start().starts_with(['{', '[']);
    let is_announced = topic.ends_with("/config");
    hide_behind(
        text,
        if is_document { stand_in } else { |_, _| MASK },
        if is_announced { is_announced_secret } else { is_secret },
    )
}

/// Elsewhere a code is a number that says what the weather is.
fn is_announced_secret(name: &str) -> bool {
    name == "code" || is_secret(name)
}

/// Like [`mask`], without a copy where there is nothing to hide.
pub(super) fn hide(text: &str) -> Cow<'_, str> {
    hide_behind(text, |_, _| MASK, is_secret)
}

/// What stands in the place of each secret depends on where in the text it is.
fn hide_behind(text: &str, mask: fn(&str, &Range<usize>) -> &'static str, is_secret: fn(&str) -> bool) -> Cow<'_, str> {
    let mut masked = String::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = text.as_bytes()[at..].iter().position(|byte| matches!(byte, b':' | b'=' | b'>')) {
        let separator = at + found;
        at = separator + 1;
        if let Some(value) = secret_after(text, separator, is_secret) {
            masked.push_str(&text[copied..value.start]);
            masked.push_str(mask(text, &value));
            copied = value.end;
            at = value.end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[copied..]);
    Cow::Owned(masked)
}

/// What a JSON document may hold where it holds this.
fn stand_in(text: &str, value: &Range<usize>) -> &'static str {
    let is_quoted = text[..value.start].ends_with(['"', '\'']);
    match text.as_bytes().get(value.start) {
        Some(b'{') if !is_quoted => "{}",
        Some(b'[') if !is_quoted => "[]",
        Some(b'-' | b'0'..=b'9') if !is_quoted => "0",
        _ => MASK,
    }
}

/// Whether something of this name is a secret: whether it ends in a word for one, in any case, with any separators, with a
/// number at its end or without.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || !letter.is_ascii_alphanumeric());
    let words: &[&str] = match name.as_bytes().last().map(u8::to_ascii_lowercase) {
        Some(b'd') => &["password", "passwd", "pwd"],
        Some(b'e') => &["passphrase", "passcode"],
        Some(b'k') => &["psk"],
        Some(b'l') => &["credential"],
        Some(b'n') => &["token", "authorization"],
        Some(b's') => &["passwords", "secrets", "tokens", "credentials", "apikeys"],
        Some(b't') => &["secret", "passwort", "kennwort"],
        Some(b'y') => &[
            "apikey",
            "accesskey",
            "authkey",
            "encryptionkey",
            "networkkey",
            "privatekey",
            "secretkey",
            "sharedkey",
            "wifikey",
        ],
        _ => return false,
    };
    words.iter().any(|word| ends_in(name, word))
}

/// Whether `name` without its separators ends in `word`.
fn ends_in(name: &str, word: &str) -> bool {
    let mut letters = name.bytes().rev().filter(u8::is_ascii_alphanumeric);
    word.bytes().rev().all(|wanted| letters.next().is_some_and(|letter| letter.eq_ignore_ascii_case(&wanted)))
}

/// Where the secret is that a separator introduces, if it introduces one.
fn secret_after(text: &str, separator: usize, is_secret: fn(&str) -> bool) -> Option<Range<usize>> {
    let before = &text[..separator];
    let after = separator + 1;
    if text.as_bytes()[separator] == b'>' {
        return is_secret(element_before(before)?).then(|| until(text, after, |byte| byte == b'<')).flatten();
    }
    if text[after..].starts_with("//") {
        return password_in_address(text, after + 2);
    }
    if is_secret(name_before(before)) { value_after(text, after) } else { None }
}

/// The name that a text ends in, with or without quotes.
fn name_before(text: &str) -> &str {
    let text = text.trim_ascii_end().trim_end_matches(['"', '\'', '\\']);
    let length = text
        .bytes()
        .rev()
        .take(MAX_NAME)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b' '))
        .count();
    &text[text.len() - length..]
}

/// The name of the XML element whose opening tag a text ends in.
fn element_before(text: &str) -> Option<&str> {
    let back = text.bytes().rev().take(2 * MAX_NAME).position(|byte| byte == b'<')?;
    text[text.len() - back..].split_ascii_whitespace().next().filter(|name| !name.starts_with('/'))
}

/// The value that begins at `start`, without its quotes; `None` if there is none or it tells nothing.
fn value_after(text: &str, start: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let skipped =
        bytes[start..].iter().take_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>')).count();
    let spaced = bytes[start - 1] == b':';
    let start = start + skipped;
    let escapes = bytes[start..].iter().take_while(|byte| **byte == b'\\').count();
    match bytes.get(start + escapes)? {
        quote @ (b'"' | b'\'') => quoted(text, start + escapes + 1, *quote, escapes),
        b'{' | b'[' if escapes == 0 => Some(start..end_of_nested(bytes, start)),
        _ => {
            let value = until(text, start, |byte| {
                matches!(byte, b',' | b';' | b'&' | b'}' | b']' | b'"' | b'\'' | b'<' | b'\n' | b'\r')
                    || (!spaced && byte.is_ascii_whitespace())
            })?;
            (!matches!(&text[value.clone()], "true" | "false" | "null" | "none" | "None")).then_some(value)
        }
    }
}

/// From `start` to the quote that closes what a quote with so many backslashes before it has opened, or to the end.
fn quoted(text: &str, start: usize, quote: u8, escapes: usize) -> Option<Range<usize>> {
    let mut backslashes = 0;
    let mut end = text.len();
    for (at, byte) in text.bytes().enumerate().skip(start) {
        let closes = if escapes == 0 { backslashes % 2 == 0 } else { backslashes <= escapes };
        if byte == quote && closes {
            end = at - backslashes.min(escapes);
            break;
        }
        backslashes = if byte == b'\\' { backslashes + 1 } else { 0 };
    }
    (start < end).then_some(start..end)
}

/// Where the object or list that begins at `start` ends, or the text.
fn end_of_nested(bytes: &[u8], start: usize) -> usize {
    let (mut depth, mut within_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => within_string = !within_string,
            b'{' | b'[' if !within_string => depth += 1,
            b'}' | b']' if !within_string => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    bytes.len()
}

/// `user:secret@host` gives away a secret.
fn password_in_address(text: &str, start: usize) -> Option<Range<usize>> {
    let authority =
        until(text, start, |byte| matches!(byte, b'/' | b'"' | b'\'' | b'<') || byte.is_ascii_whitespace())?;
    let user_info = &text[authority.clone()][..text[authority].rfind('@')?];
    let password = start + user_info.find(':')? + 1..start + user_info.len();
    (!password.is_empty()).then_some(password)
}

/// From `start` to where `ends` says so, or to the end; `None` if there is nothing between.
fn until(text: &str, start: usize, ends: impl Fn(u8) -> bool) -> Option<Range<usize>> {
    let length = text.as_bytes()[start..].iter().position(|byte| ends(*byte)).unwrap_or(text.len() - start);
    let value = text[start..start + length].trim_ascii_end();
    (!value.is_empty()).then(|| start..start + value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_the_end_of_their_names() {
        for name in [
            "password",
            "wifiPassword",
            "API_KEY",
            "api-key",
            "wifi_password_2",
            "access.token",
            "clientSecret",
            "psk",
            "pwd",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in
            ["", "key", "temperature", "humidity", "compass", "monkey", "token_expires", "password_set_at", "é", "2"]
        {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn the_value_of_a_secret_is_masked_in_whatever_it_is_written() {
        for (text, masked) in [
            (r#"{"password": "x y", "a": 1}"#, r#"{"password": "••••", "a": 1}"#),
            (r#"{"api_key":"it\"s","a":1}"#, r#"{"api_key":"••••","a":1}"#),
            (r#"{"password":"a\\","token":"b"}"#, r#"{"password":"••••","token":"••••"}"#),
            (r#"{"pin":1,"token":12345}"#, r#"{"pin":1,"token":••••}"#),
            (r#"{"secret":{"a":"b}"},"c":2}"#, r#"{"secret":••••,"c":2}"#),
            (r#"{"tokens":["a","b"],"c":2}"#, r#"{"tokens":••••,"c":2}"#),
            (r#"{"body":"{\"password\":\"x\",\"a\":1}"}"#, r#"{"body":"{\"password\":\"••••\",\"a\":1}"}"#),
            ("{'passwd': 'x', 'a': 1}", "{'passwd': '••••', 'a': 1}"),
            ("user=me password=x host=h", "user=me password=•••• host=h"),
            ("ssid=a&psk=b&c=d", "ssid=a&psk=••••&c=d"),
            ("Wi-Fi password: correct horse\nok", "Wi-Fi password: ••••\nok"),
            ("Authorization: Bearer abc", "Authorization: ••••"),
            (
                r#"<wifi><password type="wpa">x</password></wifi>"#,
                r#"<wifi><password type="wpa">••••</password></wifi>"#,
            ),
            ("mqtt://me:x@host:1883/a", "mqtt://me:••••@host:1883/a"),
        ] {
            assert_eq!(mask(text), masked);
        }
    }

    #[test]
    fn a_document_with_masked_secrets_can_still_be_read() {
        for (text, masked) in [
            (r#"{"token":12345,"a":1}"#, r#"{"token":0,"a":1}"#),
            (r#"{"secret":{"a":"b"},"c":2}"#, r#"{"secret":{},"c":2}"#),
            (r#"[{"tokens":["a"],"psk":"{x"}]"#, r#"[{"tokens":[],"psk":"••••"}]"#),
            (r#"{"body":"{\"token\":5,\"password\":\"x\"}"}"#, r#"{"body":"{\"token\":0,\"password\":\"••••\"}"}"#),
        ] {
            assert_eq!(mask_said("a", text), masked);
            serde_json::from_str::<serde_json::Value>(&mask_said("a", text)).expect("it is JSON");
        }
        assert_eq!(mask_said("a", "password=12345"), "password=••••");
    }

    #[test]
    fn a_code_is_a_secret_where_it_is_announced() {
        let text = r#"{"code":"1234","code_arm_required":false,"cmd_t":"a/set"}"#;
        assert_eq!(mask_said("homeassistant/alarm_control_panel/a/config", text), text.replace("1234", MASK));
        assert_eq!(mask_said("home/weather", text), text);
    }

    #[test]
    fn a_text_that_was_cut_short_gives_nothing_away() {
        let text =
            r#"{"ssid":"Küche","wifi":{"password":"geheimnis ü\"x"},"token":["geheimnis"],"url":"ws://a:geheimnis@b"}"#;
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let masked = mask(&text[..end]);
            assert!(end > 90 || !masked.contains("gehe"), "{masked}");
        }
        assert!(!mask(text).contains("gehe"));
    }

    #[test]
    fn what_holds_no_secret_is_left_alone() {
        for text in [
            "",
            "23.5",
            "2026-02-13T12:00:00Z",
            r#"{"password":"","token":null,"secret":true}"#,
            "token:",
            "http://host/a:b",
            "ws://user:@host/a",
            "a>b",
        ] {
            assert!(matches!(hide(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
