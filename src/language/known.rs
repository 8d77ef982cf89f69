//! Words that devices use and many people know: what properties are called by, and what they say. They come as data, are
//! looked up where they are shown ([`known`](super::known())), and are listed here for those who translate. Nothing of this is in
//! the program.

/// Texts that are said although the code does not have them.
macro_rules! known {
    ($($text:literal),+ $(,)?) => {};
}

known! {
    "Temperature",
}
