//! What devices answer to commands, whatever their convention: whether it was done, and if not, why.

use crate::device::{Answer, Value};

const DONE: &[&str] = &["success", "succeeded", "ok", "done", "completed", "executed", "applied"];
const FAILED: &[&str] =
    &["error", "failed", "failure", "rejected", "refused", "denied", "invalid", "unsupported", "unknown_command"];

/// What `outcome` says became of a command, with the reason in `message`; `None` while it is under way, and for what is no
/// word for that.
pub(super) fn read(outcome: &Value, message: Option<&Value>) -> Option<Answer> {
    let contains = |words: &[&str], said: &str| words.iter().any(|word| said.eq_ignore_ascii_case(word));
    let is_done = match outcome {
        Value::Flag(flag) => *flag,
        Value::Text(said) if contains(DONE, said) => true,
        Value::Text(said) if contains(FAILED, said) => false,
        Value::Text(_) | Value::Number(_) | Value::Unknown => return None,
    };
    let reason = message.map(Value::plain).filter(|reason| !reason.is_empty());
    Some(if is_done { Answer::Done } else { Answer::Failed(reason.unwrap_or_else(|| outcome.plain())) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn a_word_says_whether_it_was_done() {
        assert_eq!(read(&text("SUCCESS"), Some(&text("led is on"))), Some(Answer::Done));
        assert_eq!(read(&Value::Flag(true), None), Some(Answer::Done));
        assert_eq!(read(&text("error"), Some(&text("no LED"))), Some(Answer::Failed("no LED".to_owned())));
        assert_eq!(read(&text("rejected"), None), Some(Answer::Failed("rejected".to_owned())));
    }

    #[test]
    fn whatever_is_under_way_or_means_something_else_is_no_answer() {
        for outcome in [text("received"), text("executing"), text("online"), Value::Number(1.0), Value::Unknown] {
            assert_eq!(read(&outcome, None), None, "{outcome:?}");
        }
    }
}
