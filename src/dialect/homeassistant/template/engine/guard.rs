//! Rewrites a template so that the engine does with it what Home Assistant would, and nothing that a stranger's template must
//! not do. The engine counts steps; it does not count bytes, and it puts a number and a text in order where Python refuses.
//!
//! - What a statement names is bounded: `{% set a = b %}` becomes `{% set a = (b) | _bounded %}`. A name that doubles in a
//!   loop is then stopped before it fills the memory.
//! - `a * b` becomes `a ** 1 * b ** 1`, which leaves numbers as they are and refuses to repeat texts.
//! - `a < b` becomes `_ordered(a, '<', b)`, which compares what Python compares.
//! - What is nested too deep is refused, because the engine does that recursively.
//! - A slice in steps is refused, because the engine panics on one of an empty text.
//! - Whatever keeps text in other ways is refused: blocks that capture, recursive loops, macros.

/// A template that is longer is a program.
const MAX_SOURCE: usize = 8 * 1_024;
/// Texts that are put together in one template.
const MAX_JOINTS: usize = 64;
const MAX_DEPTH: u8 = 32;
/// Operators, filters and steps of paths in one block: each is compiled within the next.
const MAX_LINKS: usize = 256;
/// Blocks within blocks.
const MAX_BLOCKS: usize = 24;

/// The template as the engine may have it, or why it may not.
pub(super) fn guarded(source: &str) -> Result<String, String> {
    if source.len() > MAX_SOURCE {
        return Err(format!("it is longer than {MAX_SOURCE} bytes"));
    }
    let mut guard = Guard { rest: source, joints: 0, blocks: 0, out: String::with_capacity(source.len() + 64) };
    while let Some(at) = guard.rest.find(['{']) {
        guard.copy(at);
        match guard.rest.as_bytes() {
            [b'{', b'{', ..] => guard.expression()?,
            [b'{', b'%', ..] => guard.statement()?,
            [b'{', b'#', ..] => guard.comment()?,
            _ => guard.copy(1),
        }
    }
    guard.copy(guard.rest.len());
    Ok(guard.out)
}

struct Guard<'s> {
    rest: &'s str,
    joints: usize,
    blocks: usize,
    out: String,
}

impl<'s> Guard<'s> {
    fn copy(&mut self, bytes: usize) {
        let (copied, rest) = self.rest.split_at(bytes);
        self.out.push_str(copied);
        self.rest = rest;
    }

    fn comment(&mut self) -> Result<(), String> {
        let end = self.rest.find("#}").ok_or("a comment does not end")?;
        self.rest = &self.rest[end + 2..];
        Ok(())
    }

    fn expression(&mut self) -> Result<(), String> {
        let trims = self.rest[2..].starts_with(['-', '+']);
        self.copy(if trims { 3 } else { 2 });
        let tokens = self.tokens("}}")?;
        let rewritten = self.rewritten(&tokens, 0)?;
        // A sign must not become a mark for trimming.
        self.out.push(' ');
        self.out.push_str(&rewritten);
        self.close(&tokens);
        Ok(())
    }

    fn statement(&mut self) -> Result<(), String> {
        self.copy(2);
        let tokens = self.tokens("%}")?;
        let statement = match tokens.first() {
            Some(&("-" | "+")) => &tokens[1..],
            _ => &tokens[..],
        };
        if tokens.len() > statement.len() {
            self.out.push_str(tokens[0]);
        }
        match statement.first() {
            Some(&("if" | "for")) => self.blocks += 1,
            Some(&("endif" | "endfor")) => self.blocks = self.blocks.saturating_sub(1),
            _ => {}
        }
        if self.blocks > MAX_BLOCKS {
            return Err("it has too many blocks in one another".to_owned());
        }
        let rewritten = match statement.first() {
            Some(&"set") => self.assignment(statement)?,
            Some(&"for") if statement.contains(&"recursive") => return Err("it has a recursive loop".to_owned()),
            Some(&("for" | "endfor" | "if" | "elif" | "else" | "endif" | "continue" | "break")) => {
                format!(" {}", self.rewritten(statement, 0)?)
            }
            Some(other) => return Err(format!("it has the statement “{other}”")),
            None => return Err("it has an empty statement".to_owned()),
        };
        self.out.push_str(&rewritten);
        self.close(&tokens);
        Ok(())
    }

    fn assignment(&mut self, statement: &[&str]) -> Result<String, String> {
        let at = statement.iter().position(|token| *token == "=").ok_or("it sets a name to a block")?;
        let names = statement[..at].join(" ");
        Ok(format!(" {names} = ({}) | _bounded", self.rewritten(&statement[at + 1..], 0)?))
    }

