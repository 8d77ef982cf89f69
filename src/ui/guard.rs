//! Whether a person wants to be warned when the broker refuses many logins, which this browser keeps for all its tabs.

use super::outbox::Outbox;
use super::storage::{keep, kept};
use crate::app::{BrokerWish, Intent};

const KEY: &str = "alicia.broker-guard";
const ON: &str = "on";

/// Tells the worker, if that is wanted.
pub(super) fn tell(outbox: Outbox) {
    if is_wanted() {
        outbox.send(Intent::Broker(BrokerWish::Guard(true)));
    }
}

pub(super) fn is_wanted() -> bool {
    kept(KEY).as_deref() == Some(ON)
}

/// Where nothing can be kept, it holds until the page is closed.
pub(super) fn want(is_wanted: bool, outbox: Outbox) {
    keep(KEY, if is_wanted { ON } else { "off" });
    outbox.send(Intent::Broker(BrokerWish::Guard(is_wanted)));
}
