//! Why there is no connection.

use super::frames::Violation;

/// Why a connection could not be had or was lost: the likely cause and the next step, for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error(
        "The broker did not answer at this address. \
         Is it running, is this its WebSocket port (often 9001, not 1883), and does a proxy in between pass the \
         sub-protocol “mqtt” on?"
    )]
    NoAnswer,
    #[error("The browser cannot open this address: {0}")]
    CannotOpen(String),
    #[error(
        "Something answers at this address, but it did not answer the login. \
         Is this the broker's WebSocket port, and does a proxy in between pass the sub-protocol “mqtt” on?"
    )]
    NoWelcome,
    #[error(
        "Something answers at this address, but it hung up without a word to our login{}. \
         Is it an MQTT broker, and does a proxy in between pass the sub-protocol “mqtt” on?",
        closing(*code, reason)
    )]
    ClosedAtLogin { code: u16, reason: String },
    #[error("wrong user name or password. Correct it and connect again.")]
    WrongLogin,
    /// Mosquitto says the same to a wrong password.
    #[error("wrong user name or password, or this user may not connect. Correct it and connect again.")]
    NotAuthorised,
    #[error(
        "A user name or password of more than 65,535 bytes, or a user name with the character NUL, cannot be sent."
    )]
    UnspeakableLogin,
    #[error("The broker does not let this client in: {0}. Ask whoever runs the broker.")]
    NotWelcome(String),
    #[error(
        "The broker does not take the name of this client: {0}. The next try has another; \
         if that does not help, let names that start with “alicia-dashboard-” in."
    )]
    NameRefused(String),
    #[error("The broker speaks neither MQTT 5 nor 3.1.1: update the broker.")]
    NoCommonVersion,
    #[error("The broker is full, busy or starting: {0}. Its log says which; we keep trying.")]
    Full(String),
    #[error("The broker cannot let us in right now: {0}.")]
    NotNow(String),
    #[error("The broker let us in, but did not answer our subscriptions.")]
    NoSubscriptions,
    #[error("The connection to the broker was lost{}.", closing(*code, reason))]
    Lost { code: u16, reason: String },
    #[error(
        "The connection was lost again within seconds. Either another client has the same name, so this one takes \
         a new one now; or a proxy in between cuts it: look at the logs of broker and proxy."
    )]
    Flapping,
    #[error(
        "The connection is lost each time when nothing was heard for {seconds} s: a proxy in between seems to cut it. \
         Let it wait longer than 90 s (nginx: proxy_read_timeout); until then we ask more often."
    )]
    CutWhenSilent { seconds: u64 },
    #[error("The broker stopped answering. It may be overloaded, or the network in between is gone.")]
    Silent,
    #[error("Another client with the same name has taken over this connection. The next try has another name.")]
    TakenOver,
    #[error("The broker ended the connection: {0}.")]
    Disconnected(String),
    #[error("The broker sent what MQTT forbids: {0}. Is this really an MQTT broker, and is it up to date?")]
    Violation(Violation),
}

/// What a WebSocket says when it is closed. Code 1006 says nothing at all: every broken connection has it.
fn closing(code: u16, reason: &str) -> String {
    match (code, reason) {
        (1006, _) => String::new(),
        (code, "") => format!(" (WebSocket code {code})"),
        (code, reason) => format!(" (WebSocket code {code}: “{reason}”)"),
    }
}