    /// Copies the end of a block, with its mark for trimming.
    fn close(&mut self, tokens: &[&str]) {
        if let Some(&"-") = tokens.last() {
            self.out.push('-');
        }
        self.copy(2);
    }

    /// What comes before the end of a block.
    fn tokens(&mut self, end: &str) -> Result<Vec<&'s str>, String> {
        let mut tokens = Vec::new();
        let (mut braces, mut links) = (0_usize, 0);
        loop {
            self.rest = self.rest.trim_start();
            if braces == 0 && self.rest.starts_with(end) {
                return Ok(tokens);
            }
            let token = token(self.rest).ok_or("a block does not end")?;
            match token {
                "{" => braces += 1,
                "}" => braces = braces.saturating_sub(1),
                "~" | "+" => self.joints += 1,
                _ => {}
            }
            if self.joints > MAX_JOINTS {
                return Err("it puts too many texts together".to_owned());
            }
            links += usize::from(is_link(token));
            if links > MAX_LINKS {
                return Err("it has too long an expression".to_owned());
            }
            tokens.push(token);
            self.rest = &self.rest[token.len()..];
        }
    }

    fn rewritten(&self, tokens: &[&str], depth: u8) -> Result<String, String> {
        let tokens = match tokens {
            [rest @ .., "-"] => rest,
            _ => tokens,
        };
        let mut out = String::new();
        let mut pending: Option<(&str, String)> = None;
        let mut operand = 0;
        let mut before = "";
        for at in operands_end(tokens) {
            let mut text = self.operand(&tokens[operand..at], depth)?;
            let separator = tokens.get(at).copied().unwrap_or_default();
            if is_comparison(before) && is_comparison(separator) && (is_order(before) || is_order(separator)) {
                return Err("it compares more than two things at once".to_owned());
            }
            before = separator;
            if let Some((order, left)) = pending.take() {
                text = format!("_ordered({left}, '{order}', {text})");
            }
            if is_order(separator) {
                pending = Some((separator, text));
            } else {
                out.push_str(&text);
                out.push_str(separator);
                out.push(' ');
            }
            operand = at + 1;
        }
        Ok(out)
    }

    /// An operand of a comparison, with its products and its brackets rewritten.
    fn operand(&self, tokens: &[&str], depth: u8) -> Result<String, String> {
        if depth > MAX_DEPTH {
            return Err("it has too many brackets in one another".to_owned());
        }
        let mut out = String::new();
        let mut factor_ends = None;
        let mut at = 0;
        while at < tokens.len() {
            if factor_ends == Some(at) && tokens[at] != "**" {
                out.push_str("** 1 ");
            }
            if tokens[at] == "*" && at > 0 {
                out.push_str("** 1 ");
                factor_ends = Some(after_factor(tokens, at + 1));
            }
            out.push_str(tokens[at]);
            if is_opening(tokens[at]) {
                let end = closing(tokens, at);
                let within = tokens.get(at + 1..end).unwrap_or_default();
                if tokens[at] == "[" && colons(within) > 1 {
                    return Err("it takes a slice in steps".to_owned());
                }
                out.push_str(&self.rewritten(within, depth + 1)?);
                out.push_str(tokens.get(end).copied().unwrap_or_default());
                at = end;
            }
            out.push(' ');
            at += 1;
        }
        if factor_ends == Some(at) {
            out.push_str("** 1 ");
        }
        Ok(out)
    }
}

/// Where operands of comparisons end: at each separator outside of brackets, and at the end.
fn operands_end<'t>(tokens: &'t [&str]) -> impl Iterator<Item = usize> + use<'t> {
    let mut from = 0;
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let mut at = from;
        while at < tokens.len() && !is_separator(tokens[at]) {
            at = if is_opening(tokens[at]) { closing(tokens, at) + 1 } else { at + 1 };
        }
        let at = at.min(tokens.len());
        done = at == tokens.len();
        from = at + 1;
        Some(at)
    })
}

fn is_link(token: &str) -> bool {
    is_comparison(token)
        || matches!(token, "|" | "." | "[" | "(" | "~" | "+" | "-" | "*" | "/" | "//" | "%" | "**")
        || matches!(token, "not" | "or" | "and" | "if" | "is")
}

fn is_separator(token: &str) -> bool {
    is_comparison(token) || matches!(token, "and" | "or" | "not" | "if" | "elif" | "else" | "for" | "," | ":" | "=")
}

fn is_comparison(token: &str) -> bool {
    is_order(token) || matches!(token, "==" | "!=" | "in")
}

fn is_order(token: &str) -> bool {
    matches!(token, "<" | ">" | "<=" | ">=")
}

