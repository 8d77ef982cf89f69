//! Everything that grows has a limit, and all of them are here.

/// In bytes. The page says so where one is larger.
pub(crate) const LARGEST_PICTURE: usize = 2 * 1024 * 1024;

/// How much of a house is kept. What a limit discards is counted in [`Discarded`](super::Discarded).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub devices: usize,
    pub properties_per_device: usize,
    /// Characters of a text value.
    pub text: usize,
    /// Characters of a device's or property's id, and of a name.
    pub name: usize,
    /// Requests in sight, waiting or settled.
    pub requests: usize,
    /// Bytes of a picture; a larger one is not shown.
    pub picture: usize,
    /// Bytes of all pictures; the oldest make room.
    pub pictures: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            devices: 20_000,
            properties_per_device: 512,
            text: 1_024,
            name: 256,
            requests: 1_024,
            picture: LARGEST_PICTURE,
            pictures: 32 * 1024 * 1024,
        }
    }
}
