//! Reads a plain template. Whatever is not surely plain is none.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{Expression, Filter, Operator, Piece, Plain, Test};
use crate::device::number_from_text;
use crate::dialect::homeassistant::template::datum::Datum;
use crate::dialect::homeassistant::template::pick::{MAX_PATHS, Path, Step};

/// Brackets within brackets.
const MAX_DEPTH: u8 = 8;

/// Words that name no variable.
const RESERVED: [&str; 8] = ["if", "else", "and", "or", "not", "in", "is", "for"];

pub(super) fn template(source: &str) -> Option<Plain> {
    if let Some(path) = path_alone(source) {
        return Some(Plain { pieces: vec![Piece::Expression(Expression::Json(0))], paths: vec![path] });
    }
    if source.contains("{%") || source.contains("{#") {
        return None;
    }
    let mut parser = Parser { rest: source, paths: Vec::new(), depth: 0 };
    let mut pieces = Vec::new();
    let mut trim_start = false;
    loop {
        let (text, expression) = match parser.rest.split_once("{{") {
            Some((text, rest)) => (text, Some(rest)),
            None => (parser.rest, None),
        };
        let text = if trim_start { text.trim_start() } else { text };
        let trim_end = expression.is_some_and(|rest| rest.starts_with('-'));
        let text = if trim_end { text.trim_end() } else { text };
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        let Some(rest) = expression else { break };
        parser.rest = rest.strip_prefix('-').unwrap_or(rest);
        pieces.push(Piece::Expression(parser.choice()?));
        trim_start = parser.closes()?;
    }
    drop_outer_space(&mut pieces);
    Some(Plain { pieces, paths: parser.paths })
}

/// The path that most templates are, and nothing else.
fn path_alone(source: &str) -> Option<Path> {
    let names = source.strip_prefix("{{")?.strip_suffix("}}")?.trim_ascii().strip_prefix("value_json.")?;
    let is_name = |name: &str| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        name.bytes().all(is_part) && name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
    };
    names.split('.').map(|name| is_name(name).then(|| Step::Key(name.to_owned()))).collect()
}

/// What a template prints is trimmed anyway, and without it many are one expression.
fn drop_outer_space(pieces: &mut Vec<Piece>) {
    let is_space = |piece: &Piece| matches!(piece, Piece::Text(text) if text.trim().is_empty());
    if pieces.last().is_some_and(is_space) {
        pieces.pop();
    }
    if pieces.first().is_some_and(is_space) {
        pieces.remove(0);
    }
}

struct Parser<'s> {
    rest: &'s str,
    paths: Vec<Path>,
    depth: u8,
}

impl<'s> Parser<'s> {
    /// Whether the end of the expression, which must be here, trims what follows.
    fn closes(&mut self) -> Option<bool> {
        if self.takes("-}}") {
            return Some(true);
        }
        self.takes("}}").then_some(false)
    }

    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn next_byte(&self) -> Option<u8> {
        self.rest.trim_start().bytes().next()
    }