fn is_opening(token: &str) -> bool {
    matches!(token, "(" | "[" | "{")
}

/// Colons outside of brackets.
fn colons(tokens: &[&str]) -> usize {
    let mut count = 0;
    let mut at = 0;
    while at < tokens.len() {
        count += usize::from(tokens[at] == ":");
        at = if is_opening(tokens[at]) { closing(tokens, at) + 1 } else { at + 1 };
    }
    count
}

/// Where the bracket closes that opens at `at`; beyond the end if it does not.
fn closing(tokens: &[&str], at: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, token) in tokens[at..].iter().enumerate() {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + offset;
        }
    }
    tokens.len()
}

/// Where the factor ends that begins at `at`: a sign, a value, and what is attached to it.
fn after_factor(tokens: &[&str], at: usize) -> usize {
    let mut at = at + tokens[at.min(tokens.len())..].iter().take_while(|token| **token == "-").count();
    let past = |at: usize| {
        if tokens.get(at).is_some_and(|token| is_opening(token)) { closing(tokens, at) + 1 } else { at + 1 }
    };
    at = past(at);
    loop {
        at = match tokens.get(at) {
            Some(&("." | "|")) => at + 2,
            Some(&("(" | "[")) => past(at),
            _ => return at.min(tokens.len()),
        };
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

fn is_word(byte: u8) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn dense(source: &str) -> String {
        source.split_whitespace().collect()
    }

    #[test]
    fn products_comparisons_and_names_are_guarded_and_the_rest_is_left_as_it_is() {
        for (source, expected) in [
            ("a {{ value_json.x['y'] }} b", "a {{ value_json.x['y'] }} b"),
            ("{{- a * -b.c[0]|float(1) + 1.5e-3 }}", "{{- a ** 1 * -b.c[0]|float(1) ** 1 + 1.5e-3 }}"),
            ("{{ f(a*b) }}", "{{ f(a ** 1 * b ** 1) }}"),
            ("{{ 'x' if a < b|int and c else d }}", "{{ 'x' if _ordered(a, '<', b|int) and c else d }}"),
            ("{%- set a, b = 1, '%}' -%}", "{%- set a, b = (1, '%}') | _bounded -%}"),
            ("{% set ns.a = {'b': 1 > 2} %}", "{% set ns.a = ({'b': _ordered(1, '>', 2)}) | _bounded %}"),
            ("{% for a in b if a >= 2 %}{% endfor %}", "{% for a in b if _ordered(a, '>=', 2) %}{% endfor %}"),
            ("a{# {{ #}b", "ab"),
            ("{ 'a': {{ {'b': {'c': 1}} }} }", "{ 'a': {{ {'b': {'c': 1}} }} }"),
        ] {
            assert_eq!(dense(&guarded(source).expect("it is allowed")), dense(expected), "{source}");
        }
        assert!(guarded("{{ -a }}").is_ok_and(|guarded| guarded.starts_with("{{ -")));
        assert!(guarded("{{- a }}").is_ok_and(|guarded| guarded.starts_with("{{- a")));
    }

    #[test]
    fn what_keeps_text_in_other_ways_is_refused() {
        for source in [
            "{% set a %}{{ value }}{% endset %}",
            "{% for a in b recursive %}{% endfor %}",
            "{% macro a() %}{% endmacro %}",
            "{% filter upper %}a{% endfilter %}",
            "{% with a = 1 %}{% endwith %}",
            "{{ 'a",
            "{{ value[::-1] }}",
            "{{ value[f(1):2:-1] }}",
            "{{ 1 < 2 < 3 }}",
            "{{ 1 == 2 < 3 }}",
            "{%",
            "{% %}",
            "{{ é",
        ] {
            assert!(guarded(source).is_err(), "{source}");
        }
        assert!(guarded(&format!("{{{{ {}'' }}}}", "''~".repeat(65))).is_err());
        assert!(guarded(&format!("{{{{ {}1 }}}}", "(".repeat(100))).is_err());
        assert!(guarded(&"x".repeat(9_000)).is_err());
    }

    #[test]
    fn whatever_is_written_is_rewritten_or_refused() {
        let parts =
            ["{{", "}}", "{%", "%}", "{#", "*", "<", "(", "]", "'", "\\", "set", "=", "-", "é", "1e", ".", "|", " "];
        let mut seed = 1_u32;
        for _ in 0..20_000 {
            let mut source = String::from("{{");
            for _ in 0..12 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                source.push_str(parts[(seed >> 16) as usize % parts.len()]);
            }
            let _ = guarded(&source);
        }
    }
}
