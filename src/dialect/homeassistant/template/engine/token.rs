//! Cuts what is between `{{` and `}}` into tokens.

/// The tokens before `end`, and what follows that; `None` if it does not come.
pub(super) fn tokens<'s>(source: &'s str, end: &str) -> Option<(Vec<&'s str>, &'s str)> {
    let mut tokens = Vec::new();
    let mut rest = source;
    let mut braces = 0_usize;
    loop {
        rest = rest.trim_start();
        if braces == 0
            && let Some(after) = rest.strip_prefix(end)
        {
            return Some((tokens, after));
        }
        let token = token(rest)?;
        match token {
            "{" => braces += 1,
            "}" => braces = braces.saturating_sub(1),
            _ => {}
        }
        tokens.push(token);
        rest = &rest[token.len()..];
    }
}

/// The token that a text starts with; `None` if there is none, or if it is a text that does not end.
fn token(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    let length = match first {
        b'\'' | b'"' => quoted(bytes)?,
        b'0'..=b'9' => number(bytes),
        _ if is_word(first) => bytes.iter().take_while(|byte| is_word(**byte)).count(),
        _ if ["**", "//", "==", "!=", "<=", ">="].iter().any(|sign| text.starts_with(sign)) => 2,
        _ => text.chars().next()?.len_utf8(),
    };
    text.get(..length)
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn quoted(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    while *bytes.get(at)? != bytes[0] {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    Some(at + 1)
}

/// A number with its point and its exponent, but not what is looked up in it.
fn number(bytes: &[u8]) -> usize {
    let digits = |at: usize| bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
    let mut at = digits(0);
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at += 1 + digits(at + 1);
    }
    let is_exponent = matches!(bytes[at - 1], b'e' | b'E') && !bytes.starts_with(b"0x");
    if is_exponent && matches!(bytes.get(at), Some(b'+' | b'-')) {
        at += 1 + digits(at + 1);
    }
    at
}

/// What a text in quotes says.
pub(super) fn unquoted(token: &str) -> String {
    let mut letters = token.get(1..token.len().saturating_sub(1)).unwrap_or_default().chars();
    let mut out = String::with_capacity(token.len());
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some(escaped @ ('\\' | '\'' | '"')) => out.push(escaped),
            Some(other) => out.extend(['\\', other]),
            None => {}
        }
    }
    out
}
