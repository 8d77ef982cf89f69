//! The numbers of a payload, and where they are in it.

/// Digits of a number that are worth anything.
const DIGITS: usize = 15;

/// A number in a text that is [laid out](super::shown).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number<'a> {
    /// Lines above its own.
    pub line: usize,
    /// Where it is: `sensors[0].temperature`; empty if it is all there is.
    pub path: String,
    /// Also of what is sent as text: `"21.5"`. A fraction that is longer than any instrument is exact is cut.
    pub digits: &'a str,
}

/// All of them, line by line.
pub fn numbers(shown: &str) -> impl Iterator<Item = Number<'_>> {
    let mut above = Above::default();
    shown.lines().enumerate().filter_map(move |(line, part)| {
        let (path, digits) = above.read(part)?;
        Some(Number { line, path, digits })
    })
}

/// The digits of the number there.
#[must_use]
pub fn number_at<'a>(shown: &'a str, path: &str) -> Option<&'a str> {
    numbers(shown).find(|number| number.path == path).map(|number| number.digits)
}

/// What was opened above a line, and where one is in each of it.
#[derive(Debug, Default)]
struct Above<'a>(Vec<Within<'a>>);

#[derive(Debug)]
enum Within<'a> {
    Map(&'a str),
    List(usize),
}

impl<'a> Above<'a> {
    fn read(&mut self, line: &'a str) -> Option<(String, &'a str)> {
        let part = line.trim_start().trim_end_matches(',').trim_end();
        let said = match self.0.last_mut() {
            _ if part.starts_with(['}', ']']) => {
                self.0.pop();
                if let Some(Within::List(place)) = self.0.last_mut() {
                    *place += 1;
                }
                return None;
            }
            Some(Within::Map(name)) => {
                let (key, said) = split(part)?;
                *name = key;
                said
            }
            Some(Within::List(_)) | None => part,
        };
        if let Some(opened) = opened(said) {
            self.0.push(opened);
            return None;
        }
        let number = number(said).map(|digits| (self.path(), digits));
        if let Some(Within::List(place)) = self.0.last_mut() {
            *place += 1;
        }
        number
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for within in &self.0 {
            match within {
                Within::List(place) => path.extend(["[", &place.to_string(), "]"]),
                Within::Map(key) => match plain(key) {
                    Some(plain) if path.is_empty() => path.push_str(plain),
                    Some(plain) => path.extend([".", plain]),
                    None => path.extend(["[", key, "]"]),
                },
            }
        }
        path
    }
}

/// `"key": value`; a key may also be no text.
fn split(part: &str) -> Option<(&str, &str)> {
    let mut is_escaped = false;
    let is_end = |(_, letter): &(usize, char)| {
        let is_end = *letter == '"' && !is_escaped;
        is_escaped = *letter == '\\' && !is_escaped;
        is_end
    };
    let end = match part.strip_prefix('"') {
        Some(rest) => rest.char_indices().find(is_end)?.0 + 2,
        None => part.find(": ")?,
    };
    Some((&part[..end], part[end..].strip_prefix(": ")?))
}

/// What goes on in the next line. `{}` does not.
fn opened(said: &str) -> Option<Within<'static>> {
    match said.chars().next_back()? {
        '{' => Some(Within::Map("")),
        '[' => Some(Within::List(0)),
        _ => None,
    }
}

fn plain(key: &str) -> Option<&str> {
    let name = key.strip_prefix('"')?.strip_suffix('"')?;
    let is_name = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-');
    (is_name && name.starts_with(|first: char| !first.is_ascii_digit())).then_some(name)
}

fn number(said: &str) -> Option<&str> {
    let said = said.strip_prefix('"').and_then(|said| said.strip_suffix('"')).unwrap_or(said).trim();
    let (sign, rest) = said.split_at(said.find(|letter| letter != '-')?.min(1));
    let whole = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let fraction = rest[whole..]
        .strip_prefix('.')
        .map_or(0, |fraction| 1 + fraction.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(fraction.len()));
    let exponent = &rest[whole + fraction..];
    let is_exponent = exponent.strip_prefix(['e', 'E']).is_some_and(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
    });
    if whole == 0 || fraction == 1 || !(exponent.is_empty() || is_exponent) {
        return None;
    }
    // What is left out is behind the point, and nothing follows it.
    let is_too_fine = exponent.is_empty() && fraction > 0 && whole + fraction - 1 > DIGITS;
    let end = if is_too_fine { whole + 1 + DIGITS.saturating_sub(whole) } else { rest.len() };
    Some(said[..sign.len() + end].trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topics::{Form, shown};

    fn found(payload: &str) -> Vec<(usize, String, String)> {
        let shown = shown(payload.as_bytes(), Form::Fitting);
        numbers(&shown).map(|it| (it.line, it.path, it.digits.to_owned())).collect()
    }

    fn is(line: usize, path: &str, digits: &str) -> (usize, String, String) {
        (line, path.to_owned(), digits.to_owned())
    }

    #[test]
    fn each_number_is_found_with_the_way_to_it() {
        let said = r#"{"t":21.5,"s":[{"v":-1e3},{},[2,"x",3]],"a b":{"q\"":{"n":"4.0"}},"on":true,"5":6,"v":7}"#;
        let expected = [
            is(1, "t", "21.5"),
            is(4, "s[0].v", "-1e3"),
            is(8, "s[2][0]", "2"),
            is(10, "s[2][2]", "3"),
            is(15, r#"["a b"]["q\""].n"#, "4.0"),
            is(19, r#"["5"]"#, "6"),
            is(20, "v", "7"),
        ];
        assert_eq!(found(said), expected);
    }

    #[test]
    fn a_payload_may_be_nothing_but_a_number() {
        assert_eq!(found(" 21.5\n"), [is(0, "", "21.5")]);
        assert_eq!(found("[1]"), [is(1, "[0]", "1")]);
        for none in
            ["", "-", "on", "21.5 °C", "1.2.3", "1e", "2026-07-01", "0x10", ".5", "5.", "NaN", "{", "\"\"", "--5"]
        {
            assert_eq!(found(none), [], "{none}");
        }
    }

    #[test]
    fn a_fraction_that_no_instrument_measures_is_cut() {
        assert_eq!(found("21.499999999999996"), [is(0, "", "21.4999999999999")]);
        assert_eq!(found("0.30000000000000004"), [is(0, "", "0.30000000000000")]);
        assert_eq!(found("1234567890123456.5"), [is(0, "", "1234567890123456")]);
    }

    #[test]
    fn a_number_is_found_again_by_its_way() {
        let shown = shown(br#"{"a":[1,{"b":2}]}"#, Form::Fitting);
        assert_eq!((number_at(&shown, "a[1].b"), number_at(&shown, "a[0]")), (Some("2"), Some("1")));
        assert_eq!((number_at(&shown, "a"), number_at("", "")), (None, None));
    }

    #[test]
    fn what_is_no_json_at_all_makes_no_trouble() {
        for line in ["]]]]", "{\n\"\"\"\n}}", "[\n[\n}\n1", "\u{202e}{\n: 1", "{\n\"a\": 1: 2"] {
            let _ = numbers(line).count();
        }
    }
}
