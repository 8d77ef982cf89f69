//! What each user may publish and receive, read from a Mosquitto ACL file; knows no broker.
//!
//! Understands `user` and `topic read|write|readwrite`. Whatever else Mosquitto allows in such a file (`pattern`, `deny`,
//! lines for clients without a name) is an error rather than a rule that is silently not applied.

/// The file a home installs.
const DEPLOYED: &str = include_str!("../../deploy/mosquitto/acl");

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acl(Vec<Rule>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    user: String,
    access: Access,
    filter: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
    ReadWrite,
}

/// Why a line of an ACL file cannot be obeyed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error(
        "line {line}: this rule stands before any `user` line, so it would be for clients without a name, and there are none"
    )]
    Nobody { line: usize },
    #[error("line {line}: `{word}` is not understood; a line says `user NAME` or `topic read|write|readwrite FILTER`")]
    Word { line: usize, word: String },
    #[error("line {line}: `topic {access} …` is not understood; write read, write or readwrite")]
    Access { line: usize, access: String },
    #[error("line {line}: something is missing after `{word}`")]
    Missing { line: usize, word: &'static str },
    #[error("line {line}: `{filter}` is not a topic filter: + and # stand alone between slashes, # only at the end")]
    Filter { line: usize, filter: String },
}

impl Acl {
    /// The rules of `deploy/mosquitto/acl`.
    ///
    /// # Panics
    /// Never in a build whose tests pass: they parse that file.
    #[must_use]
    pub fn deployed() -> Self {
        Self::parse(DEPLOYED).expect("deploy/mosquitto/acl is well formed")
    }

    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut rules = Vec::new();
        let mut user = None;
        for (line, content) in (1..).zip(text.lines()) {
            let content = content.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let (word, rest) = split_word(content);
            match word {
                "user" if rest.is_empty() => return Err(Error::Missing { line, word: "user" }),
                "user" => user = Some(rest.to_owned()),
                "topic" => {
                    let user = user.clone().ok_or(Error::Nobody { line })?;
                    let (access, filter) = parse_rule(line, rest)?;
                    rules.push(Rule { user, access, filter: filter.to_owned() });
                }
                _ => {
                    return Err(Error::Word { line, word: word.to_owned() });
                }
            }
        }
        Ok(Self(rules))
    }

    #[must_use]
    pub fn may_publish(&self, user: &str, topic: &str) -> bool {
        self.allows(user, Access::Write, topic)
    }

    /// Whether everything that `filter` can match may be received. Mosquitto grants any subscription and then holds back
    /// what is forbidden; a broker that decides once, at the subscription, has to ask this.
    #[must_use]
    pub fn may_subscribe(&self, user: &str, filter: &str) -> bool {
        self.allows(user, Access::Read, filter)
    }

    fn allows(&self, user: &str, wanted: Access, filter: &str) -> bool {
        self.0.iter().any(|rule| {
            rule.user == user
                && (rule.access == wanted || rule.access == Access::ReadWrite)
                && covers(&rule.filter, filter)
        })
    }
}

fn parse_rule(line: usize, rule: &str) -> Result<(Access, &str), Error> {
    let (word, filter) = split_word(rule);
    let access = match word {
        "" => return Err(Error::Missing { line, word: "topic" }),
        "read" => Access::Read,
        "write" => Access::Write,
        "readwrite" => Access::ReadWrite,
        _ => {
            return Err(Error::Access { line, access: word.to_owned() });
        }
    };
    if is_filter(filter) { Ok((access, filter)) } else { Err(Error::Filter { line, filter: filter.to_owned() }) }
}

/// The first word and, trimmed, the rest; topics may hold spaces.
fn split_word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}

fn is_filter(filter: &str) -> bool {
    let mut levels = filter.split('/').peekable();
    let mut well_formed = !filter.is_empty();
    while let Some(level) = levels.next() {
        well_formed &= match level {
            "#" => levels.peek().is_none(),
            "+" => true,
            _ => !level.contains(['+', '#']),
        };
    }
    well_formed
}

/// Whether `rule` matches everything that `filter` matches. A topic is a filter that matches itself.
fn covers(rule: &str, filter: &str) -> bool {
    if filter.starts_with('$') && rule.starts_with(['+', '#']) {
        return false;
    }
    let mut wanted = filter.split('/');
    for level in rule.split('/') {
        match (level, wanted.next()) {
            ("#", _) => return true,
            (_, None | Some("#")) => return false,
            ("+", Some(_)) => {}
            (level, Some(wanted)) if level == wanted => {}
            _ => return false,
        }
    }
    wanted.next().is_none()
}
