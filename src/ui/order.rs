//! Sorting. Whatever is sorted, it is sorted by bytes, so that the art of it is compiled only once.

/// The number of something, behind what puts it in order.
pub(super) type Keyed = (Vec<u8>, u32);

pub(super) fn sort(order: &mut [Keyed]) {
    order.sort_unstable();
}

/// The items in the order of their keys.
pub(super) fn sorted<T>(items: Vec<T>, key: impl Fn(&T) -> Vec<u8>) -> Vec<T> {
    let mut order: Vec<Keyed> = items.iter().map(key).zip(0..).collect();
    sort(&mut order);
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(_, index)| items[index as usize].take()).collect()
}
