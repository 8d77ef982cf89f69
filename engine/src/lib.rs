//! Runs templates that are programs, as a WebAssembly module without imports. Most homes have no such template: the worker
//! fetches this with the first one, and calls it with bytes in and bytes out.
//!
//! 1. [`room`] gives the address at which the bytes of a call are to be put.
//! 2. [`run`] answers it, and gives the address of the answer, whose length [`length`] tells.

use std::cell::RefCell;

use alicia_dashboard::dialect::Programs;

#[derive(Default)]
struct Desk {
    programs: Programs,
    call: Vec<u8>,
    answer: Vec<u8>,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

#[unsafe(no_mangle)]
#[expect(unsafe_code, reason = "its name is its own")]
extern "C" fn room(length: usize) -> *mut u8 {
    DESK.with_borrow_mut(|desk| {
        desk.call.clear();
        desk.call.resize(length, 0);
        desk.call.as_mut_ptr()
    })
}

#[unsafe(no_mangle)]
#[expect(unsafe_code, reason = "its name is its own")]
extern "C" fn run() -> *const u8 {
    DESK.with_borrow_mut(|desk| {
        desk.answer = desk.programs.answer(&desk.call);
        desk.answer.as_ptr()
    })
}

#[unsafe(no_mangle)]
#[expect(unsafe_code, reason = "its name is its own")]
extern "C" fn length() -> usize {
    DESK.with_borrow(|desk| desk.answer.len())
}
