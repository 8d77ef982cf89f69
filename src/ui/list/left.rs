//! How many devices each chip above the list would leave, all counted in one pass.

use super::{List, Query, convention, matches};
use crate::device::DeviceKey;
use crate::ui::text::folded;

/// How many devices would be left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// With each of some lists of devices besides what is looked for.
    pub among: Vec<usize>,
    /// With each convention that a device speaks in the place of the one that is looked for, in order.
    pub conventions: Vec<(String, usize)>,
}

impl List {
    /// How many devices would be left with each of these lists, which are in the order of their keys, and with each convention.
    #[must_use]
    pub fn left(&self, query: &Query, lists: &[&[DeviceKey]]) -> Left {
        let (words, room) = (folded(query.words.trim()), query.room.as_deref().map(folded));
        let mut left = Left { among: vec![0; lists.len()], conventions: Vec::new() };
        for device in self.iter() {
            let speaks = convention(device);
            let place = left.conventions.binary_search_by(|(known, _)| known.as_str().cmp(speaks));
            let place = place.unwrap_or_else(|place| {
                left.conventions.insert(place, (speaks.to_owned(), 0));
                place
            });
            if !query.holds_but_for_convention(device, room.as_deref()) || !matches(device, &words) {
                continue;
            }
            left.conventions[place].1 += 1;
            if query.convention.as_deref().is_none_or(|it| it == speaks) {
                for (count, list) in left.among.iter_mut().zip(lists) {
                    *count += usize::from(list.binary_search(&device.key).is_ok());
                }
            }
        }
        left
    }
}
