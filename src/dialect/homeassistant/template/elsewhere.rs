//! The engine, where it is another program: knows only whom to ask.

use std::cell::RefCell;

use super::call::Call;
use super::datum::Datum;
use super::reason::Reason;
use crate::language::word;
use crate::time::Timestamp;

/// Takes a call to where the engine is, and brings the answer; `None` if it is not to be had.
type Run = Box<dyn FnMut(&[u8]) -> Option<Vec<u8>>>;

thread_local! {
    static RUN: RefCell<Option<Run>> = const { RefCell::new(None) };
}

/// From now on this runs templates that are programs: takes a call to where the engine is, and brings the answer, or `None`.
pub fn run_programs_by(run: impl FnMut(&[u8]) -> Option<Vec<u8>> + 'static) {
    RUN.set(Some(Box::new(run)));
}

#[derive(Debug, Default)]
pub(in crate::dialect) struct Engine {}

impl Engine {
    #[expect(clippy::unused_self, reason = "as the engine itself is called")]
    pub(super) fn print(
        &self,
        source: &str,
        message: Option<&str>,
        variables: &[(&str, Datum<'_>)],
        now: Timestamp,
    ) -> Result<String, Reason> {
        let call = Call { source, message, variables: variables.to_vec(), now };
        let answer = postcard::to_allocvec(&call)
            .ok()
            .and_then(|call| RUN.with_borrow_mut(|run| run.as_mut()?(&call)))
            .and_then(|answer| postcard::from_bytes(&answer).ok());
        answer
            .unwrap_or_else(|| Err(Reason::of(word!("the engine for templates that are programs could not be loaded"))))
    }
}
