//! Why there is no connection.

use super::frames::Violation;
use crate::language::t;

/// Why a connection could not be had or was lost: the likely cause and the next step, for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("{}", t!("The broker did not answer at this address. \
         Is it running, is this its WebSocket port (often 9001, not 1883), and does a proxy in between pass the \
         sub-protocol “mqtt” on?"))]
    NoAnswer,
    #[error("{}", t!("The browser cannot open this address: {why}", why = .0))]
    CannotOpen(String),
    #[error("{}", t!("Something answers at this address, but it did not answer the login. \
         Is this the broker's WebSocket port, and does a proxy in between pass the sub-protocol “mqtt” on?"))]
    NoWelcome,
    #[error("{}", t!("Something answers at this address, but it hung up without a word to our login{closing}. \
         Is it an MQTT broker, and does a proxy in between pass the sub-protocol “mqtt” on?", closing = closing(*code, reason)))]
    ClosedAtLogin { code: u16, reason: String },
    #[error("{}", t!("Wrong user name or password. Correct it and connect again."))]
    WrongLogin,
    /// Mosquitto says the same to a wrong password.
    #[error("{}", t!("Wrong user name or password, or this user may not connect. Correct it and connect again."))]
    NotAuthorised,
    #[error("{}", t!("A user name or password of more than 65,535 bytes, or a user name with the character NUL, cannot be sent."))]
    UnspeakableLogin,
    #[error("{}", t!("The broker does not let this client in: {why}. Ask whoever runs the broker.", why = .0))]
    NotWelcome(String),
    #[error("{}", t!("The broker does not take the name of this client: {why}. The next try has another; \
         if that does not help, let names that start with “alicia-dashboard-” in.", why = .0))]
    NameRefused(String),
    #[error("{}", t!("The broker speaks neither MQTT 5 nor 3.1.1: update the broker."))]
    NoCommonVersion,
    #[error("{}", t!("The broker is full, busy or starting: {why}. Its log says which; we keep trying.", why = .0))]
    Full(String),
    #[error("{}", t!("The broker cannot let us in right now: {why}.", why = .0))]
    NotNow(String),
    #[error("{}", t!("The broker let us in, but did not answer our subscriptions."))]
    NoSubscriptions,
    #[error("{}", t!("The connection to the broker was lost{closing}.", closing = closing(*code, reason)))]
    Lost { code: u16, reason: String },
    #[error("{}", t!("The connection was lost again within seconds. Either another client has the same name, so this one takes \
         a new one now; or a proxy in between cuts it: look at the logs of broker and proxy."))]
    Flapping,
    #[error("{}", t!("The connection is lost each time when nothing was heard for {seconds} s: a proxy in between seems to cut it. \
         Let it wait longer than 90 s (nginx: proxy_read_timeout); until then we ask more often.", seconds = seconds.to_string()))]
    CutWhenSilent { seconds: u64 },
    #[error("{}", t!("The broker stopped answering. It may be overloaded, or the network in between is gone."))]
    Silent,
    #[error("{}", t!("Another client with the same name has taken over this connection. The next try has another name."))]
    TakenOver,
    #[error("{}", t!("The broker ended the connection: {why}.", why = .0))]
    Disconnected(String),
    #[error("{}", t!("The broker sent what MQTT forbids: {why}. Is this really an MQTT broker, and is it up to date?", why = .0.to_string()))]
    Violation(Violation),
}

/// What a WebSocket says when it is closed. Code 1006 says nothing at all: every broken connection has it.
fn closing(code: u16, reason: &str) -> String {
    match (code, reason) {
        (1006, _) => String::new(),
        (code, "") => t!(" (WebSocket code {code})", code = code.to_string()),
        (code, reason) => t!(" (WebSocket code {code}: “{reason}”)", code = code.to_string(), reason),
    }
}
