//! Numbers for what has to be told apart on this page: none is given twice.

use std::sync::atomic::{AtomicU32, Ordering};

pub(super) fn ticket() -> u32 {
    static LAST: AtomicU32 = AtomicU32::new(0);
    LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
}
