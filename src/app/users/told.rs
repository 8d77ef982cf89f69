//! What the person wants of users and roles, and what is told of them.

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::app::{Intent, News, wire};
use crate::dynsec::{Answer, Complaint, Known, Offsets, Order};

/// What the person wants of users and roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UsersWish {
    /// Show me all; also over a line that others can listen to, if I have been warned.
    Open {
        is_warned: bool,
    },
    /// From these on.
    See(Offsets),
    /// And the user of this name, wherever they are; nobody if it is empty.
    Seek(String),
    /// Do this, and tell me by this ticket what became of it.
    Order(u32, Order),
    Close,
}

/// What is seen of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersNews {
    pub state: UsersState,
    /// Something is being asked.
    pub is_busy: bool,
    /// Who asks.
    pub own: String,
    pub known: Option<Known>,
    /// What has become of orders since the last news.
    pub answers: Vec<Answer>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UsersState {
    /// There is no connection to a broker.
    Away,
    /// Others can listen to the line, and the person has not been warned.
    Exposed,
    Asking,
    /// We may ask, and are answered.
    Here,
    /// The broker does not let us hear the answers.
    Deaf,
    /// What went wrong with looking at it.
    Trouble(Complaint),
}

/// Something between page and worker that only those parts of them read that need it. It is never printed: a password may be
/// in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    #[must_use]
    pub fn of<T: Serialize>(what: &T) -> Self {
        Self(wire::encode(what))
    }

    /// `None` if it comes from another build of this program.
    #[must_use]
    pub fn open<T: DeserializeOwned>(&self) -> Option<T> {
        wire::decode(&self.0)
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Intent {
    /// Of users and roles.
    #[must_use]
    pub fn users(wish: &UsersWish) -> Self {
        Self::Users(Sealed::of(wish))
    }
}

impl News {
    /// What [`News::Users`] tells.
    #[must_use]
    pub fn users(told: &[u8]) -> Option<UsersNews> {
        wire::decode(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_ever_printed() {
        let order =
            Order::SetPassword { name: "lamp".to_owned(), password: crate::dynsec::Password("geheim".to_owned()) };
        let wish = UsersWish::Order(1, order);
        let shown = format!("{wish:?} {:?}", Intent::users(&wish));
        assert!(!shown.contains("geheim") && !shown.contains("103, 101, 104"), "{shown}");
        assert!(shown.contains("lamp"), "{shown}");
    }
}
