//! What a person wants to be warned of, what devices warn of by themselves, and what has become of each warning. Knows neither
//! clock nor store.

mod judge;
mod life;
mod log;
mod ready;
mod rule;
mod told;
mod window;

pub use judge::{Judge, Turn};
pub use life::{About, Alarm, AlarmKey, Cause, Standing};
pub use log::Log;
pub use ready::{Ready, THRESHOLDS, ready};
pub use rule::{Condition, Rule, Rules};
pub use told::{Level, Telling};
