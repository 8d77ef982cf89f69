//! What a template is: statements, and expressions in them.

use std::rc::Rc;

use super::natives::Native;
use super::value::Value;

#[derive(Clone, Debug)]
pub(super) enum Statement {
    Text(String),
    Print(Expression),
    /// The first whose condition holds; one without condition always does.
    If(Vec<(Option<Expression>, Vec<Statement>)>),
    For(Box<For>),
    Set(Vec<Place>, Expression),
    /// A name for what the statements print.
    Capture(Place, Vec<Statement>),
    Continue,
    Break,
}

#[derive(Clone, Debug)]
pub(super) struct For {
    pub(super) names: Vec<Rc<str>>,
    pub(super) list: Expression,
    pub(super) condition: Option<Expression>,
    pub(super) body: Vec<Statement>,
    pub(super) otherwise: Vec<Statement>,
}

/// What a statement gives a value: a name, or what a namespace has under a name.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) name: Rc<str>,
    pub(super) part: Option<Rc<str>>,
}

#[derive(Clone, Debug)]
pub(super) enum Expression {
    Constant(Value),
    Name(Rc<str>),
    List(Vec<Expression>),
    Object(Vec<(Expression, Expression)>),
    Attribute(Box<Expression>, Rc<str>),
    Subscript(Box<[Expression; 2]>),
    /// From, to, in steps of; `None` where it does not say.
    Slice(Box<[Expression; 4]>),
    Call(Callee, Vec<Expression>, Vec<(Rc<str>, Expression)>),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    And(Box<[Expression; 2]>),
    Or(Box<[Expression; 2]>),
    Binary(Operator, Box<[Expression; 2]>),
    /// What is taken, on which condition, and what otherwise.
    Choose(Box<[Expression; 3]>),
}

/// What is called, with the subject as its first argument if it is a filter, a test or a method.
#[derive(Clone, Debug)]
pub(super) enum Callee {
    Native(Native),
    Method(Rc<str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    DivideWhole,
    Modulo,
    Power,
    Concatenate,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
}
