//! Reads the statements of a template. Expressions are [`expression`](super::expression)'s.

use super::expression::Parser;
use super::program::{For, Place, Statement};
use super::token::tokens;
use crate::dialect::homeassistant::template::reason::Reason;
use crate::language::word;

/// Blocks within blocks.
const MAX_DEPTH: u8 = 24;

type Result<T> = std::result::Result<T, Reason>;

pub(super) fn program(source: &str) -> Result<Vec<Statement>> {
    let mut reader = Reader { rest: source, trim: false, depth: 0 };
    let (statements, end) = reader.block()?;
    match end {
        None => Ok(statements),
        Some(end) => Err(about(word!("“{token}” ends nothing"), end.first().copied().unwrap_or_default())),
    }
}

/// What is wrong with a token, or with its absence.
pub(super) fn about(text: &'static str, token: &str) -> Reason {
    Reason::of(text).with("token", token)
}

struct Reader<'s> {
    rest: &'s str,
    /// The space at the start of the rest does not count.
    trim: bool,
    depth: u8,
}

/// The tokens of the statement that ends a block.
type End<'s> = Option<Vec<&'s str>>;

impl<'s> Reader<'s> {
    /// Statements up to one that ends a block, or to the end of the template.
    fn block(&mut self) -> Result<(Vec<Statement>, End<'s>)> {
        if self.depth >= MAX_DEPTH {
            return Err(Reason::of(word!("it has too many blocks in one another")));
        }
        self.depth += 1;
        let mut statements = Vec::new();
        let end = loop {
            let Some(sign) = self.text(&mut statements) else { break None };
            match sign {
                b'#' => self.comment()?,
                b'{' => {
                    let tokens = self.tokens("}}")?;
                    statements.push(Statement::Print(Parser::whole(&tokens)?));
                }
                _ => {
                    let tokens = self.tokens("%}")?;
                    match tokens.first() {
                        Some(&("elif" | "else" | "endif" | "endfor" | "endset")) => break Some(tokens),
                        _ => statements.push(self.statement(&tokens)?),
                    }
                }
            }
        };
        self.depth -= 1;
        Ok((statements, end))
    }

    /// Takes the text up to the next block, and tells by its sign which one that is.
    fn text(&mut self, statements: &mut Vec<Statement>) -> Option<u8> {
        let found = self.rest.as_bytes().windows(2).position(|pair| matches!(pair, [b'{', b'{' | b'%' | b'#']));
        let (text, rest) = self.rest.split_at(found.unwrap_or(self.rest.len()));
        let text = if self.trim { text.trim_start() } else { text };
        let trims = rest.as_bytes().get(2) == Some(&b'-');
        let text = if trims { text.trim_end() } else { text };
        if !text.is_empty() {
            statements.push(Statement::Text(text.to_owned()));
        }
        let sign = *rest.as_bytes().get(1)?;
        let marked = trims || (rest.as_bytes().get(2) == Some(&b'+'));
        self.rest = &rest[if marked { 3 } else { 2 }..];
        self.trim = false;
        Some(sign)
    }

    fn comment(&mut self) -> Result<()> {
        let (comment, rest) = self.rest.split_once("#}").ok_or(word!("a comment does not end"))?;
        self.trim = comment.ends_with('-');
        self.rest = rest;
        Ok(())
    }

    fn tokens(&mut self, end: &str) -> Result<Vec<&'s str>> {
        let (mut tokens, rest) = tokens(self.rest, end).ok_or(word!("a block does not end"))?;
        self.rest = rest;
        self.trim = tokens.last() == Some(&"-");
        if self.trim {
            tokens.pop();
        }
        Ok(tokens)
    }

    fn statement(&mut self, tokens: &[&'s str]) -> Result<Statement> {
        match tokens {
            ["set", rest @ ..] => self.assignment(rest),
            ["if", condition @ ..] => self.condition(condition),
            ["for", rest @ ..] => self.repetition(rest),
            ["continue"] => Ok(Statement::Continue),
            ["break"] => Ok(Statement::Break),
            [other, ..] => Err(about(word!("it has the statement “{token}”"), other)),
            [] => Err(Reason::of(word!("it has an empty statement"))),
        }
    }

    fn assignment(&mut self, tokens: &[&'s str]) -> Result<Statement> {
        if let Some(at) = tokens.iter().position(|token| *token == "=") {
            let places = tokens[..at].split(|token| *token == ",").map(place).collect::<Result<_>>()?;
            return Ok(Statement::Set(places, Parser::whole(&tokens[at + 1..])?));
        }
        let place = place(tokens)?;
        let (body, end) = self.block()?;
        expect(&end, "endset")?;
        Ok(Statement::Capture(place, body))
    }

    fn condition(&mut self, tokens: &[&'s str]) -> Result<Statement> {
        let mut branches = Vec::new();
        let mut condition = Some(Parser::whole(tokens)?);
        loop {
            let (body, end) = self.block()?;
            let is_last = condition.is_none();
            branches.push((condition.take(), body));
            match end.as_deref() {
                Some(["endif"]) => return Ok(Statement::If(branches)),
                Some(["elif", rest @ ..]) if !is_last => condition = Some(Parser::whole(rest)?),
                Some(["else"]) if !is_last => {}
                _ => return Err(Reason::of(word!("an “if” does not end"))),
            }
        }
    }

    fn repetition(&mut self, tokens: &[&'s str]) -> Result<Statement> {
        let at = tokens.iter().position(|token| *token == "in").ok_or(word!("a “for” has no “in”"))?;
        let names = tokens[..at].iter().filter(|token| !matches!(**token, "," | "(" | ")")).map(|name| (*name).into());
        let names = names.collect();
        let mut parser = Parser::new(&tokens[at + 1..]);
        let list = parser.tuple_without_choice()?;
        let condition = if parser.takes("if") { Some(parser.expression()?) } else { None };
        parser.end()?;
        let (body, mut end) = self.block()?;
        let mut otherwise = Vec::new();
        if end.as_deref() == Some(&["else"]) {
            (otherwise, end) = self.block()?;
        }
        expect(&end, "endfor")?;
        Ok(Statement::For(Box::new(For { names, list, condition, body, otherwise })))
    }
}

fn expect(end: &End<'_>, word: &str) -> Result<()> {
    match end.as_deref() {
        Some([found]) if *found == word => Ok(()),
        _ => Err(about(word!("“{token}” is missing"), word)),
    }
}

fn place(tokens: &[&str]) -> Result<Place> {
    match tokens {
        [name] => Ok(Place { name: (*name).into(), part: None }),
        [name, ".", part] => Ok(Place { name: (*name).into(), part: Some((*part).into()) }),
        _ => Err(Reason::of(word!("it sets what is no name"))),
    }
}
