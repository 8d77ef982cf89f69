//! Reads an expression, with the precedence of Jinja.

use super::natives::{self, Native, Use};
use super::parse::about;
use super::program::{Callee, Expression, Operator};
use super::token::{is_word, unquoted};
use super::value::Value;
use crate::dialect::homeassistant::template::reason::Reason;
use crate::language::word;

/// Operators, filters and steps of paths in one expression: each is evaluated within the next.
const MAX_LINKS: u16 = 256;
/// Brackets, signs and choices within one another.
const MAX_DEPTH: u8 = 32;

type Result<T> = std::result::Result<T, Reason>;
type Arguments = (Vec<Expression>, Vec<(std::rc::Rc<str>, Expression)>);

pub(super) struct Parser<'t, 's> {
    rest: &'t [&'s str],
    depth: u8,
    links: u16,
}

impl<'t, 's> Parser<'t, 's> {
    pub(super) fn new(tokens: &'t [&'s str]) -> Self {
        Self { rest: tokens, depth: 0, links: 0 }
    }

    /// An expression that is all there is; several with commas between them are a list.
    pub(super) fn whole(tokens: &'t [&'s str]) -> Result<Expression> {
        let mut parser = Self::new(tokens);
        let first = parser.expression()?;
        let expression = parser.rest_of_tuple(first)?;
        parser.end()?;
        Ok(expression)
    }

    pub(super) fn end(&self) -> Result<()> {
        match self.rest.first() {
            None => Ok(()),
            Some(token) => Err(about(word!("its syntax: “{token}” is out of place"), token)),
        }
    }

    pub(super) fn takes(&mut self, token: &str) -> bool {
        let is_next = self.rest.first() == Some(&token);
        if is_next {
            self.rest = &self.rest[1..];
        }
        is_next
    }

    fn expect(&mut self, token: &str) -> Result<()> {
        if self.takes(token) { Ok(()) } else { Err(about(word!("its syntax: “{token}” is missing"), token)) }
    }

    fn next(&mut self) -> Result<&'s str> {
        let (first, rest) = self.rest.split_first().ok_or(word!("its syntax: it ends too early"))?;
        self.rest = rest;
        Ok(first)
    }

    fn name(&mut self) -> Result<&'s str> {
        let name = self.next()?;
        if name.bytes().all(is_word) {
            Ok(name)
        } else {
            Err(about(word!("its syntax: “{token}” is no name"), name))
        }
    }

    fn rest_of_tuple(&mut self, first: Expression) -> Result<Expression> {
        if self.rest.first() != Some(&",") {
            return Ok(first);
        }
        let mut items = vec![first];
        while self.takes(",") && !self.rest.is_empty() && self.rest.first() != Some(&")") {
            items.push(self.expression()?);
        }
        Ok(Expression::List(items))
    }

    /// What a loop goes through: an `if` after it is the loop's.
    pub(super) fn tuple_without_choice(&mut self) -> Result<Expression> {
        self.or()
    }

    pub(super) fn expression(&mut self) -> Result<Expression> {
        self.deeper()?;
        let mut expression = self.or()?;
        while self.takes("if") {
            self.link()?;
            let condition = self.or()?;
            let otherwise =
                if self.takes("else") { self.expression()? } else { Expression::Constant(Value::Undefined) };
            expression = Expression::Choose(Box::new([expression, condition, otherwise]));
        }
        self.depth -= 1;
        Ok(expression)
    }

    fn deeper(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Reason::of(word!("it has too many brackets in one another"))) } else { Ok(()) }
    }

    /// Counts what is evaluated within what comes next.
    fn link(&mut self) -> Result<()> {
        self.links += 1;
        if self.links > MAX_LINKS { Err(Reason::of(word!("it has too long an expression"))) } else { Ok(()) }
    }

    fn or(&mut self) -> Result<Expression> {
        let mut left = self.and()?;
        while self.takes("or") {
            self.link()?;
            left = Expression::Or(Box::new([left, self.and()?]));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expression> {
        let mut left = self.not()?;
        while self.takes("and") {
            self.link()?;
            left = Expression::And(Box::new([left, self.not()?]));
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expression> {
        if !self.takes("not") {
            return self.comparison();
        }
        self.deeper()?;
        let negated = Expression::Not(Box::new(self.not()?));
        self.depth -= 1;
        Ok(negated)
    }

    /// `a < b < c` is `a < b and b < c`.
    fn comparison(&mut self) -> Result<Expression> {
        let mut left = self.level(0)?;
        let mut all: Option<Expression> = None;
        loop {
            let is_not_in = matches!(self.rest, ["not", "in", ..]);
            let operator = match self.rest.first() {
                Some(&"==") => Operator::Equal,
                Some(&"!=") => Operator::Unequal,
                Some(&"<") => Operator::Less,
                Some(&"<=") => Operator::LessOrEqual,
                Some(&">") => Operator::Greater,
                Some(&">=") => Operator::GreaterOrEqual,
                Some(&"in") => Operator::In,
                _ if is_not_in => Operator::In,
                _ => return Ok(all.unwrap_or(left)),
            };
            self.rest = &self.rest[1 + usize::from(is_not_in)..];
            self.link()?;
            let right = self.level(0)?;
            let compared = Expression::Binary(operator, Box::new([left, right.clone()]));
            let compared = if is_not_in { Expression::Not(Box::new(compared)) } else { compared };
            all = Some(match all {
                Some(before) => Expression::And(Box::new([before, compared])),
                None => compared,
            });
            left = right;
        }
    }

    /// The operators that bind ever tighter: sums, joined texts, products, powers.
    fn level(&mut self, level: usize) -> Result<Expression> {
        const LEVELS: [&[(&str, Operator)]; 4] = [
            &[("+", Operator::Add), ("-", Operator::Subtract)],
            &[("~", Operator::Concatenate)],
            &[
                ("*", Operator::Multiply),
                ("/", Operator::Divide),
                ("//", Operator::DivideWhole),
                ("%", Operator::Modulo),
            ],
            &[("**", Operator::Power)],
        ];
        let Some(operators) = LEVELS.get(level) else { return self.unary(true) };
        let mut left = self.level(level + 1)?;
        while let Some((_, operator)) = operators.iter().find(|(sign, _)| self.rest.first() == Some(sign)) {
            self.rest = &self.rest[1..];
            self.link()?;
            left = Expression::Binary(*operator, Box::new([left, self.level(level + 1)?]));
        }
        Ok(left)
    }

    fn unary(&mut self, with_filters: bool) -> Result<Expression> {
        let is_negative = self.rest.first() == Some(&"-");
        let expression = if is_negative || self.rest.first() == Some(&"+") {
            self.rest = &self.rest[1..];
            self.deeper()?;
            let operand = self.unary(false)?;
            self.depth -= 1;
            if is_negative { Expression::Negative(Box::new(operand)) } else { operand }
        } else {
            let operand = self.operand()?;
            self.attached(operand)?
        };
        if with_filters { self.filtered(expression) } else { Ok(expression) }
    }

    fn operand(&mut self) -> Result<Expression> {
        let token = self.next()?;
        Ok(match token {
            "(" => {
                if self.takes(")") {
                    return Ok(Expression::List(Vec::new()));
                }
                let first = self.expression()?;
                let expression = self.rest_of_tuple(first)?;
                self.expect(")")?;
                expression
            }
            "[" => Expression::List(self.items("]")?),
            "{" => self.object()?,
            "true" | "True" => Expression::Constant(true.into()),
            "false" | "False" => Expression::Constant(false.into()),
            "none" | "None" => Expression::Constant(Value::None),
            _ if token.starts_with(['\'', '"']) => {
                let mut text = unquoted(token);
                while let Some(next) = self.rest.first().filter(|next| next.starts_with(['\'', '"'])) {
                    text.push_str(&unquoted(next));
                    self.rest = &self.rest[1..];
                }
                Expression::Constant(text.into())
            }
            _ if token.starts_with(|letter: char| letter.is_ascii_digit()) => Expression::Constant(number(token)?),
            _ if token.bytes().all(is_word) && !RESERVED.contains(&token) => {
                if self.takes("(") {
                    let (arguments, named) = self.arguments()?;
                    return Ok(Expression::Call(Callee::Native(native(token, Use::Function)?), arguments, named));
                }
                Expression::Name(token.into())
            }
            _ => return Err(about(word!("its syntax: “{token}” is out of place"), token)),
        })
    }

    fn items(&mut self, end: &str) -> Result<Vec<Expression>> {
        let mut items = Vec::new();
        while !self.takes(end) {
            items.push(self.expression()?);
            if !self.takes(",") {
                self.expect(end)?;
                break;
            }
        }
        Ok(items)
    }

    fn object(&mut self) -> Result<Expression> {
        let mut entries = Vec::new();
        while !self.takes("}") {
            let key = self.expression()?;
            self.expect(":")?;
            entries.push((key, self.expression()?));
            if !self.takes(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(Expression::Object(entries))
    }

    fn attached(&mut self, mut expression: Expression) -> Result<Expression> {
        loop {
            self.link()?;
            if self.takes(".") {
                let name = self.name()?;
                expression = if self.takes("(") {
                    let (mut arguments, named) = self.arguments()?;
                    arguments.insert(0, expression);
                    Expression::Call(Callee::Method(name.into()), arguments, named)
                } else if let Ok(place) = name.parse::<i64>() {
                    Expression::Subscript(Box::new([expression, Expression::Constant(place.into())]))
                } else {
                    Expression::Attribute(Box::new(expression), name.into())
                };
            } else if self.takes("[") {
                expression = self.subscript(expression)?;
            } else {
                return Ok(expression);
            }
        }
    }

    fn subscript(&mut self, of: Expression) -> Result<Expression> {
        let mut parts = [const { Expression::Constant(Value::None) }; 3];
        let mut is_slice = false;
        for part in &mut parts {
            if !matches!(self.rest.first(), Some(&(":" | "]"))) {
                *part = self.expression()?;
            }
            if !self.takes(":") {
                break;
            }
            is_slice = true;
        }
        self.expect("]")?;
        let [from, to, step] = parts;
        Ok(if is_slice {
            Expression::Slice(Box::new([of, from, to, step]))
        } else {
            Expression::Subscript(Box::new([of, from]))
        })
    }

    fn filtered(&mut self, mut expression: Expression) -> Result<Expression> {
        loop {
            self.link()?;
            if self.takes("|") {
                let filter = native(self.name()?, Use::Filter)?;
                let (mut arguments, named) = if self.takes("(") { self.arguments()? } else { (Vec::new(), Vec::new()) };
                arguments.insert(0, expression);
                expression = Expression::Call(Callee::Native(filter), arguments, named);
            } else if self.takes("is") {
                let negated = self.takes("not");
                let test = native(self.next()?, Use::Test)?;
                let (mut arguments, named) = self.test_arguments()?;
                arguments.insert(0, expression);
                let tested = Expression::Call(Callee::Native(test), arguments, named);
                expression = if negated { Expression::Not(Box::new(tested)) } else { tested };
            } else {
                return Ok(expression);
            }
        }
    }

    /// In brackets, or one without.
    fn test_arguments(&mut self) -> Result<Arguments> {
        if self.takes("(") {
            return self.arguments();
        }
        let starts_value = |token: &&str| {
            let first = token.bytes().next().unwrap_or_default();
            (is_word(first) && !RESERVED.contains(token)) || matches!(first, b'\'' | b'"' | b'[' | b'{')
        };
        if !self.rest.first().is_some_and(starts_value) {
            return Ok((Vec::new(), Vec::new()));
        }
        let operand = self.operand()?;
        Ok((vec![self.attached(operand)?], Vec::new()))
    }

    fn arguments(&mut self) -> Result<Arguments> {
        let (mut arguments, mut named) = (Vec::new(), Vec::new());
        while !self.takes(")") {
            if let [name, "=", ..] = self.rest {
                self.rest = &self.rest[2..];
                named.push(((*name).into(), self.expression()?));
            } else {
                arguments.push(self.expression()?);
            }
            if !self.takes(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok((arguments, named))
    }
}

const RESERVED: [&str; 8] = ["if", "else", "and", "or", "not", "in", "is", "for"];

fn native(name: &str, usage: Use) -> Result<Native> {
    let text = match usage {
        Use::Filter => word!("its filter “{name}” is unknown here"),
        Use::Test => word!("its test “{name}” is unknown here"),
        _ => word!("its function “{name}” is unknown here"),
    };
    natives::find(name, usage).ok_or_else(|| natives::unknown(text, name))
}

fn number(token: &str) -> Result<Value> {
    let digits = token.replace('_', "");
    let whole = match digits.get(..2) {
        Some("0x" | "0X") => i64::from_str_radix(&digits[2..], 16).ok(),
        Some("0b" | "0B") => i64::from_str_radix(&digits[2..], 2).ok(),
        Some("0o" | "0O") => i64::from_str_radix(&digits[2..], 8).ok(),
        _ => digits.parse().ok(),
    };
    let number = whole.map(Value::Whole).or_else(|| crate::device::number_from_text(&digits).map(Value::Real));
    number.ok_or_else(|| about(word!("its syntax: “{token}” is no number"), token))
}
