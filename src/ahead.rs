//! Memory before it is needed. Left alone it grows by 64 kB at a time, each time the browser collects its garbage, and while a house is
//! announced that takes longer than the announcements.

use std::arch::wasm32::memory_size;
use std::cell::Cell;
use std::hint::black_box;

const PAGE: usize = 65_536;
/// Such a part of what there is is added to it at once, and no less than so many pages.
const PART: usize = 16;
const LEAST: usize = 4;

thread_local! {
    /// How many there were when it was last looked.
    static PAGES: Cell<usize> = const { Cell::new(0) };
}

/// Asks for more if some was taken since. What nobody writes to takes no room in the machine.
pub fn keep() {
    if memory_size::<0>() <= PAGES.get() {
        return;
    }
    let pages = (memory_size::<0>() / PART).max(LEAST);
    let mut room = Vec::<u8>::new();
    // Given back at once, and kept by the allocator. That there is none is no harm yet.
    if room.try_reserve_exact(pages * PAGE).is_ok() {
        black_box(&room);
    }
    drop(room);
    PAGES.set(memory_size::<0>());
}
