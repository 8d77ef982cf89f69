//! What becomes of a page whose program has stopped.

use e2e::Stage;

/// A program whose one function does what is left of a panic.
const STOPS: &str = "const program = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, \
    0, 0, 10, 5, 1, 3, 0, 0, 11]); const { exports } = new WebAssembly.Instance(new WebAssembly.Module(program)); ";

#[test]
fn a_program_that_stops_is_told_to_the_person() {
    let stage = Stage::open();
    stage.browser.evaluate(&format!("{STOPS} setTimeout(() => exports.f(), 0); return true"), vec![]);
    stage.browser.wait_for_text("Something in this page broke. An error that should not happen has stopped it.");
}

#[test]
fn a_task_that_ends_so_later_is_told_too() {
    let stage = Stage::open();
    let told = "try { exports.f() } catch (reason) { \
        dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason })) } return true";
    stage.browser.evaluate(&format!("{STOPS} {told}"), vec![]);
    stage.browser.wait_for_text("Something in this page broke.");
}

#[test]
fn what_others_do_wrong_in_the_page_is_not_its_own_end() {
    let stage = Stage::open();
    let wrong = "dispatchEvent(new ErrorEvent('error', { error: new Error('of a browser extension') })); \
        return document.getElementById('broken') === null";
    assert_eq!(stage.browser.evaluate(wrong, vec![]), true);
}
