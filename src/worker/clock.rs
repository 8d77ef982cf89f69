//! The only place in the worker that asks the time, or chance.

use wasm_bindgen::JsCast;
use web_sys::WorkerGlobalScope;

use crate::time::{Instant, Now, Timestamp};

pub(super) fn now() -> Now {
    let since_start = scope().performance().map_or(0.0, |performance| performance.now());
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit for 285,000 years")]
    let timestamp = Timestamp::from_millis(js_sys::Date::now() as i64);
    Now { instant: Instant::from_millis(since_start), timestamp }
}

/// Random also where the page is not served over https: `crypto.randomUUID` is missing there, `getRandomValues` is not.
pub(super) fn random_seed() -> u64 {
    let mut bytes = [0; 8];
    let filled = scope().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if filled.is_err() {
        return js_sys::Math::random().to_bits();
    }
    u64::from_le_bytes(bytes)
}

pub(super) fn scope() -> WorkerGlobalScope {
    js_sys::global().unchecked_into()
}
