//! Where in a list the thing of a name is. Keeps no names: whoever asks compares with the list, so that a message about one
//! of 100,000 properties looks at as little memory as can be.

/// Hashes of names and places of what has them, in order.
#[derive(Debug, Default)]
pub(super) struct Index(Vec<(u32, u16)>);

impl Index {
    /// The place of what is called so, which `is_it` tells for certain.
    pub(super) fn find(&self, name: &str, mut is_it: impl FnMut(u16) -> bool) -> Option<u16> {
        let hash = hash(name);
        let first = self.0.partition_point(|(known, _)| *known < hash);
        let alike = self.0[first..].iter().take_while(|(known, _)| *known == hash);
        alike.map(|(_, place)| *place).find(|place| is_it(*place))
    }

    pub(super) fn insert(&mut self, name: &str, place: u16) {
        let entry = (hash(name), place);
        let at = self.0.partition_point(|known| *known < entry);
        self.0.insert(at, entry);
    }

    pub(super) fn remove(&mut self, name: &str, place: u16) {
        if let Ok(at) = self.0.binary_search(&(hash(name), place)) {
            self.0.remove(at);
        }
    }
}

/// FNV-1a. Names that were chosen to have the same hash make a search as long as the list, which has a limit.
fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_found_by_their_names_until_they_are_removed() {
        // The first two have the same hash.
        let names = ["costarring", "liquid", "temperature", ""];
        assert_eq!(hash(names[0]), hash(names[1]));
        let mut index = Index::default();
        for (place, name) in (0..).zip(names) {
            index.insert(name, place);
        }
        let find = |index: &Index, name: &str| index.find(name, |place| names[usize::from(place)] == name);
        for (place, name) in (0..).zip(names) {
            assert_eq!(find(&index, name), Some(place), "{name}");
        }
        index.remove("costarring", 0);
        assert_eq!([find(&index, "costarring"), find(&index, "liquid")], [None, Some(1)]);
        assert_eq!(find(&index, "humidity"), None);
    }
}
