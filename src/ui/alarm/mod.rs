//! Alarms, wherever the person is: kept over a reload, called out, and on the home page until the person knows of them.

mod attention;
mod call;
mod kept;

pub use attention::attention;
pub(super) use attention::{place, snoozes, value};
pub(super) use call::{answer_calls, calling, may_call};
pub(super) use kept::keep_alarms;
