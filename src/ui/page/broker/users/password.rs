//! Passwords that nobody has thought of.

use crate::dynsec::Password;
use crate::ui::dom::window;

/// Nothing that looks like something else.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
/// More than 120 bits.
const LENGTH: usize = 22;

/// One from the browser's randomness; `None` of a browser without.
pub(super) fn made() -> Option<Password> {
    let crypto = window().crypto().ok()?;
    let mut password = String::new();
    while password.len() < LENGTH {
        let mut bytes = [0; 64];
        crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
        // Bytes beyond the last whole round would make the first letters likelier.
        let end = 256 / LETTERS.len() * LETTERS.len();
        let letters = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < end);
        let letters = letters.map(|byte| char::from(LETTERS[byte % LETTERS.len()]));
        password.extend(letters.take(LENGTH - password.len()));
    }
    Some(Password(password))
}