    fn name(&mut self) -> Option<&'s str> {
        let rest = self.rest.trim_start();
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let end = rest.bytes().position(|byte| !is_part(byte)).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        if name.is_empty() || name.as_bytes()[0].is_ascii_digit() {
            return None;
        }
        self.rest = rest;
        Some(name)
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let before = self.rest;
        if self.name() == Some(word) {
            return true;
        }
        self.rest = before;
        false
    }

    fn choice(&mut self) -> Option<Expression> {
        let then = self.negation()?;
        if !self.takes_word("if") {
            return Some(then);
        }
        let condition = self.negation()?;
        let otherwise = if self.takes_word("else") { self.negation()? } else { Expression::Constant(Datum::Undefined) };
        Some(Expression::Choose(Box::new([then, condition, otherwise])))
    }

    fn negation(&mut self) -> Option<Expression> {
        if self.takes_word("not") {
            return Some(Expression::Not(Box::new(self.comparison()?)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Option<Expression> {
        let left = self.sum()?;
        let (operator, negated) = if self.takes("==") {
            (Operator::Equal, false)
        } else if self.takes("!=") {
            (Operator::Equal, true)
        } else if self.takes(">=") || self.takes("<=") {
            return None;
        } else if self.takes(">") {
            (Operator::Compare(Ordering::Greater), false)
        } else if self.takes("<") {
            (Operator::Compare(Ordering::Less), false)
        } else {
            return Some(left);
        };
        let compared = Expression::Binary(Box::new([left, self.sum()?]), operator);
        Some(if negated { Expression::Not(Box::new(compared)) } else { compared })
    }

    fn sum(&mut self) -> Option<Expression> {
        let mut left = self.product()?;
        loop {
            let operator = match self.next_byte() {
                Some(b'+') => Operator::Add,
                Some(b'-') if !self.rest.trim_start().starts_with("-}}") => Operator::Subtract,
                _ => return Some(left),
            };
            self.rest = &self.rest.trim_start()[1..];
            left = Expression::Binary(Box::new([left, self.product()?]), operator);
        }
    }

    fn product(&mut self) -> Option<Expression> {
        let mut left = self.filtered()?;
        loop {
            let operator = match self.next_byte() {
                Some(b'*') => Operator::Multiply,
                Some(b'/') => Operator::Divide,
                _ => return Some(left),
            };
            self.rest = &self.rest.trim_start()[1..];
            // `//` and `**` end here: there is no operand that starts like this.
            left = Expression::Binary(Box::new([left, self.filtered()?]), operator);
        }
    }

    fn filtered(&mut self) -> Option<Expression> {
        let mut expression = self.operand()?;
        loop {
            if self.takes("|") {
                let filter = filter(self.name()?)?;
                let arguments = self.arguments(filter)?;
                expression = Expression::Filter(Box::new(expression), filter, arguments);
            } else if self.takes_word("is") {
                let negated = self.takes_word("not");
                let (test, negated) = match self.name()? {
                    "defined" => (Test::Defined, negated),
                    "undefined" => (Test::Defined, !negated),
                    "none" | "None" => (Test::None, negated),
                    _ => return None,
                };
                expression = Expression::Is(Box::new(expression), test);
                if negated {
                    expression = Expression::Not(Box::new(expression));
                }
            } else {
                return Some(expression);
            }
        }
    }

    /// The constants that a filter is given.
    fn arguments(&mut self, filter: Filter) -> Option<Vec<Datum<'static>>> {
        let mut arguments = Vec::new();
        if !self.takes("(") || self.takes(")") {
            return Some(arguments);
        }
        let most = if filter == Filter::Default { 2 } else { 1 };
        if matches!(filter, Filter::Float | Filter::Int) && self.takes_word("default") && !self.takes("=") {
            return None;
        }
        loop {
            arguments.push(self.constant()?);
            if self.takes(")") {
                return (arguments.len() <= most).then_some(arguments);
            }
            if !self.takes(",") {
                return None;
            }
        }
    }

    fn constant(&mut self) -> Option<Datum<'static>> {
        match self.next_byte()? {
            quote @ (b'\'' | b'"') => self.quoted(quote).map(|text| Datum::Text(Cow::Owned(text.to_owned()))),
            b'-' | b'0'..=b'9' => self.number(),
            _ => constant(self.name()?),
        }
    }

    /// A text in quotes, of which none is escaped.
    fn quoted(&mut self, quote: u8) -> Option<&'s str> {
        let (text, rest) = self.rest.trim_start().get(1..)?.split_once(char::from(quote))?;
        self.rest = rest;
        (!text.contains('\\')).then_some(text)
    }

    fn number(&mut self) -> Option<Datum<'static>> {
        let rest = self.rest.trim_start();
        let (sign, digits) = if rest.starts_with('-') { rest.split_at(1) } else { ("", rest) };
        let end = digits.bytes().position(|byte| !byte.is_ascii_digit() && byte != b'.').unwrap_or(digits.len());
        let text = &rest[..sign.len() + end];
        self.rest = &rest[text.len()..];
        // `1e5`, `0x1f` and `1_000` are for the engine; so is `5.real`.
        if self.rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_') || text.ends_with('.') {
            return None;
        }
        if text.contains('.') {
            return number_from_text(text).map(Datum::Real);
        }
        text.parse().ok().map(Datum::Whole)
    }

    fn operand(&mut self) -> Option<Expression> {
        match self.next_byte()? {
            b'(' => self.group(),
            b'\'' | b'"' | b'-' | b'0'..=b'9' => self.constant().map(Expression::Constant),
            _ => self.path(),
        }
    }

    fn group(&mut self) -> Option<Expression> {
        if !self.takes("(") || self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let expression = self.choice()?;
        self.depth -= 1;
        (self.takes(")") && !matches!(self.next_byte(), Some(b'.' | b'[' | b'('))).then_some(expression)
    }

    fn path(&mut self) -> Option<Expression> {
        let name = self.name()?;
        if let Some(constant) = constant(name) {
            return Some(Expression::Constant(constant));
        }
        let mut path = Path::new();
        while let Some(step) = self.step()? {
            path.push(step);
        }
        if self.next_byte() == Some(b'(') || RESERVED.contains(&name) {
            return None;
        }
        if name != "value_json" {
            return path.is_empty().then(|| Expression::Variable(name.to_owned()));
        }
        let known = self.paths.iter().position(|known| *known == path);
        let at = known.unwrap_or_else(|| {
            self.paths.push(path);
            self.paths.len() - 1
        });
        (at < MAX_PATHS).then_some(Expression::Json(at))
    }

    /// One more step of a path: `None` if it is not plain, `Some(None)` if there is none.
    #[expect(clippy::option_option, reason = "two different ends")]
    fn step(&mut self) -> Option<Option<Step>> {
        if self.takes(".") {
            return Some(Some(Step::Key(self.name()?.to_owned())));
        }
        if !self.takes("[") {
            return Some(None);
        }
        let step = match self.constant()? {
            Datum::Text(text) => Step::Key(text.into_owned()),
            Datum::Whole(index) => Step::Index(usize::try_from(index).ok()?),
            _ => return None,
        };
        self.takes("]").then_some(Some(step))
    }
}

fn constant(name: &str) -> Option<Datum<'static>> {
    Some(match name {
        "true" | "True" => Datum::Flag(true),
        "false" | "False" => Datum::Flag(false),
        "none" | "None" => Datum::Null,
        _ => return None,
    })
}

fn filter(name: &str) -> Option<Filter> {
    Some(match name {
        "float" => Filter::Float,
        "int" => Filter::Int,
        "round" => Filter::Round,
        "default" | "d" => Filter::Default,
        "lower" => Filter::Lower,
        "upper" => Filter::Upper,
        "abs" => Filter::Abs,
        "tojson" | "to_json" => Filter::Json,
        _ => return None,
    })
}
